package search

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/sanitize"
)

// consultation is one question to a finder.
type consultation struct {
	*inquiry
	prefix  string      // of its tool calls' ids
	numbers map[int]int // its numbers of sources to ours
	heads   []string    // of its sources
	names   []string
	worked  bool // a tool gave something
	text    strings.Builder
	figures []string // what each tool gave, below the names of its sources
}

// consult has a finder answer a question, and keeps what it says, and the figures
// that it says it of, when that rests on a tool. Its numbers of sources become ours.
// answered is true as well where the budget leaves no more to be asked.
func (w *inquiry) consult(ctx context.Context, from finder, q subquestion, prompt string, on agent.Owner) (answered bool) {
	c := &consultation{inquiry: w, numbers: map[int]int{}}
	if !on(func() error {
		w.consulted++
		c.prefix = fmt.Sprintf("q%d-", w.consulted)
		return nil
	}) {
		return false
	}
	for ev, err := range from.Answer(ctx, answer.Turn{Question: prompt, Model: w.turn.Model, Location: w.turn.Location}) {
		if err != nil {
			if !on(func() error { return c.end(ctx, q, err) }) || ctx.Err() != nil {
				return false
			}
			answered = overBudget(err) != nil
			c.text.Reset() // what its tools gave is kept all the same
			break
		}
		if d, ok := ev.(answer.Delta); ok { // the most frequent, and nobody's business but ours
			c.text.WriteString(d.Text)
			continue
		}
		if !on(func() error { return c.take(ev) }) {
			return false
		}
	}
	return c.worked && on(func() error { c.keep(q); return nil }) || answered
}

// end notes why a finder gives no answer. What else is on its way when the budget is
// spent goes on until it asks the model.
func (c *consultation) end(ctx context.Context, q subquestion, err error) error {
	switch {
	case ctx.Err() != nil:
	case overBudget(err) != nil:
		c.stopped = overBudget(err)
	case llm.SetUp(err): // the reader is not told that the market is at fault
		return fmt.Errorf("ask for market data: %w", err)
	default:
		c.o.Logger.WarnContext(ctx, "market data could not be asked for a research", slog.Any("error", err))
		c.failed(q.Text + ": market data could not be asked")
	}
	return nil
}

// take passes an event of the finder on.
func (c *consultation) take(ev answer.Event) error {
	switch ev := ev.(type) {
	case answer.ToolStarted:
		ev.ID = c.prefix + ev.ID
		c.tools++
		return c.Emit(ev)
	case answer.ToolFinished:
		ev.ID = c.prefix + ev.ID
		if !ev.Failed {
			c.worked = true
		}
		return c.Emit(ev)
	case answer.SourceFound:
		local := ev.N
		s, err := c.Source(ev.Source)
		c.numbers[local] = s.N
		if !slices.Contains(c.heads, s.Head()) {
			c.heads, c.names = append(c.heads, s.Head()), append(c.names, s.Name())
		}
		return err
	case answer.Exhibited:
		c.read(ev)
		return c.show(ev)
	case answer.Finished:
		if ev.Answer != "" { // without what turned out to be thought
			c.text.Reset()
			c.text.WriteString(ev.Answer)
		}
	case answer.Status, answer.Delta:
	}
	return nil
}

// show passes an exhibit on with our numbers of its sources.
func (c *consultation) show(e answer.Exhibited) error {
	e.ID = c.prefix + e.ID
	e.Sources = slices.Clone(e.Sources)
	for i := range e.Sources {
		e.Sources[i].N = c.numbers[e.Sources[i].N]
	}
	return c.Emit(e)
}

// read takes what a tool has given, as far as a passage holds it. What is not cited is
// no figure.
func (c *consultation) read(e answer.Exhibited) {
	var text strings.Builder
	for _, i := range e.Page.Origins {
		if s := e.Sources[i]; s.N > 0 {
			s.N = c.numbers[s.N]
			text.WriteString(s.Name() + "\n")
		}
	}
	if text.Len() == 0 {
		return
	}
	text.WriteString(e.Page.Text)
	c.figures = append(c.figures, shortLines(text.String(), c.fit.passage))
}

// keep makes a finding of what the finder has said, and of the figures that it had.
func (c *consultation) keep(q subquestion) {
	const said, had = "What a model has made of the figures below:", "The figures, as the tools gave them:"
	f := finding{question: q.Text}
	heads, names := strings.Join(c.heads, "\n"), strings.Join(c.names, "\n")
	if text := shortWords(renumber(c.text.String(), c.numbers), c.fit.passage); text != "" {
		f.parts = append(f.parts, part{head: heads + "\n" + said, text: names + "\n\n" + text})
		heads = ""
	}
	room := c.fit.passage
	for i, figures := range c.figures { // each has an equal share of what the others leave
		if figures = shortLines(figures, room/(len(c.figures)-i)); figures != "" {
			f.parts = append(f.parts, part{head: strings.TrimSpace(heads + "\n" + had), text: figures, figures: true})
			heads = ""
		}
		room -= len(figures)
	}
	c.findings = append(c.findings, f)
}

// renumber writes our numbers of sources for the finder's, and leaves out those
// that it made up.
func renumber(text string, numbers map[int]int) string {
	return sanitize.Text(text, sanitize.Sources{
		Count:  func() int { return len(numbers) },
		Number: func(n int) (int, bool) { ours, ok := numbers[n]; return ours, ok },
	})
}

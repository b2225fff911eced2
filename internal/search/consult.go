package search

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/llm"
)

// consultation is one question to the finder.
type consultation struct {
	*inquiry
	prefix  string      // of its tool calls' ids
	numbers map[int]int // its numbers of sources to ours
	heads   []string    // of its sources
	worked  bool        // a tool gave something
	text    strings.Builder
}

// consult has the finder answer a question, and keeps what it says when that
// rests on a tool. Its numbers of sources become ours.
func (w *inquiry) consult(ctx context.Context, question, prompt string, on owner) (answered bool, err error) {
	c := &consultation{inquiry: w, numbers: map[int]int{}}
	if !on(func() error {
		w.consulted++
		c.prefix = fmt.Sprintf("q%d-", w.consulted)
		return w.o.Budget.spent(w.usage)
	}) {
		return false, nil
	}
	for ev, err := range w.o.Finder.Answer(ctx, agent.Turn{Question: prompt, Model: w.turn.Model, Location: w.turn.Location}) {
		if err != nil {
			if llm.SetUp(err) { // the reader is not told that the market is at fault
				on(func() error { return fmt.Errorf("ask for market data: %w", err) })
				return false, nil
			}
			if ctx.Err() == nil {
				w.o.Logger.WarnContext(ctx, "finder failed", slog.Any("error", err))
				on(func() error { w.failed(question + ": market data could not be asked"); return nil })
			}
			return false, nil
		}
		if d, ok := ev.(agent.Delta); ok { // the most frequent, and nobody's business but ours
			c.text.WriteString(d.Text)
			continue
		}
		if !on(func() error { return c.take(ev) }) {
			return false, nil
		}
	}
	if !c.worked {
		return false, nil
	}
	text := shortBytes(renumber(c.text.String(), c.numbers), w.fit.passage)
	on(func() error {
		w.findings = append(w.findings, finding{question, []part{{head: strings.Join(c.heads, "\n"), text: text}}})
		return nil
	})
	return true, nil
}

// take passes an event of the finder on.
func (c *consultation) take(ev agent.Event) error {
	switch ev := ev.(type) {
	case agent.ToolStarted:
		ev.ID = c.prefix + ev.ID
		c.tools++
		return c.emit(ev)
	case agent.ToolFinished:
		ev.ID = c.prefix + ev.ID
		if !ev.Failed {
			c.worked = true
		}
		return c.emit(ev)
	case agent.SourceFound:
		local := ev.N
		s, err := c.source(ev.Source)
		c.numbers[local] = s.N
		c.heads = append(c.heads, s.Head())
		return err
	case agent.Finished:
		c.usage = c.usage.Add(ev.Usage)
		if ev.Answer != "" { // without what turned out to be thought
			c.text.Reset()
			c.text.WriteString(ev.Answer)
		}
	}
	return nil
}

// renumber writes our numbers of sources for the finder's, and leaves out those
// that it made up.
func renumber(text string, numbers map[int]int) string {
	f := citations{known: func(n int) (int, bool) { ours, ok := numbers[n]; return ours, ok }}
	return f.write(text) + f.rest()
}

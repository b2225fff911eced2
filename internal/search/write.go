package search

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
	"quotewire/internal/sanitize"
)

// evidence is what was found, in the order it was found, as much as the model is
// given and as most tokens hold. The figures behind a finder's words have what the
// others leave.
func (w *inquiry) evidence(most int) (all []partPrompt) {
	var parts []part
	sources := map[bool]int{} // by whether they are figures
	for _, f := range w.findings {
		for i, p := range f.parts {
			if i == 0 {
				p.text = "asked: " + f.question + "\n" + p.text
			}
			p.text = w.fence.Clean(p.text)
			parts = append(parts, p)
			sources[p.figures]++
		}
	}
	room := w.o.MaxEvidenceBytes
	texts := make([]string, len(parts))
	for _, figures := range []bool{false, true} {
		for i, p := range parts {
			if p.figures != figures {
				continue
			}
			text := w.portion(plaintext.Clip(p.text, room), p.head, most, sources[figures])
			sources[figures]--
			if figures {
				text = shortLines(p.text, len(text))
			} else {
				text = shortWords(p.text, len(text))
			}
			if text != "" {
				room -= len(text)
				most -= agent.Tokens(text) + w.around(p.head)
			}
			texts[i] = text
		}
	}
	for i, p := range parts {
		if texts[i] != "" {
			all = append(all, partPrompt{Head: p.head, Text: texts[i]})
		}
	}
	return all
}

// write streams the answer.
func (w *inquiry) write(ctx context.Context) error {
	if err := w.emit(answer.Status{Label: "Writing the answer"}); err != nil {
		return err
	}
	a := &author{inquiry: w, clean: sanitize.New(w.sources.Known())}
	ask := func() (llm.FinishReason, error) {
		return a.step(llm.WithMeter(ctx, w.written), w.messages("write.md", w.o.WriteModel, 0, findingsPrompt{Failures: w.lacking()}))
	}
	reason, err := ask()
	if a.text.Len() == 0 && w.drops(ctx, w.o.WriteModel, err) {
		reason, err = ask()
	}
	empty := err == nil && a.text.Len() == 0 && reason != llm.FinishContentFilter // some models write nothing at times
	if empty || errors.Is(err, llm.ErrWindow) && w.fitOf(w.model(w.o.WriteModel)).tokens < w.fit.tokens {
		reason, err = ask()
	}
	switch {
	case err != nil:
		return err
	case a.text.Len() == 0 && reason == llm.FinishContentFilter:
		return fmt.Errorf("write answer: %w", answer.ErrUnanswerable)
	case a.text.Len() == 0:
		return fmt.Errorf("write answer: %w", answer.ErrEmpty)
	}
	if err := a.note(); err != nil {
		return err
	}
	return w.emit(answer.Finished{Reason: answer.FinishReason(reason), Usage: answer.Usage(w.gathered.Used().Add(w.written.Used())), Answer: a.text.String(), Sources: len(w.sources), Tools: w.tools, Model: w.stepped})
}

// lacking is what could not be had, and why gathering fell short.
func (w *inquiry) lacking() []string {
	all := w.failures
	if w.unplanned {
		all = append(all[:len(all):len(all)], "the model's plan could not be read: the question was looked up as it is")
	}
	if w.stopped != nil {
		all = append(all[:len(all):len(all)], "the research was not finished: "+w.stopped.Error())
	}
	return all
}

// author writes the answer's text.
type author struct {
	*inquiry
	clean    *sanitize.Writer
	text     strings.Builder
	raw      strings.Builder // as the model wrote it
	held     bool            // the last delta said that more is on its way
	thinking bool
}

// step runs one model step and passes its text on as it comes.
func (a *author) step(ctx context.Context, messages []llm.Message) (llm.FinishReason, error) {
	a.raw.Reset()
	var end *llm.End
	for c, err := range a.o.Model.Stream(ctx, llm.Request{Model: a.model(a.o.WriteModel), Messages: messages}) {
		if err != nil {
			if ctx.Err() != nil {
				return "", ended(ctx)
			}
			if err := a.close(); err != nil {
				return "", err
			}
			return "", fmt.Errorf("ask model: %w", err)
		}
		if err := a.notice(c.Notice); err != nil {
			return "", err
		}
		if err := a.take(c); errors.Is(err, errFull) {
			return llm.FinishLength, a.close()
		} else if err != nil {
			return "", err
		}
		if c.End != nil {
			end = c.End
		}
	}
	if ctx.Err() != nil {
		return "", ended(ctx)
	}
	if err := a.close(); err != nil {
		return "", err
	}
	if end == nil {
		return "", fmt.Errorf("ask model: %w", &llm.Error{Kind: llm.ErrTruncated})
	}
	a.forget(end.Thought)
	if end.FinishReason == "" || end.FinishReason == llm.FinishToolCalls {
		return llm.FinishStop, nil
	}
	return end.FinishReason, nil
}

// forget takes so many bytes that the model wrote out of the answer: they turned
// out to be thought.
func (a *author) forget(thought int) {
	if thought == 0 {
		return
	}
	text := sanitize.Text(a.raw.String()[min(thought, a.raw.Len()):], a.sources.Known())
	a.text.Reset()
	a.text.WriteString(strings.TrimLeft(text, space))
}

// space is what is taken off the front of the answer.
const space = " \t\r\n"

// errFull is an answer that is as long as it may be.
var errFull = errors.New("the answer is at its cap")

// take passes one chunk on.
func (a *author) take(c llm.Chunk) error {
	if c.Reasoning != "" && !a.thinking {
		a.thinking = true
		if err := a.emit(answer.Status{Label: "Thinking"}); err != nil {
			return err
		}
	}
	written := c.Text
	if room := a.o.MaxTextBytes - a.raw.Len(); len(written) > room {
		written = plaintext.Clip(written, room)
	}
	a.raw.WriteString(written)
	full := len(written) < len(c.Text)
	if err := a.show(a.clean.Write(written), c.More && !full); err != nil || !full {
		return err
	}
	return errFull
}

// close shows what was held back until it was known what it becomes.
func (a *author) close() error { return a.show(a.clean.Rest(), false) }

// show passes text on. Without any, what was held back must go out.
func (a *author) show(text string, more bool) error {
	if a.text.Len() == 0 {
		text = strings.TrimLeft(text, space)
	}
	if text == "" && (more || !a.held) {
		return nil
	}
	return a.delta(text, more)
}

func (a *author) delta(text string, more bool) error {
	a.text.WriteString(text)
	a.held = more
	return a.emit(answer.Delta{Text: text, More: more})
}

// note says under the answer what could not be had, in our words: a model might
// leave it out.
func (a *author) note() error {
	lacking := a.lacking()
	if len(lacking) == 0 {
		return nil
	}
	var note strings.Builder
	note.WriteString("\n\nWhat could not be had:\n\n")
	for _, what := range lacking { // questions are in it, which the model wrote
		note.WriteString("- " + plaintext.Line(sanitize.Text(what, sanitize.Sources{})) + "\n")
	}
	return a.delta(note.String(), false)
}

package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
	"quotewire/internal/sanitize"
)

// evidence is what was found, in the order of the questions, as much as the model is
// given and as most tokens hold. The figures behind a finder's words have what the
// others leave.
func (w *inquiry) evidence(most int) (all []partPrompt) {
	var parts []part
	sources := map[bool]int{} // by whether they are figures
	for _, f := range w.inOrder() {
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

// inOrder are the findings in the order of their questions, whichever was found first:
// where not all of them fit, it is not chance that says which do. What belongs to no
// question, the page that the reader named, comes first.
func (w *inquiry) inOrder() []finding {
	return slices.SortedStableFunc(slices.Values(w.findings), func(a, b finding) int {
		return cmp.Or(cmp.Compare(slices.Index(w.order, a.question), slices.Index(w.order, b.question)), b.figures()-a.figures())
	})
}

// figures is 1 of what the market's tools gave, which goes before pages, else 0.
func (f finding) figures() int {
	if slices.ContainsFunc(f.parts, func(p part) bool { return p.figures }) {
		return 1
	}
	return 0
}

// write streams the answer.
func (w *inquiry) write(ctx context.Context) error {
	if err := w.Emit(answer.Status{Label: "Writing the answer"}); err != nil {
		return err
	}
	ctx = llm.WithMeter(ctx, w.written)
	ask := func() (agent.Step, error) {
		messages := w.messages("write.md", w.o.WriteModel, 0, findingsPrompt{Failures: w.lacking()})
		return w.Step(ctx, w.o.Model.Stream(ctx, llm.Request{Model: w.model(w.o.WriteModel), Messages: messages}), w.notice)
	}
	step, err := ask()
	if w.Text() == "" && w.drops(ctx, w.o.WriteModel, err) {
		step, err = ask()
	}
	empty := err == nil && w.Text() == "" && step.FinishReason != llm.FinishContentFilter // some models write nothing at times
	if empty || errors.Is(err, llm.ErrWindow) && w.fitOf(w.model(w.o.WriteModel)).tokens < w.fit.tokens {
		step, err = ask()
	}
	switch {
	case err != nil:
		return err
	case w.Text() == "" && step.FinishReason == llm.FinishContentFilter:
		return fmt.Errorf("write answer: %w", answer.ErrUnanswerable)
	case w.Text() == "":
		return fmt.Errorf("write answer: %w", answer.ErrEmpty)
	}
	if err := w.note(); err != nil {
		return err
	}
	return w.Emit(answer.Finished{Reason: step.Reason(), Usage: answer.Usage(w.gathered.Used().Add(w.written.Used())), Answer: w.Text(), Sources: len(w.Sources), Tools: w.tools, Model: w.stepped})
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

// note says under the answer what could not be had, in our words: a model might
// leave it out.
func (w *inquiry) note() error {
	lacking := w.lacking()
	if len(lacking) == 0 {
		return nil
	}
	var note strings.Builder
	note.WriteString("\n\nWhat could not be had:\n\n")
	for _, what := range lacking { // questions are in it, which the model wrote
		note.WriteString("- " + plaintext.Line(sanitize.Text(what, sanitize.Sources{})) + "\n")
	}
	return w.Say(note.String(), false)
}

package search

import (
	"context"

	"quotewire/internal/agent"
)

// ask finds out the answers to questions, those that are derived from others
// last. With the first ones the pages are read that the reader named.
func (w *inquiry) ask(ctx context.Context, questions []subquestion, first bool) error {
	var now, later []task
	if first {
		for _, url := range w.named() {
			now = append(now, w.namedPage(url))
		}
	}
	for _, q := range questions {
		switch q.Kind {
		case numerical:
			now = append(now, w.number(q))
		case qualitative:
			now = append(now, w.pagesOn(q))
		case unsaid:
			now = append(now, w.figures(q), w.pagesOn(q))
		}
	}
	if err := w.together(ctx, now); err != nil {
		return err
	}
	for _, q := range questions {
		if q.Kind == derived {
			later = append(later, w.derive(q))
		}
	}
	return w.together(ctx, later)
}

// number asks market data, and the web when that does not know.
func (w *inquiry) number(q subquestion) task {
	return func(ctx context.Context, on owner) error {
		answered, err := w.consult(ctx, q.Text, q.Text, on)
		if err != nil || answered || ctx.Err() != nil {
			return err
		}
		return w.pagesOn(q)(ctx, on)
	}
}

// figures asks market data alone.
func (w *inquiry) figures(q subquestion) task {
	return func(ctx context.Context, on owner) error {
		_, err := w.consult(ctx, q.Text, q.Text, on)
		return err
	}
}

// derive has the finder work something out of what is known.
func (w *inquiry) derive(q subquestion) task {
	known := ""
	for _, f := range w.findings {
		for _, p := range f.parts {
			known += f.question + "\n" + p.head + "\n" + w.fence.Clean(p.text) + "\n\n"
		}
	}
	prompt := w.prompts.write("derive.md", derivePrompt{Question: q.Text, Known: agent.Shorten(shortBytes(known, w.o.MaxEvidenceBytes/2), w.fit.tokens/3), Fence: string(w.fence)})
	return func(ctx context.Context, on owner) error {
		_, err := w.consult(ctx, q.Text, prompt, on)
		return err
	}
}

package search

import (
	"context"
	"strings"

	"quotewire/internal/agent"
)

// ask finds out the answers to questions, those that are derived from others
// last. With the first ones the pages are read that the reader named.
func (w *inquiry) ask(ctx context.Context, questions []subquestion, first bool) error {
	var now, later []agent.Task
	w.foreign = !first || strings.TrimSpace(w.turn.PageText) != ""
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
func (w *inquiry) number(q subquestion) agent.Task {
	prompt := w.lookup(q)
	return func(ctx context.Context, on agent.Owner) error {
		if w.consult(ctx, w.o.Finder, q, prompt, on) || ctx.Err() != nil {
			return nil
		}
		return w.pagesOn(q)(ctx, on)
	}
}

// figures asks market data alone.
func (w *inquiry) figures(q subquestion) agent.Task {
	prompt := w.lookup(q)
	return func(ctx context.Context, on agent.Owner) error {
		w.consult(ctx, w.o.Finder, q, prompt, on)
		return nil
	}
}

// lookup is a question as market data is asked it, which has all tools: one of a model
// that has read what others wrote is foreign text, and not the reader's word.
func (w *inquiry) lookup(q subquestion) string {
	if !w.foreign {
		return q.Text
	}
	return w.prompts.Write("lookup.md", findingsPrompt{Question: w.fence.Clean(q.Text), Fence: string(w.fence)})
}

// derive has something worked out of what is known, by arithmetic alone: pages are
// part of it, and nothing that a page says may have a tool called that asks anybody.
// Where nothing is known the market is asked.
func (w *inquiry) derive(q subquestion) agent.Task {
	if len(w.findings) == 0 {
		return w.number(q)
	}
	prompt := w.prompts.Write("derive.md", findingsPrompt{Question: w.fence.Clean(q.Text), Fence: string(w.fence), Findings: w.evidence(w.fit.tokens / 3)})
	return func(ctx context.Context, on agent.Owner) error {
		w.consult(ctx, w.o.Calculator, q, prompt, on)
		return nil
	}
}

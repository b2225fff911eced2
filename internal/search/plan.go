package search

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
)

// plan asks the model what has to be found out: nothing, where the reader's pages
// hold the answer. A model that cannot say it is answered by the question itself,
// asked of the market and, when that does not know, of the web.
func (w *inquiry) plan(ctx context.Context) ([]subquestion, error) {
	most := min(6, w.fit.questions)
	reply, err := w.think(ctx, "plan.md", most, findingsPrompt{})
	if err != nil {
		return nil, err
	}
	written, ok := readQuestions(reply)
	if w.unplanned = !ok; !ok {
		w.o.Logger.WarnContext(ctx, "plan of a research cannot be read, the question itself is looked up", slog.Int("bytes", len(reply)))
	}
	questions := w.fresh(written, most)
	if len(questions) == 0 && (!ok || len(w.named()) == 0 && strings.TrimSpace(w.turn.PageText) == "") {
		text := plaintext.Clip(plaintext.Line(w.turn.Question), maxQuestionBytes)
		q := subquestion{Text: text, Kind: numerical, Search: text}
		w.remember(q)
		questions = []subquestion{q}
	}
	return questions, nil
}

// check asks the model what is still missing. What it asked before is not asked
// again. Words without a list say that nothing is.
func (w *inquiry) check(ctx context.Context, most int) ([]subquestion, error) {
	reply, err := w.think(ctx, "check.md", most, findingsPrompt{Asked: w.order, Failures: w.failures})
	if err != nil {
		return nil, err
	}
	written, ok := readQuestions(reply)
	if !ok {
		w.o.Logger.InfoContext(ctx, "check of a research names no questions", slog.Int("bytes", len(reply)))
	}
	return w.fresh(written, most), nil
}

// messages are the rules of a step, for its model, earlier turns, and what is known.
func (w *inquiry) messages(rules, ofStep string, most int, known findingsPrompt) []llm.Message {
	zone := w.turn.Location
	if zone == nil {
		zone = time.UTC
	}
	w.fit = w.fitOf(w.model(ofStep)) // a server may tell its window only when it is asked
	known.Fence, known.Question, known.Page = string(w.fence), w.turn.Question, w.page()
	system := w.prompts.Write(rules, rulesPrompt{
		Today: w.o.Now().In(zone).Format("Monday, 2 January 2006"), TimeZone: zone.String(), Fence: string(w.fence), Most: most,
	})
	known.Asked, known.Failures = w.clean(known.Asked), w.clean(known.Failures)
	history := w.trim(system, &known)
	all := append([]llm.Message{{Role: llm.RoleSystem, Content: system}}, history...)
	return append(all, llm.Message{Role: llm.RoleUser, Content: w.prompts.Write("findings.md", known)})
}

// clean is a list as it may stand within the fence.
func (w *inquiry) clean(list []string) []string {
	clean := make([]string, len(list))
	for i, line := range list {
		clean[i] = w.fence.Clean(plaintext.Line(line))
	}
	return clean
}

// page is what is known of the page that the reader is on.
func (w *inquiry) page() string {
	text := shortWords(w.fence.Clean(w.turn.PageText), w.o.MaxPageBytes)
	if text != "" && w.turn.CurrentURL != "" {
		text = "address: " + w.fence.Clean(plaintext.Line(w.turn.CurrentURL)) + "\n" + text
	}
	return text
}

// fresh keeps the questions that were not asked before, as many as may be asked.
// The others are named under the answer.
func (w *inquiry) fresh(written []subquestion, most int) []subquestion {
	var kept []subquestion
	for _, q := range written {
		switch {
		case w.asked[askedKey(q)]:
		case len(kept) == most:
			w.failed(q.Text + ": no more questions may be asked")
		default:
			w.remember(q)
			kept = append(kept, q)
		}
	}
	return kept
}

func (w *inquiry) remember(q subquestion) {
	w.asked[askedKey(q)] = true
	w.order = append(w.order, q.Text)
	w.metrics.question(q.Kind)
}

func askedKey(q subquestion) string { return string(q.Kind) + " " + strings.ToLower(q.Text) }

package search

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"quotewire/internal/llm"
)

// kind says who can answer a question.
type kind string

const (
	numerical   kind = "numerical"   // market data
	qualitative kind = "qualitative" // pages
	derived     kind = "derived"     // arithmetic on the others' answers
)

// subquestion is one thing to find out.
type subquestion struct {
	Text   string `json:"text"`
	Kind   kind   `json:"kind"`
	Search string `json:"search"`
}

// plan asks the model what has to be found out: nothing, where the reader's pages
// hold the answer. A model that cannot say it is answered by the question itself,
// asked of the market and, when that does not know, of the web.
func (w *inquiry) plan(ctx context.Context) ([]subquestion, error) {
	most := min(6, w.fit.questions)
	reply, err := w.think(ctx, "plan.md", most, findingsPrompt{})
	if err != nil {
		return nil, err
	}
	questions := w.fresh(reply, most)
	if len(questions) == 0 && len(w.named()) == 0 && strings.TrimSpace(w.turn.PageText) == "" {
		text := shortBytes(oneLine(w.turn.Question), maxQuestionBytes)
		q := subquestion{Text: text, Kind: numerical, Search: text}
		w.remember(q)
		questions = []subquestion{q}
	}
	return questions, nil
}

// check asks the model what is still missing. What it asked before is not asked
// again.
func (w *inquiry) check(ctx context.Context, most int) ([]subquestion, error) {
	reply, err := w.think(ctx, "check.md", most, findingsPrompt{Asked: w.order, Failures: w.failures})
	if err != nil {
		return nil, err
	}
	return w.fresh(reply, most), nil
}

// messages are the rules of a step, for its model, earlier turns, and what is known.
func (w *inquiry) messages(rules, ofStep string, most int, known findingsPrompt) []llm.Message {
	zone := w.turn.Location
	if zone == nil {
		zone = time.UTC
	}
	w.fit = w.fitOf(w.model(ofStep)) // a server may tell its window only when it is asked
	known.Fence, known.Question, known.Page = string(w.fence), w.turn.Question, w.page()
	system := w.prompts.write(rules, rulesPrompt{
		Today: w.o.Now().In(zone).Format("Monday, 2 January 2006"), TimeZone: zone.String(), Fence: string(w.fence), Most: most,
	})
	history := w.trim(system, &known)
	all := append([]llm.Message{{Role: llm.RoleSystem, Content: system}}, history...)
	return append(all, llm.Message{Role: llm.RoleUser, Content: w.prompts.write("findings.md", known)})
}

// page is what is known of the page that the reader is on.
func (w *inquiry) page() string {
	text := shortBytes(w.fence.Clean(w.turn.PageText), w.o.MaxPageBytes)
	if text != "" && w.turn.CurrentURL != "" {
		text = "address: " + w.fence.Clean(oneLine(w.turn.CurrentURL)) + "\n" + text
	}
	return text
}

// fresh reads a list of questions and keeps those that were not asked before, as
// many as may be asked. The others are named under the answer.
func (w *inquiry) fresh(reply string, most int) []subquestion {
	var kept []subquestion
	for _, q := range readQuestions(reply) {
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

// What is read of a list that a model wrote.
const (
	maxQuestions     = 20
	maxQuestionBytes = 500
)

// readQuestions finds the list in what a model wrote: some put words or a code
// fence around it.
func readQuestions(reply string) []subquestion {
	for i := range len(reply) {
		if reply[i] != '{' {
			continue
		}
		var plan struct {
			Questions []subquestion `json:"questions"`
		}
		if json.NewDecoder(strings.NewReader(reply[i:])).Decode(&plan) != nil || plan.Questions == nil {
			continue
		}
		var kept []subquestion
		for _, q := range plan.Questions[:min(len(plan.Questions), maxQuestions)] {
			q.Text, q.Search = shortBytes(oneLine(q.Text), maxQuestionBytes), shortBytes(oneLine(q.Search), maxQuestionBytes)
			if q.Kind != numerical && q.Kind != derived {
				q.Kind = qualitative
			}
			if q.Search == "" {
				q.Search = q.Text
			}
			if q.Text != "" {
				kept = append(kept, q)
			}
		}
		return kept
	}
	return nil
}

// shortBytes is at most most bytes of text, never half a rune.
func shortBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && text[most]&0xC0 == 0x80 {
		most--
	}
	return text[:most]
}

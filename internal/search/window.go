package search

import (
	"math"

	"quotewire/internal/agent"
	"quotewire/internal/llm"
)

// share is how much of a request each thing to find out gets, in tokens, so that
// what is found of it is worth reading.
const share = 700

// fit is what an inquiry may take of the model's window.
type fit struct {
	tokens    int // of a request
	questions int // in all
	sources   int // pages read for one question
	passage   int // bytes of one page or market answer
}

// fitOf scales the budgets down to the window of a model. Where that is not known
// they are as they were set.
func (r *Research) fitOf(model string) fit {
	f := fit{tokens: math.MaxInt, questions: r.o.Budget.Questions, sources: pagesOf, passage: r.o.MaxPassageBytes}
	w := agent.Window(r.o.Window(model))
	if w <= 0 {
		return f
	}
	f.tokens = max(0, w.Prompt())
	f.questions = min(f.questions, max(1, f.tokens/share))
	f.sources = min(f.sources, max(1, f.tokens/(2*share)))
	f.passage = min(f.passage, f.tokens/2) // six of them, at 3 bytes a token, fill a request
	return f
}

// trim makes what is known fit beside the rules of a step, and gives the earlier
// turns that do.
func (w *inquiry) trim(rules string, known *findingsPrompt) []llm.Message {
	const around = 100 // tokens of the words between the parts
	left := w.fit.tokens - agent.Tokens(rules) - around
	known.Question, _ = agent.Middle(known.Question, max(around, left/3))
	left -= agent.Tokens(known.Question)
	known.Asked = lines(known.Asked, left/8)
	known.Failures = lines(known.Failures, left/8)
	left -= w.listTokens(known.Asked) + w.listTokens(known.Failures)
	history := agent.Recent(w.turn.History, left/5)
	for _, x := range history {
		left -= agent.Tokens(x.Question) + agent.Tokens(x.Answer)
	}
	known.Page = agent.Shorten(known.Page, left/3)
	known.Findings = w.evidence(left - agent.Tokens(known.Page))
	return agent.Said(history)
}

// lines are the first of a list that most tokens hold.
func lines(all []string, most int) []string {
	for i, line := range all {
		if most -= agent.Tokens(line) + 2; most < 0 {
			return all[:i]
		}
	}
	return all
}

// listTokens is what a list takes between its fences.
func (w *inquiry) listTokens(all []string) (n int) {
	for _, line := range all {
		n += agent.Tokens(line) + 2
	}
	if n > 0 {
		n += w.around("")
	}
	return n
}

// leastPassage is how many tokens of a source are worth reading.
const leastPassage = 100

// portion is what of text a source may say: an equal share of what is left for all
// that are yet to come. Where that is too little, the first have theirs and the
// last have none.
func (w *inquiry) portion(text, head string, left, sources int) string {
	around := w.around(head)
	return agent.Shorten(text, min(left, max(left/sources, leastPassage+around))-around)
}

// around is what the name of a source and the fences take.
func (w *inquiry) around(head string) int {
	return agent.Tokens(head) + 2*agent.Tokens(string(w.fence)) + 4
}

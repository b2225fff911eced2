package agent

import (
	"log/slog"
	"math"
	"sync"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// form is how the requests of one answer are made to fit the model's window.
type form struct {
	specs   []llm.ToolSpec // offered; the other tools run all the same when they are called
	most    int            // tokens that a request may hold; 0: not known
	offered int            // tokens of specs
	result  int            // tokens of each result of the calls that run now
}

// leastText is how many tokens of a question or a result are worth having.
const leastText = 100

// open writes the opening of the transcript: in full, or, where that would take
// more than a third of the window, in the short form with the tools that fit the
// question.
func (a *answering) open() error {
	t := a.turn
	t.History = ending(t.History, a.maxHistoryBytes, func(text string) int { return len(text) })
	system := a.system(t)
	a.specs, a.offered = a.full, a.fullTokens
	w := Window(a.window(t.Model))
	if w <= 0 {
		a.messages = a.opening(system, t, a.fence, math.MaxInt)
		return nil
	}
	a.most = w.Prompt()
	short := 3*(Tokens(system)+a.offered) > int(w)
	if short {
		system = a.short(t)
	}
	a.windows.tell(a.log, w, short)
	left := a.most - a.offered - Tokens(system) - 3*frame
	var cut bool
	t.Question, cut = Middle(t.Question, max(leastText, left/2))
	left -= Tokens(t.Question)
	t.History = Recent(t.History, left/4)
	a.messages = a.opening(system, t, a.fence, left/3)
	if !cut {
		return nil
	}
	return a.Emit(answer.Status{Label: "Shortening the question", Detail: "It is longer than the model can hold."})
}

// narrower says that the model has a smaller window than requests were made for:
// a server may tell it only by refusing one.
func (a *answering) narrower() bool {
	w := Window(a.window(a.turn.Model))
	return w > 0 && (a.most == 0 || w.Prompt() < a.most)
}

// refit makes the requests to come fit a window that was not known before.
func (a *answering) refit() error {
	if a.calls == 0 {
		return a.open()
	}
	a.most = Window(a.window(a.turn.Model)).Prompt()
	return nil
}

// short chooses the tools of the short form, and gives the prompt that goes with
// them.
func (a *answering) short(t answer.Turn) string {
	offered, others := a.offer(t, a.most/3)
	a.specs, a.offered = nil, 0
	for _, b := range offered {
		a.specs = append(a.specs, b.spec)
		a.offered += b.tokens
	}
	p := a.facts(t)
	p.Others = others
	return a.prompts.Write("system-short.md", p)
}

// fixed is how many tokens the next request holds beside the texts of tool
// results, and results how many those are.
func (a *answering) fixed() (fixed, results int) {
	fixed = a.offered
	for _, m := range a.messages {
		n := messageTokens(m)
		if m.Role == llm.RoleTool {
			results += n - frame
			n = frame
		}
		fixed += n
	}
	return fixed, results
}

// portion divides what is left of the window among the calls that are about to
// run. At least half of what results may take is theirs: older ones give way.
func (a *answering) portion(calls int) {
	if a.most == 0 {
		return
	}
	fixed, results := a.fixed()
	left := a.most - fixed - calls*frame
	a.result = max(left-results, left/2, 0) / max(1, calls)
}

// room is what of its portion a result may take between the fences; 0: not bounded.
func (a *answering) room() int {
	if a.result == 0 {
		return 0
	}
	return max(1, a.result-Tokens(a.fence.Quote("")))
}

// within cuts the text of a result that stands below head to its portion.
func (a *answering) within(text, head string) string {
	if a.most == 0 {
		return text
	}
	return cappedTokens(text, max(a.result-Tokens(head), a.result/2))
}

// fit cuts the oldest tool results until the next request fits the window. They
// are cut at their end and not dropped: what they say first is what counts.
func (a *answering) fit() {
	if a.most == 0 {
		return
	}
	fixed, results := a.fixed()
	over := fixed + results - a.most
	for i := range a.messages {
		if over <= 0 {
			return
		}
		if m := &a.messages[i]; m.Role == llm.RoleTool {
			had := Tokens(m.Content)
			m.Content = a.fence.shorten(m.Content, had-over)
			over -= had - Tokens(m.Content)
		}
	}
}

// crowded says that what tools would return has no room any more.
func (a *answering) crowded() bool {
	if a.most == 0 || a.calls == 0 {
		return false
	}
	fixed, _ := a.fixed()
	return a.most-fixed < leastText
}

// cappedTokens cuts text to most tokens and says so; where nothing worth reading
// would be left, all of it goes.
func cappedTokens(text string, most int) string {
	const note = 30 // tokens of what says how much is gone
	switch {
	case Tokens(text) <= most, len(text) <= len(dropped):
		return text
	case most < 2*note:
		return dropped
	}
	return capped(text, len(Shorten(text, most-note)))
}

// toldWindows are the windows that the log has told of.
type toldWindows struct {
	mu   sync.Mutex
	seen map[Window]bool
}

// tell logs once for each window in which form its models are asked.
func (t *toldWindows) tell(log *slog.Logger, w Window, short bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 16 // a server has few models; the log is not to be filled by one that tells another window each time
	if t.seen[w] || len(t.seen) == most {
		return
	}
	if t.seen == nil {
		t.seen = map[Window]bool{}
	}
	t.seen[w] = true
	form := "full"
	if short {
		form = "short"
	}
	record := log.With(slog.Int("window", int(w)), slog.String("form", form))
	if w < smallestWindow {
		record.Warn("the model's window is too small: answers lose their tools or results; give it 4096 tokens or more", slog.String("variable", "QUOTEWIRE_MODEL_CONTEXT"))
		return
	}
	record.Info("requests are made to fit the model's window")
}

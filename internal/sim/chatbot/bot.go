// Package chatbot answers questions about finance by rules, as a model with tools
// would: it reads a question in the light of those before it, calls the tools that it
// is offered, and composes its answer strictly from what they returned. It plans,
// checks and writes research as plainly. intents.txt says which words ask for which
// tool.
package chatbot

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
)

// Bot is the demo's model: it reads the last question in the light of those
// before it, calls the tools it is offered, and puts what they returned into
// words. Nothing in a tool's result is ever read as a wish.
type Bot struct {
	names   *lexicon
	intents []intent
	time    *timeWords
	now     func() time.Time
}

// New makes a bot that knows the instruments of a catalog.
func New(c *facts.Catalog, now func() time.Time) *Bot {
	return &Bot{names: newLexicon(c), intents: intents(), time: newTimeWords(), now: now}
}

// Limits of one step.
const (
	maxQuestions = 12 // of the conversation that are read
	maxSymbols   = 8  // of a question that are looked up
	maxHistories = 4
)

// Step is what the bot says or calls next.
func (b *Bot) Step(asked Request) Step {
	if s, ok := b.research(asked.Messages); ok {
		return s
	}
	questions, since := conversation(asked.Messages)
	w := b.understand(questions)
	results := resultsOf(since)
	offered := Offered(asked)
	w.settleTopic(offered)
	var calls []Call
	if len(results) == 0 {
		calls = w.calls(offered)
	} else {
		calls = w.next(results, offered)
	}
	if len(calls) > 0 {
		return Step{Calls: calls}
	}
	if len(results) > 0 {
		return Step{Text: compose(w, results)}
	}
	return Step{Text: plainly(w, offered)}
}

// settleTopic forgets what would be declined when a tool answers it after all.
func (w *want) settleTopic(offered Tools) {
	if len(w.intents) > 0 && !insists.MatchString(w.asked) && len(w.run(append(w.symbols[:len(w.symbols):len(w.symbols)], "^GSPC"), offered)) > 0 {
		w.topic = ""
	}
}

// conversation is the questions so far, oldest first, and the messages after
// the last one. Of user messages in a row the last is the question: those
// before it are what the reader has on the screen.
func conversation(messages []Message) (questions []string, since []Message) {
	for i, m := range messages {
		if m.Role != "user" || i+1 < len(messages) && messages[i+1].Role == "user" {
			continue
		}
		questions = append(questions, question(string(m.Content)))
		since = messages[i+1:]
	}
	return questions[max(0, len(questions)-maxQuestions):], since
}

// fence is a line that begins or ends foreign text.
var fence = regexp.MustCompile("^-{3,} .* -{3,}$")

// lookup is the line before a fence when the question is what stands within it.
const lookup = "Look up what is asked between these two lines:"

// question is the reader's own words: text between fences, unless it is said to be
// the question, and all beyond the first 2,000 bytes, is no part of it.
func question(text string) string {
	var b strings.Builder
	asked := strings.HasPrefix(text, lookup)
	until := "" // the line that ends foreign text: within it other fences are text
	for line := range strings.Lines(text) {
		switch bare := strings.TrimSpace(line); {
		case until != "":
			if bare == until {
				until = ""
			} else if asked {
				return clippedTo(bare, 2000)
			}
		case strings.HasPrefix(bare, "```"):
			until = "```"
		case fence.MatchString(bare):
			until = bare
		default:
			b.WriteString(line)
		}
	}
	return clippedTo(b.String(), 2000)
}

// calls is the first step towards an answer.
func (w want) calls(offered Tools) []Call {
	if calls := w.run(w.symbols, offered); len(calls) > 0 && !w.idle {
		return w.also(calls, offered)
	}
	switch {
	case w.talk != "" || w.idle && w.lookup == "" && w.expression == "":
		return nil
	case w.expression != "":
		return offered.call("calculate", fields{"expression": w.expression})
	case w.lookup != "":
		return offered.call("symbols", fields{"query": w.lookup})
	}
	return w.data(w.symbols, offered)
}

// also adds prices when the question is for them too.
func (w want) also(calls []Call, offered Tools) []Call {
	if w.topic == news && len(w.symbols) > 0 { // why a price moves nobody knows, how it does is known
		return append(calls, w.prices(w.symbols, offered)...)
	}
	if len(w.symbols) == 0 || !tradingNow.MatchString(w.asked) {
		return calls
	}
	return append(offered.call("quote", fields{"symbols": w.symbols[:min(len(w.symbols), maxSymbols)]}), calls...)
}

// data asks for the quotes and histories that are wanted of some symbols.
func (w want) data(symbols []string, offered Tools) []Call {
	if len(symbols) == 0 || w.topic == tampering || w.topic == foreign {
		return nil
	}
	if calls := w.run(symbols, offered); len(calls) > 0 {
		return calls
	}
	return w.prices(symbols, offered)
}

// prices asks for quotes and histories.
func (w want) prices(symbols []string, offered Tools) []Call {
	quote, history := w.quote, w.history
	worded := w.time != "" && w.period.interval == "" && !w.early && offered.takes("history", "period")
	if worded && w.units == "" {
		quote, history = w.more, true
	}
	var calls []Call
	if quote {
		calls = offered.call("quote", fields{"symbols": symbols[:min(len(symbols), maxSymbols)]})
	}
	if !history {
		return calls
	}
	for _, s := range symbols[:min(len(symbols), maxHistories)] {
		args := fields{"symbol": s}
		if worded {
			calls = append(calls, offered.call("history", fields{"symbol": s, "period": w.time})...)
			continue
		}
		for name, value := range map[string]string{"range": w.period.rng, "start": w.period.start, "end": w.period.end, "interval": w.period.interval} {
			if value != "" {
				args[name] = value
			}
		}
		calls = append(calls, offered.call("history", args)...)
	}
	return calls
}

// next is the step after the first results: what was looked up is quoted, and
// a price is multiplied. Each happens once.
func (w want) next(results []result, offered Tools) []Call {
	called := func(names ...string) bool {
		return slices.ContainsFunc(results, func(r result) bool { return slices.Contains(names, r.tool) })
	}
	if w.lookup != "" && w.price && len(results) == 1 && called("symbols") {
		for _, r := range results {
			if symbol := r.firstMatch(); symbol != "" {
				return w.data([]string{symbol}, offered)
			}
		}
	}
	if calls := w.again(results, offered); len(calls) > 0 {
		return calls
	}
	if w.units != "" && !called("calculate") {
		for _, r := range results {
			for _, q := range r.quotes() {
				if price := plainNumber(q.value("price")); price != "" {
					return offered.call("calculate", fields{"expression": w.units + " * " + price})
				}
			}
		}
	}
	return nil
}

// again asks for annual accounts where the quarterly ones do not reach back far
// enough. It happens once.
func (w want) again(results []result, offered Tools) []Call {
	var calls []Call
	for _, r := range results {
		if r.tool != "statements" {
			continue
		}
		if r.asked["frequency"] != "quarterly" {
			return nil
		}
		for _, item := range w.arguments() {
			if row, _ := statementRow(r.blocks(), item); row == nil && calls == nil {
				args := maps.Clone(r.asked)
				args["frequency"] = "annual"
				calls = offered.call("statements", args)
			}
		}
	}
	return calls
}

package chatbot

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// What a system message of research begins with: a step without tools.
const (
	planning = "You plan research"
	checking = "You check research"
	writing  = "You write the answer to the reader's question from what research has found"
)

var (
	opinion  = regexp.MustCompile(`\b(outlook|opinions?|expect\w*|prospects?|future|risks?|why|reasons?|news|strateg\w+|plans?|think|sentiment|should|happen\w*|competit\w+|impact|bull\w*|bear\w*|growth story)\b`)
	outlook  = regexp.MustCompile(`\b(outlook|expect\w*|prospects?|future|should|think|sentiment|bull\w*|bear\w*)\b`)
	compares = regexp.MustCompile(`\b(compar\w+|versus|vs|against)\b`)
	adverbs  = regexp.MustCompile(`(?i)^(last|this|since|from|between|yesterday|ytd|year)`)
)

// subquestion is one thing that research has to find out.
type subquestion struct {
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Search string `json:"search,omitempty"`
}

// research answers the steps of research; ok says that it is one.
func (b *Bot) research(messages []Message) (s Step, ok bool) {
	if len(messages) == 0 || messages[0].Role != "system" {
		return Step{}, false
	}
	rules := string(messages[0].Content)
	var questions []string
	for _, m := range messages[min(1, len(messages)-1) : len(messages)-1] {
		if m.Role == "user" {
			questions = append(questions, question(string(m.Content)))
		}
	}
	d := readFindings(rules, string(messages[len(messages)-1].Content))
	w := b.understand(append(questions, d.question))
	switch {
	case strings.HasPrefix(rules, planning):
		return inquiries(b.plan(w, d)), true
	case strings.HasPrefix(rules, checking):
		return inquiries(b.missing(w, d)), true
	case strings.Contains(rules, writing):
		var names []string
		for _, s := range w.symbols {
			names = append(names, strings.ToLower(b.name(s)))
		}
		return Step{Text: d.answer(w, names)}, true
	}
	return Step{}, false
}

// inquiries is a list of questions as research reads it.
func inquiries(all []subquestion) Step {
	if all == nil {
		all = []subquestion{}
	}
	raw, err := json.Marshal(map[string]any{"questions": all})
	if err != nil {
		return Step{Text: `{"questions": []}`}
	}
	return Step{Text: string(raw)}
}

// strange says that a question is about something else than finance, and not
// only about what the demo does not know by name.
func (w want) strange() bool { return w.topic == foreign && w.asked == "" }

// plan takes a comparison or an outlook apart; all else is one question.
func (b *Bot) plan(w want, d findings) []subquestion {
	var names []string
	for _, s := range w.symbols[:min(len(w.symbols), 3)] {
		names = append(names, b.name(s))
	}
	all := strings.Join(names, " and ")
	search := b.search(d.question, w, names)
	self := subquestion{d.question, "qualitative", search}
	switch {
	case w.topic == tampering || w.strange() || w.talk != "":
		return []subquestion{{d.question, "numerical", ""}}
	case len(names) > 1 && compares.MatchString(w.asked) && !opinion.MatchString(w.asked):
		return []subquestion{
			{"Compare the returns of " + all + " " + during(w.time), "numerical", ""},
			{"What are the market cap, P/E and dividend yield of " + all + "?", "numerical", ""},
			{"What is written about " + all + "?", "qualitative", strings.Join(names, " ") + " comparison"},
		}
	case len(names) > 0 && opinion.MatchString(w.asked):
		first := []subquestion{{"How did " + all + " do " + during(w.time) + "?", "numerical", ""}}
		if outlook.MatchString(w.asked) {
			first = append(first, subquestion{"What are the analysts' price targets for " + all + "?", "numerical", ""})
		}
		return append(first, self)
	case !w.idle && (w.quote || w.history || w.expression != "" || len(w.intents) > 0 && (len(names) > 0 || w.intents[0].general())):
		return []subquestion{{d.question, "numerical", ""}}
	}
	return []subquestion{self}
}

// during is words about time as they stand after a verb.
func during(time string) string {
	switch low := strings.ToLower(time); {
	case time == "":
		return "over the past year"
	case strings.HasPrefix(low, "past "):
		return "over the " + low
	case adverbs.MatchString(time):
		return time
	}
	return "in " + time
}

// name is what people call a symbol.
func (b *Bot) name(symbol string) string {
	if in := b.names.catalog.Find(symbol); in != nil && len(in.Aliases) > 0 && in.Aliases[0] != "" {
		return upperFirst(in.Aliases[0])
	}
	return symbol
}

// search is a few words for a search engine: the names, and what is no small
// talk.
func (b *Bot) search(question string, w want, names []string) string {
	words := slices.Clone(names)
	all := tokens(strings.Replace(question, w.time, "", 1))
	_, used := b.names.mentions(all)
	for i, t := range all {
		if !used[i] && len(words) < 8 && !smallTalk.MatchString(t.low) {
			words = append(words, t.low)
		}
	}
	return strings.TrimSpace(strings.Join(words, " ") + " " + w.time)
}

// missing is the one thing to ask after the first round: the price of a company
// that nothing was found of, or pages when only figures were found.
func (b *Bot) missing(w want, d findings) []subquestion {
	if w.topic == tampering || w.strange() || w.talk != "" {
		return nil
	}
	ask := func(q subquestion) []subquestion {
		if slices.Contains(d.asked, q.Text) {
			return nil
		}
		return []subquestion{q}
	}
	for _, s := range w.symbols[:min(len(w.symbols), 3)] {
		if !d.mentions(s, b.name(s)) {
			return ask(subquestion{"What is " + b.name(s) + " trading at?", "numerical", ""})
		}
	}
	if len(w.symbols) > 0 && opinion.MatchString(w.asked) && !d.pages() {
		name := b.name(w.symbols[0])
		return ask(subquestion{"What is reported about " + name + "?", "qualitative", name + " shares"})
	}
	return nil
}

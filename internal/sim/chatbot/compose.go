package chatbot

import (
	"fmt"
	"slices"
	"strings"
)

// compose puts results into words. Every figure in the answer stands in a
// result; what is not recognised there is not said.
func compose(w want, results []result) string {
	var said []string
	if w.topic == news && slices.ContainsFunc(results, func(r result) bool { return r.tool == "news" }) {
		said = append(said, "I cannot say why prices move; here is only what the data and the titles say.")
	} else if text := declining(w.topic); text != "" {
		said = append(said, text)
	}
	if tool := w.unmet(results); tool != "" {
		said = append(said, "The tool that would answer this, "+tool+", is not offered to me; here is what I can look up.")
	}
	figures := false
	for _, r := range results {
		text, ok := r.say(w)
		figures = figures || ok
		said = append(said, text...)
		for _, f := range r.failures() {
			said = append(said, "I could not get "+f+".")
		}
	}
	if figures {
		said = append(said, "(simulated prices)")
	}
	if len(said) == 0 {
		return "The tools returned nothing that I can read, so I have no figures to give."
	}
	return strings.Join(said, " ")
}

// unmet is the tool that a question asks for when quotes and histories had to do
// in its place; empty when it was called.
func (w want) unmet(results []result) string {
	if len(w.intents) == 0 || w.topic != "" || w.idle {
		return ""
	}
	tool, instead := w.intents[0].tool, false
	for _, r := range results {
		if r.tool == tool {
			return ""
		}
		instead = instead || r.tool == "quote" || r.tool == "history"
	}
	if !instead {
		return ""
	}
	return tool
}

// say is a result in sentences; prices says that it speaks of them.
func (r result) say(w want) (text []string, prices bool) {
	switch r.tool {
	case "quote":
		for _, q := range r.quotes() {
			text = append(text, q.sayQuote(w.focus)...)
		}
		text = append(text, r.disputes()...)
		return text, len(text) > 0
	case "history":
		if s := r.single(); s.value("change") != "" {
			return s.sayHistory(w, r.lines), true
		}
	case "calculate":
		if s := r.single(); s.value("result") != "" {
			return []string{cited(s.value("expression")+" = "+s.value("result"), s.cite)}, false
		}
	case "symbols":
		return r.sayMatches(), false
	case "news", "dates":
		return r.sentences(w), false
	default:
		text = r.sentences(w)
		return text, len(text) > 0
	}
	return nil, false
}

// cited is a sentence with its source and a full stop.
func cited(text, cite string) string {
	if cite != "" {
		text += " " + cite
	}
	return text + "."
}

func (s record) name() string {
	symbol, name := s.value("symbol"), s.value("name")
	if name == "" {
		return symbol
	}
	return fmt.Sprintf("%s (%s)", name, symbol)
}

func (s record) sayQuote(focus []string) []string {
	var text []string
	if s.value("price") == "" {
		text = append(text, cited("There is no price for "+s.name(), s.cite))
	} else {
		line := s.name() + " is at " + s.value("price")
		if c := s.value("change over 24 hours"); c != "" {
			line += ", " + c + " in 24 hours"
		} else if c := s.value("change"); c != "" {
			line += ", " + c + " from the previous close"
			if p := s.value("previous close"); p != "" {
				line += " of " + p
			}
		}
		if state := s.value("market state"); state == "closed" || state == "pre" || state == "post" {
			line += "; its market is " + map[string]string{"closed": "closed", "pre": "not open yet", "post": "closed for the day"}[state]
		}
		text = append(text, cited(line, s.cite))
	}
	if figures := s.focused(focus); len(figures) > 0 {
		text = append(text, cited("Its "+strings.Join(figures, ", its "), s.cite))
	} else if len(focus) > 0 {
		text = append(text, cited("The data does not give its "+focus[0], s.cite))
	}
	if stale := s.value("stale"); stale != "" {
		text = append(text, "Note that "+stale+".")
	}
	return text
}

// disputes are the prices of which others give other figures, each in one sentence.
func (r result) disputes() (all []string) {
	for _, line := range r.lines {
		if what, ok := strings.CutPrefix(line, "disputed: "); ok && strings.Contains(what, " price: ") {
			what, _, _ = strings.Cut(what, "; ")
			all = append(all, "The sources disagree: "+what+".")
		}
	}
	return all
}

// focused is the figures asked for that are there.
func (s record) focused(focus []string) []string {
	var figures []string
	for _, label := range focus {
		if v := s.value(label); v != "" {
			figures = append(figures, label+" is "+v)
		}
	}
	return figures
}

// sayChange is how the price moved: from the close before the days that words
// were read as, else from the first close.
func (s record) sayChange(name string, w want) string {
	from := s.value("close before the period")
	_, read, worded := strings.Cut(s.value("period"), "read as ")
	change, _, _ := strings.Cut(s.value("change from the close before"), ", to")
	first, last := s.value("first close"), s.value("last close")
	oneDay := first == "" || first == last
	if whole, ok := strings.CutSuffix(s.value("change"), ", close before to last close"); ok && change == "" {
		change = whole
	}
	switch {
	case worded && from != "" && change != "" && oneDay:
		return fmt.Sprintf("%s, %s: it opened at %s and closed at %s, a change of %s from the close before of %s", name, read, s.value("first open"), last, change, from)
	case worded && from != "" && change != "":
		return fmt.Sprintf("%s, %s: it changed by %s, from the close before of %s to a close of %s", name, read, change, from, last)
	case worded:
		name += ", " + read + ","
	case w.period.words != "":
		name = upperFirst(w.period.words) + ", " + name
	}
	if first == "" {
		return fmt.Sprintf("%s changed by %s: it closed at %s, and at %s before", name, change, last, from)
	}
	change, _, _ = strings.Cut(s.value("change"), ", first")
	return fmt.Sprintf("%s changed by %s: it closed at %s and at %s", name, change, first, last)
}

func (s record) sayHistory(w want, lines []string) []string {
	name := s.value("symbol")
	for _, l := range lines {
		if title, ok := strings.CutPrefix(l, "Price history of "); ok {
			name = title[:min(len(title), maxValue)]
		}
	}
	line := s.sayChange(name, w)
	if currency, _, _ := strings.Cut(s.value("currency"), " "); currency != "" {
		line += ", in " + currency
	}
	text := []string{cited(line, s.cite)}
	if high, low := s.value("highest high"), s.value("lowest low"); high != "" && low != "" {
		text = append(text, cited("Its highest price was "+high+", its lowest "+low, s.cite))
	}
	if v := s.value("average volume"); v != "" && slices.Contains(w.focus, "average volume") {
		text = append(text, cited("The average volume was "+v, s.cite))
	}
	for _, label := range []string{"note", "stale"} {
		if v := s.value(label); v != "" {
			text = append(text, "Note that "+v+".")
		}
	}
	return text
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (r result) sayMatches() []string {
	rows := r.matches()
	if len(rows) == 0 {
		if len(r.failures()) > 0 {
			return nil
		}
		return []string{fmt.Sprintf("I found no symbol for %q.", r.asked["query"])}
	}
	describe := func(row []string) string {
		s := fmt.Sprintf("%s (%s)", row[1], row[0])
		if len(row) > 3 {
			s += ", " + row[2] + ", " + row[3]
		}
		return s[:min(len(s), maxValue)]
	}
	text := []string{fmt.Sprintf("The best match for %q is %s.", r.asked["query"], describe(rows[0]))}
	var others []string
	for _, row := range rows[1:min(len(rows), 4)] {
		others = append(others, describe(row))
	}
	if len(others) > 0 {
		text = append(text, "Others are "+strings.Join(others, "; ")+".")
	}
	return text
}

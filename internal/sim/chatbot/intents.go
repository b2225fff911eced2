package chatbot

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed intents.txt
var intentsText string

// intent is a line of intents.txt: words of a question, and the tool whose
// result answers them.
type intent struct {
	tool, argument string
	labels         []string // of the result, by their beginnings; none: all
	period         string   // when the question names none; "!": it must, "-": it must not
	words          *regexp.Regexp
}

// intents reads the table. A fault in it shows at the first start.
func intents() []intent {
	var all []intent
	for line := range strings.Lines(intentsText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, ";", 5)
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		e := intent{tool: f[0], argument: f[1], period: f[3], words: regexp.MustCompile(f[4])}
		if f[2] != "" {
			e.labels = strings.Split(f[2], ", ")
		}
		all = append(all, e)
	}
	return all
}

// matching are the lines that fit a question in lower case: those of the first
// tool that fits. dated says that it names a time.
func matching(all []intent, low string, dated bool) []intent {
	var fit []intent
	for _, e := range all {
		switch {
		case len(fit) > 0 && e.tool != fit[0].tool, len(fit) == 0 && e.argument == "also", e.period == "!" && !dated, e.period == "-" && dated:
		case e.words.MatchString(low):
			fit = append(fit, e)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	// The figures of "also" stand in the overview, and a change is what a drop or
	// a gain is called that another measure looks for.
	first := fit[0].argument
	return slices.DeleteFunc(fit, func(e intent) bool {
		return e.argument == "also" && first != "overview" || e.argument == "change" && first != "change"
	})
}

// general says that a tool answers without a symbol.
func (e intent) general() bool {
	return slices.Contains([]string{"dates", "screen", "series", "news"}, e.tool)
}

// run makes the calls of the intents for some symbols.
func (w want) run(symbols []string, offered Tools) []Call {
	if len(w.intents) == 0 || len(symbols) == 0 && !w.intents[0].general() {
		return nil
	}
	var calls []Call
	each := func(name string, args fields) {
		for _, s := range symbols[:min(len(symbols), maxHistories)] {
			mine := fields{"symbol": s}
			for k, v := range args {
				mine[k] = v
			}
			calls = append(calls, offered.call(name, mine)...)
		}
	}
	first := w.intents[0]
	switch first.tool {
	case "dates":
		return offered.call("dates", w.calendarArgs(symbols))
	case "screen":
		return offered.call("screen", w.screenArgs())
	case "series":
		for _, args := range w.seriesArgs() {
			calls = append(calls, offered.call("series", args)...)
		}
	case "news":
		for _, q := range w.newsQueries(symbols) {
			calls = append(calls, offered.call("news", fields{"query": q})...)
		}
	case "options":
		each("options", w.optionArgs())
	case "index":
		if i := slices.IndexFunc(symbols, func(s string) bool { return s[0] == '^' }); i >= 0 {
			return offered.call("index", w.indexArgs(symbols[i]))
		}
	case "company":
		for _, section := range w.arguments() {
			each("company", fields{"section": section})
		}
	case "statements":
		each("statements", w.statementArgs())
	case "analysis":
		return offered.call("analysis", w.analysisArgs(symbols))
	}
	return calls
}

// arguments are what the intents ask one tool for, each once.
func (w want) arguments() []string {
	var all []string
	for _, e := range w.intents {
		if e.argument != "also" && !slices.Contains(all, e.argument) {
			all = append(all, e.argument)
		}
	}
	return all
}

// labels are the beginnings of the labels that answer what was asked of a tool;
// none when all do.
func (w want) labels(tool, argument string) []string {
	var all []string
	for _, e := range w.intents {
		if e.tool == tool && (argument == "" || e.argument == argument || e.argument == "also") {
			all = append(all, e.labels...)
		}
	}
	return all
}

package sim

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed errands.txt
var errandsText string

// errand is a line of errands.txt: words of a question, and the tool whose
// result answers them.
type errand struct {
	tool, argument string
	labels         []string // of the result, by their beginnings; none: all
	period         string   // when the question names none; "!": it must
	words          *regexp.Regexp
}

// errands reads the table. A fault in it shows at the first start.
func errands() []errand {
	var all []errand
	for line := range strings.Lines(errandsText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, ";", 5)
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		e := errand{tool: f[0], argument: f[1], period: f[3], words: regexp.MustCompile(f[4])}
		if f[2] != "" {
			e.labels = strings.Split(f[2], ", ")
		}
		all = append(all, e)
	}
	return all
}

// matching are the lines that fit a question in lower case: those of the first
// tool that fits. dated says that it names a time.
func matching(all []errand, low string, dated bool) []errand {
	var fit []errand
	for _, e := range all {
		switch {
		case len(fit) > 0 && e.tool != fit[0].tool, len(fit) == 0 && e.argument == "also", e.period == "!" && !dated:
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
	return slices.DeleteFunc(fit, func(e errand) bool {
		return e.argument == "also" && first != "overview" || e.argument == "change" && first != "change"
	})
}

// general says that a tool answers without a symbol.
func (e errand) general() bool { return slices.Contains([]string{"dates", "screen", "news"}, e.tool) }

// run makes the calls of the errands for some symbols.
func (w want) run(symbols []string, offered tools) []Call {
	if len(w.errands) == 0 || len(symbols) == 0 && !w.errands[0].general() {
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
	first := w.errands[0]
	switch first.tool {
	case "dates":
		return offered.call("dates", w.calendarArgs(symbols))
	case "screen":
		return offered.call("screen", w.screenArgs())
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

// arguments are what the errands ask one tool for, each once.
func (w want) arguments() []string {
	var all []string
	for _, e := range w.errands {
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
	for _, e := range w.errands {
		if e.tool == tool && (argument == "" || e.argument == argument || e.argument == "also") {
			all = append(all, e.labels...)
		}
	}
	return all
}

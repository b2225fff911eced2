package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"text/tabwriter"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// unanswered are questions that no source answers.
type unanswered []gap

// gap is one of them, which sources could at least be asked, or not.
type gap struct {
	probeQuestion
	asked bool
}

func (u unanswered) err() error {
	var kinds []string
	for _, g := range u {
		kinds = append(kinds, fmt.Sprintf("%s (%s)", g.kind, g.about))
	}
	if len(kinds) == 0 {
		return nil
	}
	return fmt.Errorf("no source answers for %s", strings.Join(kinds, ", "))
}

// writeProbe writes a line for each finding and each question that no source has, and
// below them, once each, what may be done.
func writeProbe(out io.Writer, all []finding, missing unanswered, simulated bool) error {
	var text bytes.Buffer
	if simulated {
		text.WriteString("This is the demo: the sources are simulated and every figure is made up. The real ones are asked\nwhere this runs with the environment of the server.\n\n")
	}
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) } // to memory
	orNone := func(text string) string { return cmp.Or(text, "-") }
	line("SOURCE", "KIND", "SYMBOL", "", "MS", "ANSWER")
	for _, f := range all {
		state, answer := "ok", f.found
		if f.err != nil {
			state, answer = "no", f.plainly()
		}
		if errors.Is(f.err, market.ErrNoData) || errors.Is(f.err, market.ErrUnknownSymbol) {
			state = "none" // an answer, and no fault of anybody's
		}
		line(f.name, orNone(f.kind), orNone(f.about), state, fmt.Sprint(f.took.Milliseconds()), answer)
	}
	for _, g := range missing {
		if !g.asked {
			line("-", g.kind, g.about, "no", "-", "no source has it: see QUOTEWIRE_MARKET_SOURCES")
		}
	}
	_ = table.Flush() // to memory
	writeAdvice(&text, all)
	_, err := out.Write(text.Bytes())
	return err
}

// writeAdvice says once of each fault what may be done, and for which sources.
func writeAdvice(text *bytes.Buffer, all []finding) {
	var advice []string
	names := map[string][]string{}
	for _, f := range all {
		what := f.advice()
		if what == "" {
			continue
		}
		if names[what] == nil {
			advice = append(advice, what)
		}
		if !slices.Contains(names[what], f.name) {
			names[what] = append(names[what], f.name)
		}
	}
	for i, what := range advice {
		if i == 0 {
			text.WriteString("\nWhat to do:\n")
		}
		fmt.Fprintf(text, "  %s: %s\n", strings.Join(names[what], ", "), what)
	}
}

// plainly is what went wrong, in one line, which says by its place of whom. The questions of a probe are ours, so that
// what the source said of them holds nothing of a client's.
func (f finding) plainly() string {
	text := f.err.Error()
	for _, whose := range []string{"the market data source is ", "the market data source "} {
		text = strings.TrimPrefix(text, whose)
	}
	if said := saidIn(f.err); said != "" {
		text += fmt.Sprintf("; it says %q", said)
	}
	return strings.Join(strings.Fields(text), " ")
}

// advice is what an operator may do about a finding, empty where nothing is known.
func (f finding) advice() string {
	e, ok := errors.AsType[*market.Error](f.err)
	if ok && f.variable != "" && slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden}, e.Status) {
		return "see " + f.variable + ": the source refuses the key, or what the key is for is over"
	}
	what, _, _ := strings.Cut(fault.Hint(f.err), "; `quotewire probe`") // which this is
	return what
}

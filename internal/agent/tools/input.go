package tools

import (
	"fmt"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// extent says which bars there are.
func extent(in study.Input) string {
	if in.Bars == 1 {
		return plural(in.Bars, "bar") + ", " + in.First.String()
	}
	return fmt.Sprintf("%s, %s to %s", plural(in.Bars, "bar"), in.First, in.Last)
}

// inputOrigins are whose the bars are.
func inputOrigins(r *study.Report) []market.Origin {
	all := make([]market.Origin, len(r.Inputs))
	for i, in := range r.Inputs {
		all[i] = in.Origin
	}
	return all
}

// adjustment says what the closes that are computed on are adjusted for.
func adjustment(in study.Input) string {
	switch {
	case in.Adjusted:
		return "adjusted for splits and dividends"
	case in.Origin.Adjusted == market.AdjustedForSplits:
		return "adjusted for splits, not for dividends"
	case in.Origin.Adjusted == market.AdjustedForNothing:
		return ""
	}
	return "adjusted for splits"
}

// input names what the figures rest on, and whose it is where the inputs are of several.
func (b *builder) input(in study.Input, mixed bool) {
	text := extent(in)
	if !in.Before.IsZero() {
		text += ", the close before on " + in.Before.String()
	}
	if how := adjustment(in); how != "" {
		text += ", " + how
	}
	switch {
	case in.Kind == market.KindIndex:
		text += ", in points"
	case in.Currency != "":
		text += ", in " + explained(in.Currency)
	}
	if mixed {
		text += ", from " + in.Provider
	}
	b.words(titled(in.Name, in.Symbol), text)
	for _, d := range in.Doubts {
		b.words("doubt", in.Symbol.String()+": "+d.Text)
	}
	if in.Note != "" {
		b.wordsf("note", "%s: %s", in.Symbol, in.Note)
	}
	if in.Open {
		b.wordsf("note", "the session of %s on %s is still open: its last bar is not final", in.Symbol, in.Last)
	}
	if in.Gaps > 0 {
		b.wordsf("note", "%s of %s came without a close and are left out", plural(in.Gaps, "bar"), in.Symbol)
	}
	if in.Partial > 0 {
		b.wordsf("note", "%s of %s came without an open, a high or a low, which are in no figure", plural(in.Partial, "bar"), in.Symbol)
	}
	if in.Stale {
		b.wordsf("stale", "bars of %s: %s", in.Symbol, old(in.Origin))
	}
}

package study

import (
	"fmt"
	"slices"

	"quotewire/internal/market"
)

// Beside is an answer beside the bars that figures of a report rest on, of another
// provider than theirs.
type Beside struct {
	Of string // such as EURUSD=X, or the shares of a symbol
	market.Origin
}

// hasDividends reports whether the adjusted closes of a history have dividends in them.
// Of one that does not say what it is adjusted for they may not.
func hasDividends(h *market.History) bool { return h.Adjusted == market.AdjustedForAll }

// lacksDividends reports whether what the instrument may have paid is missing from the
// adjusted closes of a history.
func lacksDividends(h *market.History) bool {
	return h.Adjusted != market.AdjustedForAll && h.Adjusted != market.AdjustedForNothing
}

// alike has all symbols computed on closes without dividends where those of one are not
// to be had: a total return beside a price return compares nothing. What pays none itself,
// such as an index, stays what it is, and says so beside others.
func alike(all []*dailyBars) {
	var without *dailyBars
	for _, d := range all {
		if d.wanted && lacksDividends(d.history) {
			without = d
			break
		}
	}
	if without == nil {
		some := slices.ContainsFunc(all, func(d *dailyBars) bool { return d.adjusted })
		for _, d := range all {
			if some && !d.adjusted {
				d.note = joined(d.note, "closes as they are, beside others with dividends: it pays none itself")
			}
		}
		return
	}
	for _, d := range all {
		switch {
		case lacksDividends(d.history):
			d.note = joined(d.note, "without dividends: its bars are adjusted for splits alone")
		case d.adjusted:
			d.adjusted = false
			d.note = joined(d.note, fmt.Sprintf("without dividends, since the bars of %s are adjusted for splits alone", without.symbol))
		}
	}
}

// seam says whose the two histories of a pair are where they are of two providers, and
// which has dividends where one alone has. Empty: they are alike.
func (p pair) seam() (text string) {
	a, b := p.a, p.b
	if a.history.Provider != b.history.Provider {
		text = fmt.Sprintf("the closes of %s are from %s, those of %s from %s", a.symbol, a.history.Provider, b.symbol, b.history.Provider)
	}
	if a.adjusted != b.adjusted {
		with, other := a, b
		if b.adjusted {
			with, other = b, a
		}
		text = joined(text, fmt.Sprintf("those of %s are with dividends, those of %s without", with.symbol, other.symbol))
	}
	return text
}

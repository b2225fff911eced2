package tools

import (
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// tickerHeader names the columns of tickerRow.
const tickerHeader = "symbol | name | price | currency | change | change % | day range | volume | market cap"

// tickerRow is one symbol's main figures on one line.
func tickerRow(t *market.Ticker) string {
	const longestName = 30 // characters
	w := tickerWriter{t: t, places: placesOf(t)}
	span := ""
	if low, high := cell(t.DayLow, w.plain), cell(t.DayHigh, w.plain); low != "" && high != "" {
		span = low + " to " + high
	}
	unit := named(t.Currency)
	if t.Kind == market.KindIndex {
		unit = string(study.Points)
	}
	return row(t.Symbol.String(), short(label(t.Name), longestName), cell(t.Price, w.dated), unit,
		cell(t.Change, func(v float64) string { return signed(v, w.places) + w.over() }), cell(t.ChangePercent, func(v float64) string { return percent(v) + w.over() }),
		span, cell(t.Volume, tally), cell(t.MarketCap, func(v float64) string { return join(tally(v), major(t.Currency)) }))
}

// changeHeader names the columns of changeRow.
const changeHeader = "symbol | name | price | currency | change %"

// changeRow is what one symbol did today, as short as can be.
func changeRow(t *market.Ticker) string {
	w := tickerWriter{t: t, places: placesOf(t)}
	return row(t.Symbol.String(), short(label(t.Name), 20), cell(t.Price, w.dated), named(t.Currency), cell(t.ChangePercent, func(v float64) string { return percent(v) + w.over() }))
}

// dated writes a price with its day before it where that is some time ago.
func (w tickerWriter) dated(v float64) string {
	if w.t.SessionsSinceTrade > 0 {
		return "last trade " + dayAt(w.t.AsOf, w.t.Location) + ": " + w.plain(v)
	}
	return w.plain(v)
}

// over says what a change is over where its column does not.
func (w tickerWriter) over() string {
	switch {
	case w.t.Kind == market.KindCrypto:
		return " in 24 hours"
	case w.t.SessionsSinceTrade > 0:
		return " on that day"
	}
	return ""
}

// placesOf is how many places the prices of t are shown with.
func placesOf(t *market.Ticker) int {
	if v, ok := t.Price.Get(); ok {
		return decimals(v, t.Kind)
	}
	if v, ok := t.PreviousClose.Get(); ok {
		return decimals(v, t.Kind)
	}
	return 2
}

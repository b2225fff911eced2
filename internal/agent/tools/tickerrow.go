package tools

import (
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// tickerColumns are the columns of tickerRow.
func tickerColumns() []exhibit.Head {
	return []exhibit.Head{
		column("symbol", ""), column("name", ""), column("price", "quote.price"), column("currency", ""), column("change", "quote.change"),
		column("change %", "quote.change_percent"), column("day range", ""), column("volume", "quote.volume"), column("market cap", "company.market_cap"),
	}
}

// tickerRow is one symbol's main figures on one line.
func tickerRow(t *market.Ticker) exhibit.Row {
	const longestName = 30 // characters
	w := tickerWriter{t: t, places: placesOf(t)}
	var span exhibit.Value
	if !t.DayLow.IsZero() && !t.DayHigh.IsZero() {
		span = cell(t.DayLow, w.plain).Of("quote.day_low").Between("", " to ").Then(cell(t.DayHigh, w.plain).Of("quote.day_high"))
	}
	r := row(exhibit.Text(t.Symbol.String()), exhibit.Text(short(label(t.Name), longestName)), cell(t.Price, w.dated), exhibit.Text(w.unitName()),
		cell(t.Change, w.move).Between("", w.over()), cell(t.ChangePercent, percent).Between("", w.over()),
		span, cell(t.Volume, traded(t.Kind, t.Currency, exhibit.Fixed(0))), cell(t.MarketCap, w.cap))
	r.Subject, r.Period = t.Symbol.String(), exhibit.At(t.AsOf)
	return r
}

// cap is a market value in digits.
func (w tickerWriter) cap(v float64) exhibit.Value {
	return number(v, exhibit.Fixed(0), major(w.t.Currency))
}

// unitName is what its prices are in, for a column.
func (w tickerWriter) unitName() string {
	if w.t.Kind == market.KindIndex {
		return exhibit.Points
	}
	return named(w.t.Currency)
}

// changeColumns are the columns of changeRow.
func changeColumns() []exhibit.Head {
	return []exhibit.Head{column("symbol", ""), column("name", ""), column("price", "quote.price"), column("currency", ""), column("change %", "quote.change_percent")}
}

// changeRow is what one symbol did today, as short as can be.
func changeRow(t *market.Ticker) exhibit.Row {
	w := tickerWriter{t: t, places: placesOf(t)}
	r := row(exhibit.Text(t.Symbol.String()), exhibit.Text(short(label(t.Name), 20)), cell(t.Price, w.dated), exhibit.Text(named(t.Currency)), cell(t.ChangePercent, percent).Between("", w.over()))
	r.Subject, r.Period = t.Symbol.String(), exhibit.At(t.AsOf)
	return r
}

// dated is a price with its day before it where that is some time ago.
func (w tickerWriter) dated(v float64) exhibit.Value {
	if w.t.SessionsSinceTrade > 0 {
		return w.plain(v).Between("last trade "+dayAt(w.t.AsOf, w.t.Location)+": ", "")
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

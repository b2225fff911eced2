package yahoo

import (
	"time"

	"quotewire/internal/sim/facts"
)

// figured answers what the figures of a catalog are.
type figured struct{ catalog *facts.Catalog }

// Symbols is every symbol that trades, but the synthetic ones.
func (p figured) Symbols() []string {
	var all []string
	for _, in := range p.catalog.Listed() {
		all = append(all, in.Symbol)
	}
	return all
}

// Day is the whole session of a symbol on a date (2006-01-02) of its exchange's
// calendar; ok is false when it made no prices that day.
func (p figured) Day(symbol, date string) (b facts.Bar, ok bool) {
	in := p.catalog.Find(symbol)
	d, err := facts.ParseDay(date)
	if in == nil || in.Kind == facts.Delisted || err != nil || d < in.First || !in.Exchange.Prices(d) {
		return facts.Bar{}, false
	}
	return in.Bar(d), true
}

// Close is the closing price of a symbol on a date (2006-01-02), adjusted for
// splits and not for dividends.
func (p figured) Close(symbol, date string) (price float64, ok bool) {
	b, ok := p.Day(symbol, date)
	return b.Close, ok
}

// At is the price, and the session so far, that a quote shows at a time.
func (p figured) At(symbol string, now time.Time) (b facts.Bar, ok bool) {
	in := p.catalog.Find(symbol)
	if in == nil || in.Kind == facts.Delisted {
		return facts.Bar{}, false
	}
	return in.SoFar(in.Exchange.Clock(now)), true
}

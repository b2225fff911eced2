package yahoo

import (
	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// examine holds the bars of a chart against each other, and against all that the
// chart says beside them.
func (w *chartWire) examine(all []market.Bar, h *market.History) ([]market.Bar, []market.Doubt) {
	return bars.Examine(all, w.facts(h))
}

// facts are what a chart says beside its bars.
func (w *chartWire) facts(h *market.History) bars.Facts {
	f := bars.Facts{
		Zone: h.Location, Days: map[market.Interval]int{market.Day: 1, market.Week: 7, market.Month: 31}[h.Interval],
		Currency: h.Currency, Minor: isMinor(h.Currency),
		Price: w.meta.Price.v, PriceDay: dayIn(w.meta.PriceTime, h.Location),
		Below: w.below, Filled: w.filled, Bare: w.bare,
	}
	for _, d := range w.events.dividends(h.Location) {
		f.Dividends = append(f.Dividends, bars.Dividend{Date: d.Date, Amount: valueOf(d.Amount), Currency: d.Currency})
	}
	for _, s := range w.events.splits(h.Location) {
		f.Splits = append(f.Splits, bars.Split{Date: s.Date, Numerator: valueOf(s.Numerator), Denominator: valueOf(s.Denominator), Ratio: ratioOf(s)})
	}
	return f
}

// ratioOf is a split as Yahoo names it, else in its numbers.
func ratioOf(s market.Split) string {
	if s.Ratio != "" {
		return s.Ratio
	}
	return s.Numerator.Plain() + ":" + s.Denominator.Plain()
}

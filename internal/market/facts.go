package market

import "quotewire/internal/bars"

// examine holds the bars of a chart against each other, and against all that the
// chart says beside them.
func (w *chartWire) examine(all []Bar, h *History) ([]Bar, []Doubt) {
	return bars.Examine(all, w.facts(h))
}

// facts are what a chart says beside its bars.
func (w *chartWire) facts(h *History) bars.Facts {
	f := bars.Facts{
		Zone: h.Location, Days: map[Interval]int{Day: 1, Week: 7, Month: 31}[h.Interval],
		Currency: h.Currency, Minor: isMinor(h.Currency),
		Price: w.meta.Price.v, PriceDay: dayIn(w.meta.PriceTime, h.Location),
		Below: w.below, Filled: w.filled, Bare: w.bare,
	}
	for _, d := range w.events.dividends(h.Location) {
		f.Dividends = append(f.Dividends, bars.Dividend{Date: d.Date, Amount: d.Amount.value, Currency: d.Currency})
	}
	for _, s := range w.events.splits(h.Location) {
		f.Splits = append(f.Splits, bars.Split{Date: s.Date, Numerator: s.Numerator.value, Denominator: s.Denominator.value, Ratio: s.ratio()})
	}
	return f
}

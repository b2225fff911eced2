package fixing

import (
	"slices"

	"quotewire/internal/market"
)

// Rates are the fixes of some days by currency.
type Rates struct {
	by map[string]map[market.Date]Rate
	// lacking are days on which a currency was named and had no rate.
	lacking map[string]map[market.Date]bool
}

// Add takes what a bank wrote as the rate of a currency on a day: a text that is none,
// such as N/A, leaves the day without. It is false where the day has another rate.
func (r *Rates) Add(currency string, day market.Date, text string) bool {
	if r.by == nil {
		r.by, r.lacking = map[string]map[market.Date]Rate{}, map[string]map[market.Date]bool{}
	}
	rate, ok := Read(text)
	if !ok {
		if r.lacking[currency] == nil {
			r.lacking[currency] = map[market.Date]bool{}
		}
		r.lacking[currency][day] = true
		return true
	}
	if r.by[currency] == nil {
		r.by[currency] = map[market.Date]Rate{}
	}
	before, known := r.by[currency][day]
	r.by[currency][day] = rate
	return !known || before.Value == rate.Value
}

// days are those on which one of currencies was named, oldest first.
func (r *Rates) days(currencies ...string) (all []market.Date) {
	for _, c := range currencies {
		for d := range r.by[c] {
			all = append(all, d)
		}
		for d := range r.lacking[c] {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, market.Date.Compare)
	return slices.Compact(all)
}

package macro

import "quotewire/internal/market"

// deflator is the series that inflation is taken out by.
const deflator = "us-cpi"

// prices are consumer prices by the first day of their month.
type prices map[market.Date]float64

func pricesOf(all []Observation) prices {
	p := prices{}
	for _, o := range all {
		p[o.Date] = o.Value
	}
	return p
}

// during is the mean of prices over the period that is dated d, false while a month of
// it is missing.
func (p prices) during(d market.Date, f Frequency) (float64, bool) {
	n, sum := max(f.months(), 1), 0.0
	first := market.Date{Year: d.Year, Month: d.Month, Day: 1}
	for i := range n {
		v, ok := p[addMonths(first, i)]
		if !ok {
			return 0, false
		}
		sum += v
	}
	return sum / float64(n), true
}

// withoutInflation are values in dollars as dollars of the month base, and rates less
// the change of prices from a year ago. Those without prices of their time are left
// out, and counted.
func withoutInflation(all []Observation, u Unit, f Frequency, p prices, base market.Date) (real []Observation, left int) {
	places := placesOf(all)
	for _, o := range all {
		then, ok := p.during(o.Date, f)
		switch {
		case !ok:
			left++
			continue
		case u.rate():
			before, ok := p.during(addMonths(market.Date{Year: o.Date.Year, Month: o.Date.Month, Day: 1}, -12), f)
			inflation, has := percentChange(before, then)
			if !ok || !has {
				left++
				continue
			}
			o.Value = rounded(o.Value-inflation, max(places, percentPlaces))
		default:
			o.Value = rounded(o.Value*p[base]/then, places)
		}
		real = append(real, o)
	}
	return real, left
}

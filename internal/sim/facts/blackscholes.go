package facts

import "math"

// option is a European option on a share, by Black and Scholes with Merton's
// dividend yield: Hull, Options, Futures, and Other Derivatives, chapter 17.
type option struct {
	spot, strike float64
	years        float64 // until it expires
	rate, yield  float64 // a year, continuously compounded
	volatility   float64 // a year
}

// normal is the standard normal distribution function.
func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// values are what the call and the put are worth.
func (o option) values() (call, put float64) {
	spot, strike := o.spot*math.Exp(-o.yield*o.years), o.strike*math.Exp(-o.rate*o.years)
	if o.years <= 0 {
		return max(spot-strike, 0), max(strike-spot, 0)
	}
	spread := o.volatility * math.Sqrt(o.years)
	d1 := math.Log(spot/strike)/spread + spread/2
	d2 := d1 - spread
	return spot*normal(d1) - strike*normal(d2), strike*normal(-d2) - spot*normal(-d1)
}

// deltas are how the call and the put move with what they are on.
func (o option) deltas() (call, put float64) {
	left := math.Exp(-o.yield * o.years)
	if o.years <= 0 {
		return 0, 0
	}
	spread := o.volatility * math.Sqrt(o.years)
	call = left * normal((math.Log(o.spot/o.strike)+(o.rate-o.yield)*o.years)/spread+spread/2)
	return call, call - left
}

// smile is the volatility of an option: least a little above the spot, more far
// from it, and more for those that expire soon. base is that at the spot of those
// with a year to go.
func smile(base, strike, spot, years float64) float64 {
	x := math.Log(strike / spot)
	v := base * (1 - 0.25*x + 0.9*x*x) * (1 + 0.1*math.Exp(-6*years))
	return math.Round(min(max(v, 0.05), 3)*1e6) / 1e6
}

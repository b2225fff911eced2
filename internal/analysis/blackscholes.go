package analysis

import (
	"fmt"
	"math"
	"time"
)

// Contract is a European option, as Black, Scholes and Merton price it: Black
// and Scholes, The Pricing of Options and Corporate Liabilities (1973), with
// the continuous dividend yield of Merton, Theory of Rational Option Pricing
// (1973). Options on single American stocks may be exercised early, so for
// them the figures are an approximation.
type Contract struct {
	Call   bool    // else a put
	Spot   float64 // price of the underlying, in its currency
	Strike float64 // in the same currency
	Years  float64 // to expiry: calendar days over 365, as YearsUntil gives
	Rate   float64 // risk-free, a year, continuously compounded: 0.04 is 4 %
	Yield  float64 // dividends, a year, continuously compounded
}

// YearsUntil is the time from now to expiry in years of 365 days (Actual/365
// Fixed), 0 or negative when it has expired.
func YearsUntil(now, expiry time.Time) float64 {
	return expiry.Sub(now).Hours() / 24 / 365
}

// Greeks are the sensitivities of an option's price, by the formulas in Hull,
// Options, Futures, and Other Derivatives, "The Greek Letters", which also
// gives them with a dividend yield.
type Greeks struct {
	Delta float64 // for 1 of the underlying's price
	Gamma float64 // of Delta for 1 of the underlying's price
	Theta float64 // for one calendar day that passes
	Vega  float64 // for one percentage point of volatility
	Rho   float64 // for one percentage point of the rate
}

// density and distribution are those of the standard normal.
func density(x float64) float64      { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
func distribution(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// highestRate is the largest rate, or yield, that is no mistake: 1000 % a year.
const highestRate = 10

func (c Contract) valid() error {
	type figure struct {
		name  string
		value float64
	}
	for _, v := range []figure{{"spot", c.Spot}, {"strike", c.Strike}, {"time to expiry", c.Years}} {
		if !(v.value > 0) || math.IsInf(v.value, 0) {
			return fmt.Errorf("%w: %s is %g: want more than 0", ErrUndefined, v.name, v.value)
		}
	}
	for _, v := range []figure{{"rate", c.Rate}, {"dividend yield", c.Yield}} {
		if !(math.Abs(v.value) <= highestRate) {
			return fmt.Errorf("%w: %s is %g: want a fraction a year, such as 0.04", ErrUndefined, v.name, v.value)
		}
	}
	return nil
}

func (c Contract) d(volatility float64) (d1, d2 float64) {
	spread := volatility * math.Sqrt(c.Years)
	d1 = (math.Log(c.Spot/c.Strike) + (c.Rate-c.Yield+volatility*volatility/2)*c.Years) / spread
	return d1, d1 - spread
}

// sign is 1 for a call and -1 for a put.
func (c Contract) sign() float64 {
	if c.Call {
		return 1
	}
	return -1
}

// present are the present values of the underlying, less its dividends, and of
// the strike.
func (c Contract) present() (spot, strike float64) {
	return c.Spot * math.Exp(-c.Yield*c.Years), c.Strike * math.Exp(-c.Rate*c.Years)
}

// Price is the value of the option at a volatility, a year: 0.25 is 25 %.
func (c Contract) Price(volatility float64) (float64, error) {
	if err := c.valid(); err != nil {
		return 0, err
	}
	if !(volatility > 0) || math.IsInf(volatility, 0) {
		return 0, fmt.Errorf("%w: volatility is %g: want more than 0", ErrUndefined, volatility)
	}
	price, err := finite(c.curve()(volatility))
	if err != nil {
		return 0, fmt.Errorf("%w: the price is out of range", err)
	}
	return max(0, price), nil // far from the money rounding can leave less
}

// curve is the price by volatility of a contract that is valid. What does not depend on
// the volatility is computed once: a search asks for dozens of points.
func (c Contract) curve() func(volatility float64) float64 {
	root, moneyness := math.Sqrt(c.Years), math.Log(c.Spot/c.Strike)
	spot, strike := c.present()
	w := c.sign()
	return func(volatility float64) float64 {
		spread := volatility * root
		d1 := (moneyness + (c.Rate-c.Yield+volatility*volatility/2)*c.Years) / spread
		return w * (spot*distribution(w*d1) - strike*distribution(w*(d1-spread)))
	}
}

// Greeks are the sensitivities at a volatility, a year: 0.25 is 25 %.
func (c Contract) Greeks(volatility float64) (Greeks, error) {
	if _, err := c.Price(volatility); err != nil {
		return Greeks{}, err
	}
	d1, d2 := c.d(volatility)
	spot, strike := c.present()
	w, root := c.sign(), math.Sqrt(c.Years)
	g := Greeks{
		Delta: w * math.Exp(-c.Yield*c.Years) * distribution(w*d1),
		Gamma: math.Exp(-c.Yield*c.Years) * density(d1) / (c.Spot * volatility * root),
		Theta: (-spot*density(d1)*volatility/(2*root) - w*c.Rate*strike*distribution(w*d2) + w*c.Yield*spot*distribution(w*d1)) / 365,
		Vega:  spot * density(d1) * root / 100,
		Rho:   w * strike * c.Years * distribution(w*d2) / 100,
	}
	for _, v := range []float64{g.Delta, g.Gamma, g.Theta, g.Vega, g.Rho} {
		if _, err := finite(v); err != nil {
			return Greeks{}, fmt.Errorf("%w: a sensitivity is out of range", err)
		}
	}
	return g, nil
}

package analysis

import (
	"errors"
	"math"
	"testing"
	"time"
)

func TestEqualValuesDoNotVary(t *testing.T) {
	for _, v := range []float64{0.1, 1.0 / 3, 1e9 + 0.1, 1e-12} {
		for n := 2; n < 40; n++ {
			var s Series
			for range n {
				s = append(s, Point{Date{Year: 2024, Month: 1, Day: 1}.AddDays(len(s)), v})
			}
			other := series(make([]float64, n)...)
			for i := range other {
				other[i].Value = float64(i)
			}
			if variance, err := s.Variance(); err != nil || variance != 0 {
				t.Fatalf("variance of %d times %g: %g, %v", n, v, variance, err)
			}
			if c, err := Covariance(s, other); err != nil || c != 0 {
				t.Fatalf("covariance with %d times %g: %g, %v", n, v, c, err)
			}
			_, correlation := Correlation(s, other)
			_, beta := Beta(other, s)
			if !errors.Is(correlation, ErrUndefined) || !errors.Is(beta, ErrUndefined) {
				t.Fatalf("correlation and beta with %d times %g: %v, %v", n, v, correlation, beta)
			}
			if b, err := Beta(s, other); err != nil || b != 0 {
				t.Fatalf("beta of what does not move: %g, %v", b, err)
			}
		}
	}
}

func TestReturnsOverTheDaysThatAllHave(t *testing.T) {
	a, b := series(10, 20, 30, 60), series(5, 5, 10, 30)
	b = append(b[:1:1], b[2:]...) // the second day is missing
	got, err := AlignedReturns(Simple, a, b)
	if err != nil || len(got[0]) != 2 || len(got[1]) != 2 {
		t.Fatal(got, err)
	}
	near(t, "over the gap", got[0][0].Value, 2)
	near(t, "over the gap", got[1][0].Value, 1)
	near(t, "correlation", must[float64](t)(Correlation(got[0], got[1])), -1)
}

// Whatever the contract, each figure is a number or refused, and within what
// no option can leave.
func FuzzContract(f *testing.F) {
	f.Add(true, 42.0, 40.0, 0.5, 0.1, 0.0, 0.2)
	f.Add(false, 1e-300, 1e300, 1e-300, 10.0, -10.0, 1e-300)
	f.Add(true, math.MaxFloat64, 5e-324, 1e9, -10.0, 10.0, 1e9)
	f.Add(true, 100.0, 100.0, 5e-324, 0.0, 0.0, 5e-324)
	f.Fuzz(func(t *testing.T, call bool, spot, strike, years, rate, yield, volatility float64) {
		c := Contract{Call: call, Spot: spot, Strike: strike, Years: years, Rate: rate, Yield: yield}
		price, err := c.Price(volatility)
		if err != nil {
			if !errors.Is(err, ErrUndefined) {
				t.Fatal(err)
			}
			return
		}
		if !(price >= 0) || math.IsInf(price, 0) {
			t.Fatalf("%+v at %g is worth %g", c, volatility, price)
		}
		g, err := c.Greeks(volatility)
		if err != nil && !errors.Is(err, ErrUndefined) {
			t.Fatal(err)
		}
		for _, v := range []float64{g.Delta, g.Gamma, g.Theta, g.Vega, g.Rho} {
			if _, bad := finite(v); bad != nil || g.Gamma < 0 || g.Vega < 0 || g.Delta*c.sign() < 0 {
				t.Fatalf("%+v at %g: %+v", c, volatility, g)
			}
		}
		if v, err := c.ImpliedVolatility(price); err == nil && !(v >= lowestVolatility && v <= HighestVolatility) {
			t.Fatalf("%+v at %g has a volatility of %g", c, price, v)
		}
	})
}

func TestYearsUntil(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	near(t, "years", YearsUntil(now, now.AddDate(1, 0, 0)), 1)
	near(t, "years", YearsUntil(now, now.Add(-36*time.Hour)), -1.5/365)
}

func TestExtremeContracts(t *testing.T) {
	good := Contract{Call: true, Spot: 100, Strike: 100, Years: 1}
	for what, change := range map[string]func(c *Contract){
		"rate":       func(c *Contract) { c.Rate = math.NaN() },
		"yield":      func(c *Contract) { c.Yield = math.Inf(-1) },
		"high rate":  func(c *Contract) { c.Rate = 11 },
		"spot":       func(c *Contract) { c.Spot = math.NaN() },
		"strike":     func(c *Contract) { c.Strike = math.Inf(1) },
		"years":      func(c *Contract) { c.Years = -1 },
		"zero years": func(c *Contract) { c.Years = 0 },
	} {
		c := good
		change(&c)
		if g, err := c.Greeks(0.2); !errors.Is(err, ErrUndefined) {
			t.Errorf("%s: %+v, %v", what, g, err)
		}
	}
	for _, volatility := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := good.Greeks(volatility); !errors.Is(err, ErrUndefined) {
			t.Errorf("a volatility of %g: %v", volatility, err)
		}
	}
	far := good
	far.Strike = 1e6
	if price := must[float64](t)(far.Price(0.2)); price != 0 {
		t.Errorf("far from the money: %g", price)
	}
}

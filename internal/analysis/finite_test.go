package analysis

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
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

// fromBits makes a series of whatever numbers the bits are.
func fromBits(data []byte) Series {
	d := Date{Year: 1999, Month: 12, Day: 20}
	var s Series
	for len(data) >= 8 && len(s) < 200 {
		s = append(s, Point{d, math.Float64frombits(binary.LittleEndian.Uint64(data))})
		d, data = d.AddDays(1+int(data[0]%9)), data[8:]
	}
	return s
}

// Whatever the values, each figure is a number or refused.
func FuzzFigures(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, values := range [][]float64{{1, 2}, {0.1, 0.1, 0.1}, {math.NaN(), 1, 2}, {math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64},
		{5e-324, 1e308, 5e-324}, {1}, {math.Inf(1), 0}, {-37, 12, 0}, walk(r, 100).Values()} {
		var data []byte
		for _, v := range values {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := fromBits(data)
		reversed := make(Series, len(s))
		for i, p := range s {
			reversed[i] = Point{p.Date, s[len(s)-1-i].Value}
		}
		hold := func(what string, err error, figures ...float64) {
			t.Helper()
			for _, v := range figures {
				if _, bad := finite(v); bad != nil {
					t.Fatalf("%s of %v: %g, %v", what, s.Values(), v, err)
				}
			}
			if err != nil && !errors.Is(err, ErrShort) && !errors.Is(err, ErrUndefined) {
				t.Fatalf("%s of %v: %v", what, s.Values(), err)
			}
		}
		one := func(what string) func(v float64, err error) {
			return func(v float64, err error) { t.Helper(); hold(what, err, v) }
		}
		one("mean")(s.Mean())
		one("variance")(s.Variance())
		one("deviation")(s.Deviation())
		one("difference")(s.Difference())
		one("volatility")(Volatility(s, 252))
		one("covariance")(Covariance(s, reversed))
		one("correlation")(Correlation(s, reversed))
		one("beta")(Beta(s, reversed))
		difference, fraction, err := s.Change()
		hold("change", err, difference, fraction)
		high, low, err := s.Extremes()
		hold("extremes", err, high.Value, low.Value)
		drawdown, err := s.Drawdown()
		hold("drawdown", err, drawdown.Depth, drawdown.Peak.Value)
		rise, fall, err := s.LargestMoves(ByFraction)
		hold("moves", err, rise.Fraction, rise.Difference, fall.Fraction, fall.Difference)
		for _, kind := range []Return{Simple, Log} {
			returns, err := s.Returns(kind)
			hold("returns", err, returns.Values()...)
		}
		average, err := s.MovingAverage(3)
		hold("average", err, average.Values()...)
		for _, p := range s.Periods(Monthly) {
			gain, err := p.Gain()
			hold("gain", err, gain, p.Change())
			difference, err := p.Difference()
			hold("difference of a period", err, difference)
		}
		contests, err := Contests(s, reversed, Monthly)
		for _, c := range contests {
			hold("contest", err, c.Change, c.Other)
		}
		hold("contests", err)
		holdIndicators(t, s, hold)
	})
}

func holdIndicators(t *testing.T, s Series, hold func(what string, err error, figures ...float64)) {
	t.Helper()
	b := Bars{Open: s.Values(), High: s.Values(), Low: s.Values(), Close: s.Values(), Volume: s.Values()}
	for i, p := range s {
		b.Dates = append(b.Dates, p.Date)
		b.High[i], b.Low[i] = b.High[i]+math.Abs(b.High[i])/2, b.Low[i]-math.Abs(b.Low[i])/2
	}
	Candles(b)
	for _, name := range Names() {
		_, lines, err := Compute(name, b, 3)
		hold(name, err)
		for _, line := range lines {
			hold(name, err, line.Series.Values()...)
		}
	}
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
		if v, err := c.ImpliedVolatility(price); err == nil && !(v >= lowestVolatility && v <= highestVolatility) {
			t.Fatalf("%+v at %g has a volatility of %g", c, price, v)
		}
	})
}

func TestContractsSayTheirAssumptions(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	near(t, "years", YearsUntil(now, now.AddDate(1, 0, 0)), 1)
	c := Contract{Call: true, Spot: 1, Strike: 1, Years: 30.0 / 365, Rate: 0.0425, Yield: 0.005}
	want := "Black-Scholes-Merton, European exercise; risk-free rate 4.25 % and dividend yield 0.50 % a year, continuously compounded; 30.0 calendar days to expiry over 365"
	if got := c.Assumptions(); got != want {
		t.Errorf("assumptions: %s", got)
	}
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

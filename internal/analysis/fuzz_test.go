package analysis

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

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
		hold := holder(t, s)
		holdStatistics(s, reversed, hold)
		holdPeriods(s, hold)
		holdIndicators(s, hold)
	})
}

// hold holds figures, and the error that came with them, to what is promised.
type hold func(what string, err error, figures ...float64)

func holder(t *testing.T, s Series) hold {
	t.Helper()
	return func(what string, err error, figures ...float64) {
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
}

func holdStatistics(s, reversed Series, hold hold) {
	one := func(what string) func(v float64, err error) {
		return func(v float64, err error) { hold(what, err, v) }
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
}

func holdPeriods(s Series, hold hold) {
	for _, p := range s.Periods(Monthly) {
		gain, err := p.Gain()
		hold("gain", err, gain, p.Change())
	}
}

func holdIndicators(s Series, hold hold) {
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

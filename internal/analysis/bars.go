package analysis

import (
	"fmt"
	"math"
)

// Bars are prices and volumes a day, oldest first, all of one length. What an
// indicator does not need may be left out.
type Bars struct {
	Dates                          []Date
	Open, High, Low, Close, Volume []float64
}

// columns are the parts of Bars.
type columns int

const (
	closes columns = 1 << iota
	ranges         // high and low
	volumes
	opens
)

// check refuses bars whose columns are ragged or hold what is no number, and
// volumes that are all 0: indices and currencies have none.
func (b Bars) check(need columns) error {
	for _, c := range []struct {
		column columns
		name   string
		values []float64
	}{{opens, "open", b.Open}, {ranges, "high", b.High}, {ranges, "low", b.Low}, {closes, "close", b.Close}, {volumes, "volume", b.Volume}} {
		if need&c.column == 0 {
			continue
		}
		if len(c.values) != len(b.Dates) {
			return fmt.Errorf("%w: %d values of %s for %d days", ErrUndefined, len(c.values), c.name, len(b.Dates))
		}
		for i, v := range c.values {
			if _, err := finite(v); err != nil {
				return fmt.Errorf("%w: the %s on %s is no number", ErrUndefined, c.name, b.Dates[i])
			}
		}
	}
	if need&volumes != 0 && len(b.Volume) > 0 && largest(b.Volume) == 0 {
		return fmt.Errorf("%w: no volume on any day", ErrUndefined)
	}
	return nil
}

// scaled divides the prices by a power of two over all of them, which loses no
// digit.
func (b Bars) scaled() (Bars, float64) {
	_, exponent := math.Frexp(max(largest(b.High), largest(b.Low), largest(b.Close)))
	divide := func(values []float64) []float64 {
		out := make([]float64, len(values))
		for i, v := range values {
			out[i] = math.Ldexp(v, -exponent)
		}
		return out
	}
	b.High, b.Low, b.Close = divide(b.High), divide(b.Low), divide(b.Close)
	return b, math.Ldexp(1, exponent)
}

// largest is the largest magnitude, 0 of none.
func largest(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		most = max(most, math.Abs(v))
	}
	return most
}

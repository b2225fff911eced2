// Package analysis computes on series of prices: returns, extremes, spread,
// relation to other series, drawdown, periods, streaks, indicators.
//
// It refuses a series too short for a figure with ErrShort, and never gives a
// NaN or an infinity. What is not defined yet, such as the first values of a
// moving average, is absent.
package analysis

import (
	"errors"
	"fmt"
	"math"

	"quotewire/internal/calendar"
)

// Date is a day of the calendar.
type Date = calendar.Date

// What a figure can be refused for.
var (
	ErrShort     = errors.New("too few values")
	ErrUndefined = errors.New("the figure is not defined for these values")
)

// Point is a value on a day.
type Point struct {
	Date  Date
	Value float64
}

// Series is a run of points, oldest first, one a day.
type Series []Point

// Values are the figures without their dates.
func (s Series) Values() []float64 {
	v := make([]float64, len(s))
	for i, p := range s {
		v[i] = p.Value
	}
	return v
}

// Between is the part from from to to, both inclusive.
func (s Series) Between(from, to Date) Series {
	var part Series
	for _, p := range s {
		if p.Date.Compare(from) >= 0 && p.Date.Compare(to) <= 0 {
			part = append(part, p)
		}
	}
	return part
}

// Align keeps the days that every series has, so that values at the same place
// belong to the same day.
func Align(all ...Series) []Series {
	seen := map[Date]int{}
	for _, s := range all {
		for _, p := range s {
			seen[p.Date]++
		}
	}
	aligned := make([]Series, len(all))
	for i, s := range all {
		for _, p := range s {
			if seen[p.Date] == len(all) {
				aligned[i] = append(aligned[i], p)
			}
		}
	}
	return aligned
}

// Return is how a return is computed.
type Return string

// The returns.
const (
	Simple Return = "simple" // v[i]/v[i-1] - 1
	Log    Return = "log"    // ln(v[i]/v[i-1])
)

// Returns are the returns from each point to the next, dated by the later one,
// as fractions: 0.015 is 1.5 %. Values must be positive.
func (s Series) Returns(kind Return) (Series, error) {
	if err := s.atLeast(2); err != nil {
		return nil, err
	}
	out := make(Series, 0, len(s)-1)
	for i := 1; i < len(s); i++ {
		before, after := s[i-1].Value, s[i].Value
		if before <= 0 || after <= 0 {
			return nil, fmt.Errorf("%w: a return needs positive values, on %s it is %g", ErrUndefined, s[i].Date, min(before, after))
		}
		r := after/before - 1
		if kind == Log {
			r = math.Log(after / before)
		}
		out = append(out, Point{s[i].Date, r})
	}
	return out, nil
}

// Change is the difference between the last value and the first, and that as a
// fraction of the first.
func (s Series) Change() (difference, fraction float64, err error) {
	if err := s.atLeast(2); err != nil {
		return 0, 0, err
	}
	first, last := s[0].Value, s[len(s)-1].Value
	if first == 0 {
		return 0, 0, fmt.Errorf("%w: the first value is 0", ErrUndefined)
	}
	return last - first, last/first - 1, nil
}

// Extremes are the highest and the lowest point; of equals the earliest.
func (s Series) Extremes() (highest, lowest Point, err error) {
	if err := s.atLeast(1); err != nil {
		return Point{}, Point{}, err
	}
	highest, lowest = s[0], s[0]
	for _, p := range s[1:] {
		if p.Value > highest.Value {
			highest = p
		}
		if p.Value < lowest.Value {
			lowest = p
		}
	}
	return highest, lowest, nil
}

// Above counts the points over level, and those under it.
func (s Series) Above(level float64) (above, below int) {
	for _, p := range s {
		switch {
		case p.Value > level:
			above++
		case p.Value < level:
			below++
		}
	}
	return above, below
}

func (s Series) atLeast(n int) error {
	if len(s) < n {
		return fmt.Errorf("%w: %d where %d are needed", ErrShort, len(s), n)
	}
	return nil
}

// finite refuses what the arithmetic could not hold.
func finite(v float64) (float64, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, ErrUndefined
	}
	return v, nil
}

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
// belong to the same day. Of two points of one day the later one stays.
func Align(all ...Series) []Series {
	aligned, at := make([]Series, len(all)), make([]int, len(all))
	for len(all) > 0 && at[0] < len(all[0]) {
		day, common := all[0][at[0]].Date, true
		for i, s := range all {
			for at[i] < len(s) && (s[at[i]].Date.Compare(day) < 0 || !s.lastOfDay(at[i])) {
				at[i]++
			}
			common = common && at[i] < len(s) && s[at[i]].Date == day
		}
		if common {
			for i, s := range all {
				aligned[i] = append(aligned[i], s[at[i]])
			}
		}
		at[0]++
	}
	return aligned
}

func (s Series) lastOfDay(i int) bool { return i+1 == len(s) || s[i+1].Date != s[i].Date }

// usable refuses what no figure can be made of: fewer than n values, or one
// that is no number.
func (s Series) usable(n int) error {
	for _, p := range s {
		if _, err := finite(p.Value); err != nil {
			return fmt.Errorf("%w: the value on %s is no number", ErrUndefined, p.Date)
		}
	}
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

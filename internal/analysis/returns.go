package analysis

import (
	"fmt"
	"math"
)

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
	if err := s.usable(2); err != nil {
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
		if _, err := finite(r); err != nil {
			return nil, fmt.Errorf("%w: the return on %s is out of range", ErrUndefined, s[i].Date)
		}
		out = append(out, Point{s[i].Date, r})
	}
	return out, nil
}

// AlignedReturns are the returns of each series over the days that all have,
// so that each return spans the same days in every one of them.
func AlignedReturns(kind Return, all ...Series) ([]Series, error) {
	aligned := Align(all...)
	for i, s := range aligned {
		r, err := s.Returns(kind)
		if err != nil {
			return nil, err
		}
		aligned[i] = r
	}
	return aligned, nil
}

// Difference is the last value less the first.
func (s Series) Difference() (float64, error) {
	if err := s.usable(2); err != nil {
		return 0, err
	}
	return finite(s[len(s)-1].Value - s[0].Value)
}

// Change is the difference between the last value and the first, and that as a
// fraction of the first, which must be positive: Difference asks for less.
func (s Series) Change() (difference, fraction float64, err error) {
	if difference, err = s.Difference(); err != nil {
		return 0, 0, err
	}
	first := s[0].Value
	if first <= 0 {
		return 0, 0, fmt.Errorf("%w: a change in per cent needs a positive first value, it is %g", ErrUndefined, first)
	}
	if fraction, err = finite(difference / first); err != nil {
		return 0, 0, err
	}
	return difference, fraction, nil
}

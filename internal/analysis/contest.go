package analysis

import (
	"errors"
	"fmt"
)

// Contest is one period of two series: which of them changed for the better.
type Contest struct {
	Name          string  // 2024-11, 2024-Q4 or 2024
	Change, Other float64 // of the first series and of the other, as fractions
	From, To      Date    // what both changes span
}

// Won reports whether the first series changed for the better.
func (c Contest) Won() bool { return c.Change > c.Other }

// Contests puts the periods of two series beside each other, over the days
// that both have. The change of the first period counts from its first day,
// as nothing is known from before; where that is its only day it is left out.
func Contests(s, other Series, by Calendar) ([]Contest, error) {
	aligned := Align(s, other)
	if err := paired(aligned[0], aligned[1], 2); err != nil {
		return nil, err
	}
	others := aligned[1].Periods(by)
	var out []Contest
	for i, p := range aligned[0].Periods(by) {
		change, err := p.Gain()
		if errors.Is(err, ErrShort) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("change in %s: %w", p.Name, err)
		}
		against, err := others[i].Gain()
		if err != nil {
			return nil, fmt.Errorf("change of the other in %s: %w", p.Name, err)
		}
		out = append(out, Contest{p.Name, change, against, p.base().Date, p.Last.Date})
	}
	return out, nil
}

// Won keeps the contests that the first series won.
func Won(contests []Contest) []Contest {
	var won []Contest
	for _, c := range contests {
		if c.Won() {
			won = append(won, c)
		}
	}
	return won
}

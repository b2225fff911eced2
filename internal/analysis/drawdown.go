package analysis

import "fmt"

// Drawdown is the largest fall from a peak to a later trough.
type Drawdown struct {
	Peak, Trough Point
	Depth        float64 // trough/peak - 1: 0 or negative
	Recovered    Date    // the first day at or over the peak again; none: not yet
}

// Drawdown finds the largest fall; of equals the earliest. Values must be
// positive.
func (s Series) Drawdown() (Drawdown, error) {
	if err := s.usable(2); err != nil {
		return Drawdown{}, err
	}
	worst := Drawdown{Peak: s[0], Trough: s[0]}
	peak := s[0]
	for _, p := range s {
		if p.Value <= 0 {
			return Drawdown{}, fmt.Errorf("%w: a drawdown needs positive values, on %s it is %g", ErrUndefined, p.Date, p.Value)
		}
		if p.Value > peak.Value {
			peak = p
		}
		if depth := p.Value/peak.Value - 1; depth < worst.Depth {
			worst = Drawdown{Peak: peak, Trough: p, Depth: depth}
		}
	}
	for _, p := range s {
		if p.Date.Compare(worst.Trough.Date) > 0 && p.Value >= worst.Peak.Value {
			worst.Recovered = p.Date
			break
		}
	}
	return worst, nil
}

package analysis

import (
	"fmt"
	"slices"
)

// Calendar is the length of a period of the calendar.
type Calendar string

// The periods.
const (
	Monthly   Calendar = "month"
	Quarterly Calendar = "quarter"
	Yearly    Calendar = "year"
)

// Period is one month, quarter or year of a series.
type Period struct {
	Name      string // 2024-11, 2024-Q4 or 2024
	Before    Point  // the last point before it; the zero Point for the first period
	First     Point
	Last      Point
	High, Low Point
	Count     int
}

// base is the point that a period's change counts from: the last one before it,
// or its own first where there is none before.
func (p Period) base() Point {
	if p.Before.Date.IsZero() {
		return p.First
	}
	return p.Before
}

// Change is the fraction from the last value before the period to its last
// one, or from its first where there is none before. It is 0 where Gain has
// none to give.
func (p Period) Change() float64 {
	gain, err := p.Gain()
	if err != nil {
		return 0
	}
	return gain
}

// Gain is Change where there is one: ErrShort for a first period of one day,
// ErrUndefined where the value that it counts from is not positive.
func (p Period) Gain() (float64, error) {
	if p.Before.Date.IsZero() && p.Count < 2 {
		return 0, fmt.Errorf("%w: %s has one day and none before it", ErrShort, p.Name)
	}
	_, fraction, err := Series{p.base(), p.Last}.Change()
	return fraction, err
}

// name is the period of the calendar that d lies in.
func (c Calendar) name(d Date) string {
	switch c {
	case Yearly:
		return fmt.Sprintf("%04d", d.Year)
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", d.Year, (d.Month+2)/3)
	}
	return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
}

// Periods cuts a series into months, quarters or years.
func (s Series) Periods(by Calendar) []Period {
	var out []Period
	for _, p := range s {
		name := by.name(p.Date)
		if n := len(out); n == 0 || out[n-1].Name != name {
			next := Period{Name: name, First: p, High: p, Low: p}
			if n > 0 {
				next.Before = out[n-1].Last
			}
			out = append(out, next)
		}
		out[len(out)-1].add(p)
	}
	return out
}

func (p *Period) add(q Point) {
	p.Last = q
	p.Count++
	if q.Value > p.High.Value {
		p.High = q
	}
	if q.Value < p.Low.Value {
		p.Low = q
	}
}

// LatestUptrend is the newest run of n periods that each gained, false where
// there is none.
func LatestUptrend(periods []Period, n int) ([]Period, bool) {
	for end := len(periods); end >= n && n > 0; end-- {
		if run := periods[end-n : end]; !slices.ContainsFunc(run, func(p Period) bool { return p.Change() <= 0 }) {
			return run, true
		}
	}
	return nil, false
}

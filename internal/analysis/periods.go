package analysis

import "fmt"

// Calendar is the length of a period of the calendar.
type Calendar string

// The periods.
const (
	Monthly Calendar = "month"
	Yearly  Calendar = "year"
)

// Period is one month or year of a series.
type Period struct {
	Name      string // 2024-11 or 2024
	Before    Point  // the last point before it; the zero Point for the first period
	First     Point
	Last      Point
	High, Low Point
	Count     int
}

// Change is the fraction from the last value before the period to its last
// one, or from its first where there is none before.
func (p Period) Change() float64 {
	base := p.Before.Value
	if p.Before.Date.IsZero() {
		base = p.First.Value
	}
	if base == 0 {
		return 0
	}
	return p.Last.Value/base - 1
}

// Periods cuts a series into months or years.
func (s Series) Periods(by Calendar) []Period {
	var out []Period
	for _, p := range s {
		name := fmt.Sprintf("%04d-%02d", p.Date.Year, p.Date.Month)
		if by == Yearly {
			name = fmt.Sprintf("%04d", p.Date.Year)
		}
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

// Run is consecutive periods or days that go the same way.
type Run struct {
	From, To Point // From is the point before the first step
	Steps    int
}

// Runs are the longest rise and the longest fall by consecutive steps, of
// equals the latest, and the run that the series ends in: Steps is negative
// for a fall there, 0 where the last step went neither way.
func (s Series) Runs() (rise, fall, current Run, err error) {
	if err := s.atLeast(2); err != nil {
		return Run{}, Run{}, Run{}, err
	}
	start, way := 0, 0
	for i := 1; i < len(s); i++ {
		if step := sign(s[i].Value - s[i-1].Value); step != way {
			start, way = i-1, step
		}
		run := Run{s[start], s[i], i - start}
		switch {
		case way > 0 && run.Steps >= rise.Steps:
			rise = run
		case way < 0 && run.Steps >= fall.Steps:
			fall = run
		}
		current = Run{run.From, run.To, run.Steps * way}
	}
	return rise, fall, current, nil
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// LatestUptrend is the newest run of n periods that each gained, false where
// there is none.
func LatestUptrend(periods []Period, n int) ([]Period, bool) {
	for end := len(periods); end >= n && n > 0; end-- {
		gained := true
		for _, p := range periods[end-n : end] {
			gained = gained && p.Change() > 0
		}
		if gained {
			return periods[end-n : end], true
		}
	}
	return nil, false
}

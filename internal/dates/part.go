package dates

import "fmt"

// readEdge is the first or the last day of a period.
func readEdge(r reader, m []string, depth int) (Period, error) {
	switch m[0] {
	case "end", "close", "last day":
		return r.partOf(m[1], depth, last)
	}
	return r.partOf(m[1], depth, first)
}

// readEdgeSessions is the first or the last trading day of a period, or so many
// of them.
func readEdgeSessions(r reader, m []string, depth int) (Period, error) {
	n := counted(m[1])
	return r.partOf(m[2], depth, func(p Period) Period {
		var from, to Date
		if m[0] == "last" {
			to = r.Exchange.OnOrBefore(p.To)
			from = r.Exchange.Add(to, 1-n)
		} else {
			from = r.Exchange.OnOrAfter(p.From)
			to = r.Exchange.Add(from, n-1)
		}
		reading := fmt.Sprintf("the %s %s of %s", m[0], several(n, "trading day"), p.Reading)
		return Period{From: from, To: to, Reading: reading, Day: n == 1, Counted: Counted{N: n, From: p.From, To: p.To, Back: m[0] == "last"}}
	})
}

// readNthSession is a trading day of a period by its number: the 10th trading
// day of June.
func readNthSession(r reader, m []string, depth int) (Period, error) {
	n := number(m[0])
	return r.partOf(m[1], depth, func(p Period) Period {
		d := r.Exchange.Add(r.Exchange.OnOrAfter(p.From), n-1)
		return Period{From: d, To: d, Reading: fmt.Sprintf("trading day %d of %s", n, p.Reading), Day: true, Counted: Counted{N: n, Nth: true, From: p.From, To: p.To}}.within(p)
	})
}

// readEdgeUnits is the first or the last units of a period: the first three
// months of 2024, the last week of March.
func readEdgeUnits(r reader, m []string, depth int) (Period, error) {
	n := counted(m[1])
	return r.partOf(m[3], depth, func(p Period) Period {
		part := stretch(p.From, p.To, fmt.Sprintf("the %s %s of %s", m[0], several(n, m[2]), p.Reading))
		part.Day = n == 1 && m[2][0] == 'd'
		if m[0] == "last" {
			part.From = startOf(p.To, n, m[2])
		} else {
			part.To = endAfter(p.From, n, m[2])
		}
		return part.within(p)
	})
}

// readNthWeek is a week of a month by its number, its days counted from the
// first.
func readNthWeek(r reader, m []string, depth int) (Period, error) {
	return r.partOf(m[1], depth, func(p Period) Period {
		from := p.From.AddDays(7 * (which(m[0]) - 1))
		return stretch(from, from.AddDays(6), fmt.Sprintf("the %s week of %s", m[0], p.Reading)).within(p)
	})
}

// readNthWeekday is such a day of the week in a month by its number: the third
// Friday of December.
func readNthWeekday(r reader, m []string, depth int) (Period, error) {
	n := -1
	if m[1] == "" {
		n = which(m[0])
	}
	return r.partOf(m[3], depth, func(p Period) Period {
		if r.months(p) != 1 {
			return Period{}
		}
		return one(nthWeekday(p.From.Year, p.From.Month, weekday(m[2]), n))
	})
}

// within is p where it lies in whole, and the zero Period where it does not.
func (p Period) within(whole Period) Period {
	if p.From.Compare(whole.From) < 0 || p.To.Compare(whole.To) > 0 {
		return Period{}
	}
	return p
}

// startOf is the first of so many units that end with d.
func startOf(d Date, n int, unit string) Date {
	before := back(d, n, unit)
	if (unit[0] == 'm' || unit[0] == 'q' || unit[0] == 'y') && d.Day == lastDay(d.Year, d.Month) {
		before.Day = lastDay(before.Year, before.Month)
	}
	return before.AddDays(1)
}

// endAfter is the last of so many units that begin with d.
func endAfter(d Date, n int, unit string) Date { return back(d, -n, unit).AddDays(-1) }

// readHalfOf is a half of a month or a year.
func readHalfOf(r reader, m []string, depth int) (Period, error) {
	h := which(m[0])
	return r.partOf(m[1], depth, func(p Period) Period {
		half := stretch(p.From, p.To, fmt.Sprintf("the %s half of %s", m[0], p.Reading))
		middle := Date{Year: p.From.Year, Month: p.From.Month, Day: 15}
		switch {
		case r.months(p) == 12:
			middle = endAfter(p.From, 6, "months")
		case r.months(p) != 1:
			return Period{}
		}
		if h == 1 {
			half.To = middle
		} else {
			half.From = middle.AddDays(1)
		}
		return half
	})
}

// readThird is the early, middle or late part of a month, quarter or year.
func readThird(r reader, m []string, depth int) (Period, error) {
	i := map[string]int{"early": 0, "mid": 1, "middle of": 1, "late": 2}[m[0]]
	return r.partOf(m[1], depth, func(p Period) Period {
		name := []string{"early", "mid", "late"}[i] + " " + p.Reading
		switch n := r.months(p); n {
		case 1:
			third := stretch(p.From.AddDays(10*i), p.From.AddDays(10*i+9), name)
			if i == 2 {
				third.To = p.To
			}
			return third
		case 3, 12:
			third := stretch(p.From, p.To, name)
			if i > 0 {
				third.From = endAfter(p.From, n/3*i, "months").AddDays(1)
			}
			if i < 2 {
				third.To = endAfter(p.From, n/3*(i+1), "months")
			}
			return third
		}
		return Period{}
	})
}

// months is how many whole months of the calendar a period is, 0 when it is not.
func months(p Period) int {
	if p.From.Day != 1 || p.To.Day != lastDay(p.To.Year, p.To.Month) {
		return 0
	}
	return 12*(p.To.Year-p.From.Year) + int(p.To.Month-p.From.Month) + 1
}

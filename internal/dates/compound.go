package dates

import (
	"fmt"
	"strings"
	"time"
)

func readSessionsAfter(r reader, m []string, depth int) (Period, error) {
	p, err := r.inner(m[1], depth)
	switch {
	case err != nil:
		return Period{}, err
	case !r.Ahead && p.To.Compare(r.today()) >= 0:
		return Period{}, ErrFuture
	}
	n := counted(m[0])
	out := beside(n, "trading day", "after", p.To).over(r.Exchange.Add(p.To, 1), r.Exchange.Add(p.To, n))
	out.Counted = Counted{N: n, From: p.To.AddDays(1), To: r.today()}
	return out, nil
}

func readSessionsBefore(r reader, m []string, depth int) (Period, error) {
	return r.of(m[1], depth, func(p Period) Period {
		n := counted(m[0])
		out := beside(n, "trading day", "before", p.From).over(r.Exchange.Add(p.From, -n), r.Exchange.Add(p.From, -1))
		out.Counted = Counted{N: n, To: p.From.AddDays(-1), Back: true}
		return out
	})
}

// beside is the reading of units after or before a day. One day is a day.
func beside(n int, unit, side string, d Date) Period {
	return Period{Reading: fmt.Sprintf("the %s %s %s", several(n, unit), side, d), Day: n == 1 && strings.Contains(unit, "day")}
}

// over is p with its days.
func (p Period) over(from, to Date) Period {
	p.From, p.To = from, to
	return p
}

// readUnitsBeside are the units after or before a day; with "a" or "one" it is
// the day that lies so far away.
func readUnitsBeside(r reader, m []string, depth int) (Period, error) {
	return r.of(m[3], depth, func(p Period) Period {
		n, away := counted(m[0]), m[0] != "" && counted(m[0]) == 1
		after := m[2] == "after" || m[2] == "following"
		switch {
		case away && after:
			return one(back(p.To, -1, m[1]))
		case away:
			return one(back(p.From, 1, m[1]))
		case after:
			return beside(n, m[1], "after", p.To).over(p.To.AddDays(1), endAfter(p.To.AddDays(1), n, m[1]))
		}
		return beside(n, m[1], "before", p.From).over(startOf(p.From.AddDays(-1), n, m[1]), p.From.AddDays(-1))
	})
}

// readEnded are the units that end with a day: the quarter ended 30 September
// 2025.
func readEnded(r reader, m []string, depth int) (Period, error) {
	n := counted(m[0])
	return r.wanting(last).of(m[2], depth, func(p Period) Period {
		return stretch(startOf(p.To, n, m[1]), p.To, fmt.Sprintf("the %s ended %s", several(n, m[1]), p.To))
	})
}

// readSince ends today, so what it names is past.
func readSince(r reader, m []string, depth int) (Period, error) {
	r.Ahead = false
	return r.wanting(first).of(m[0], depth, func(p Period) Period { return stretch(p.From, r.today(), "since "+p.Reading) })
}

// readAfter leaves out the day, or the period, that it names.
func readAfter(r reader, m []string, depth int) (Period, error) {
	r.Ahead = false
	return r.of(m[0], depth, func(p Period) Period { return stretch(p.To.AddDays(1), r.today(), "after "+p.Reading) })
}

// readFromTo reads both ends. A start without a year is the latest one that is
// not after the end.
func readFromTo(r reader, m []string, depth int) (Period, error) {
	to, err := r.inner(m[1], depth)
	if err != nil {
		return Period{}, err
	}
	before := r.wanting(first)
	if r.Ahead || to.To.Compare(r.today()) < 0 {
		before.until = to.To
	}
	from, err := before.inner(m[0], depth)
	if err != nil {
		return Period{}, err
	}
	if r.Ahead && from.From.Compare(to.To) > 0 {
		// From tomorrow to Friday: the Friday that is to come.
		r.other = !r.other
		if to, err = r.inner(m[1], depth); err != nil {
			return Period{}, err
		}
	}
	return between(from, to, from.Reading+" to "+to.Reading), nil
}

// between is from one period to another: a day where both are the same one.
func between(from, to Period, reading string) Period {
	p := stretch(from.From, to.To, reading)
	p.Day = from.Day && to.Day && from.From == to.To
	return p
}

// readNamesFromTo reads months or quarters that share the year of the second:
// Jan-Mar 2024.
func readNamesFromTo(r reader, m []string, depth int) (Period, error) {
	return readFromTo(r, []string{m[0], m[1] + " " + m[2]}, depth)
}

// readDaysOfMonth reads days of one month: 3-17 June 2025.
func readDaysOfMonth(r reader, m []string, _ int) (Period, error) {
	return r.days(month(m[2]), m[0], m[1], m[3])
}

func (r reader) days(m time.Month, from, to, year string) (Period, error) {
	at := func(year int) (Period, bool) {
		a, ok := day(year, m, number(from))
		b, ok2 := day(year, m, number(to))
		reading := fmt.Sprintf("%s to %s %s %d", from, to, m, year)
		return between(a, b, reading), ok && ok2
	}
	if year == "" {
		return r.seek(r.limit().Year, at, r.forward(true))
	}
	return known(at(fullYear(year)))
}

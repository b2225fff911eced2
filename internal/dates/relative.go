package dates

import (
	"fmt"
	"strings"
	"time"
)

// current is the period of such a unit that holds d.
func current(unit string, d Date) Period {
	switch unit {
	case "day":
		return one(d)
	case "week":
		return weekOf(d)
	case "month":
		return monthOf(d.Year, d.Month)
	case "quarter":
		return quarterOf(d.Year, (int(d.Month)+2)/3)
	default:
		return yearOf(d.Year)
	}
}

// earlier is the one before that.
func earlier(unit string, d Date) Period { return current(unit, current(unit, d).From.AddDays(-1)) }

// later is the one after it.
func later(unit string, d Date) Period { return current(unit, current(unit, d).To.AddDays(1)) }

func (r reader) toDate(unit string) Period {
	p := current(unit, r.limit())
	p.To = r.limit()
	p.Reading += " so far"
	return p
}

func readToDate(r reader, m []string, _ int) (Period, error) {
	unit := map[byte]string{'y': "year", 'm': "month", 'q': "quarter", 'w': "week"}[m[0][0]]
	return r.toDate(unit), nil
}

// readThis is the current period, so far; of a part and ahead, the whole of it.
func readThis(r reader, m []string, _ int) (Period, error) {
	soFar := m[0] != "" || m[2] != ""
	switch {
	case m[1] == "day":
		return one(r.today()), nil
	case r.part != nil, r.Ahead && !soFar:
		return current(m[1], r.today()), nil
	}
	return r.toDate(m[1]), nil
}

// readUnit is the current period, so far, and ahead the whole of it; of a part,
// such as the end of the month, the latest that is over.
func readUnit(r reader, m []string, _ int) (Period, error) {
	p := current(m[0], r.limit())
	switch {
	case r.Ahead:
		return p, nil
	case r.part == nil:
		return r.toDate(m[0]), nil
	case !r.completed(r.part(p).To):
		p = current(m[0], p.From.AddDays(-1))
	}
	return p, nil
}

// readLast is the period before the current one; the last day is the last
// completed session.
func readLast(r reader, m []string, _ int) (Period, error) {
	if m[0] == "day" {
		return readLastSession(r, m, 0)
	}
	return earlier(m[0], r.today()), nil
}

func readBeforeLast(r reader, m []string, _ int) (Period, error) {
	return earlier(m[0], earlier(m[0], r.today()).From), nil
}

// readInYear reads what names its year as this one, the last or the next.
func readInYear(r reader, m []string, depth int) (Period, error) {
	years, err := r.steps(m[1])
	if err != nil {
		return Period{}, err
	}
	return r.inner(fmt.Sprintf("%s %d", strings.TrimSuffix(strings.TrimSuffix(m[0], " of"), " in"), r.today().Year+years), depth)
}

// readTrailing is the year, month or week that ends today.
func readTrailing(r reader, m []string, depth int) (Period, error) {
	return readLastUnits(r, []string{"1", m[0]}, depth)
}

func readTwelveMonths(r reader, _ []string, depth int) (Period, error) {
	return readLastUnits(r, []string{"12", "months"}, depth)
}

// readRange is a range as charts name it: 5d, 3mo, 10y. Days are those of trading,
// the one under way included, as charts count them.
func readRange(r reader, m []string, depth int) (Period, error) {
	if n := counted(m[0]); m[1] == "d" && n > 1 {
		to := r.newestSession()
		p := stretch(r.Exchange.Add(to, 1-n), to, fmt.Sprintf("the newest %d trading days", n))
		p.Counted = r.newest(n, false)
		return p, nil
	}
	unit := map[byte]string{'d': "days", 'w': "weeks", 'm': "months", 'q': "quarters", 'y': "years"}[m[1][0]]
	return readLastUnits(r, []string{m[0], unit}, depth)
}

// readLastUnits is so many units that end today, but for quarters, which are
// those of the calendar that are over.
func readLastUnits(r reader, m []string, _ int) (Period, error) {
	n, unit, to := counted(m[0]), m[1], r.limit()
	if unit[0] == 'q' {
		return r.lastWhole(n, "quarter"), nil
	}
	start := back(to, n, unit)
	if unit[0] == 'd' || unit[0] == 'w' {
		start = start.AddDays(1) // 7 days that end today
	}
	p := stretch(start, to, "the trailing "+several(n, unit))
	if unit[0] == 'd' {
		p.Day, p.Reading = n == 1, "the past "+plural(n, unit)
	}
	return p, nil
}

// readLastWhole is so many weeks, months or years of the calendar that are over.
func readLastWhole(r reader, m []string, _ int) (Period, error) {
	return r.lastWhole(counted(m[0]), strings.TrimSuffix(m[1], "s")), nil
}

// lastWhole are the units of the calendar before the current one, or up to the end
// of a range that ends with one.
func (r reader) lastWhole(n int, unit string) Period {
	end := current(unit, r.limit())
	if r.until.IsZero() || r.until != end.To {
		end = current(unit, end.From.AddDays(-1))
	}
	if n == 1 {
		return end
	}
	p := stretch(startOf(end.To, n, unit), end.To, "")
	p.Reading = fmt.Sprintf("the last %d completed %ss, %s to %s", n, unit, current(unit, p.From).Reading, end.Reading)
	return p
}

func readLastSessions(r reader, m []string, _ int) (Period, error) {
	n, to := counted(m[0]), r.lastSession()
	return Period{
		From: r.Exchange.Add(to, 1-n), To: to, Reading: "the last " + plural(n, "trading day"),
		Day: n == 1, Counted: r.newest(n, true),
	}, nil
}

// readEver starts before any exchange's data.
func readEver(r reader, _ []string, _ int) (Period, error) {
	return stretch(Date{Year: 1900, Month: time.January, Day: 1}, r.today(), "all of its history"), nil
}

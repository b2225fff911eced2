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

func (r reader) toDate(unit string) Period {
	p := current(unit, r.today())
	p.To = r.today()
	p.Reading += " so far"
	return p
}

func readToDate(r reader, m []string, _ int) (Period, error) {
	unit := map[byte]string{'y': "year", 'm': "month", 'q': "quarter", 'w': "week"}[m[0][0]]
	return r.toDate(unit), nil
}

// readThis is the current period, so far; of a part, the whole of it.
func readThis(r reader, m []string, _ int) (Period, error) {
	switch {
	case m[0] == "day":
		return one(r.today()), nil
	case r.part != nil:
		return current(m[0], r.today()), nil
	}
	return r.toDate(m[0]), nil
}

// readUnit is the current period, so far; of a part, such as the end of the
// month, the latest that is over.
func readUnit(r reader, m []string, _ int) (Period, error) {
	if r.part == nil {
		return r.toDate(m[0]), nil
	}
	p := current(m[0], r.today())
	if !r.suits(p) {
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
	return current(m[0], current(m[0], r.today()).From.AddDays(-1)), nil
}

func readBeforeLast(r reader, m []string, _ int) (Period, error) {
	before := current(m[0], current(m[0], r.today()).From.AddDays(-1))
	return current(m[0], before.From.AddDays(-1)), nil
}

// readInYear reads what names its year as this one or the last.
func readInYear(r reader, m []string, depth int) (Period, error) {
	year := r.today().Year
	if m[1] != "this" && m[1] != "current" {
		year--
	}
	return r.inner(fmt.Sprintf("%s %d", strings.TrimSuffix(strings.TrimSuffix(m[0], " of"), " in"), year), depth)
}

// readTrailing is the year, month or week that ends today.
func readTrailing(r reader, m []string, depth int) (Period, error) {
	return readLastUnits(r, []string{"1", m[0]}, depth)
}

func readTwelveMonths(r reader, _ []string, depth int) (Period, error) {
	return readLastUnits(r, []string{"12", "months"}, depth)
}

// readRange is a range as charts name it: 5d, 3mo, 10y.
func readRange(r reader, m []string, depth int) (Period, error) {
	unit := map[byte]string{'d': "days", 'w': "weeks", 'm': "months", 'q': "quarters", 'y': "years"}[m[1][0]]
	return readLastUnits(r, []string{m[0], unit}, depth)
}

func readLastUnits(r reader, m []string, _ int) (Period, error) {
	to := r.today()
	start, err := back(to, m[0], m[1])
	if err != nil || counted(m[0]) == 0 {
		return Period{}, ErrUnreadable
	}
	if m[1][0] == 'd' || m[1][0] == 'w' {
		start = start.AddDays(1) // 7 days that end today
	}
	return Period{start, to, fmt.Sprintf("the past %d %s", counted(m[0]), plural(counted(m[0]), m[1]))}, nil
}

func readLastSessions(r reader, m []string, _ int) (Period, error) {
	n := counted(m[0])
	if n == 0 {
		return Period{}, ErrUnreadable
	}
	to := r.lastSession()
	return Period{r.Exchange.Add(to, 1-n), to, fmt.Sprintf("the last %d trading %s", n, plural(n, "day"))}, nil
}

// readEver starts before any exchange's data.
func readEver(r reader, _ []string, _ int) (Period, error) {
	return Period{Date{Year: 1900, Month: time.January, Day: 1}, r.today(), "all of its history"}, nil
}

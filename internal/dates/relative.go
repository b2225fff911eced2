package dates

import (
	"fmt"
	"strings"
	"time"
)

// current is the period of such a unit that holds today.
func (r reader) current(unit string) Period {
	d := r.today()
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
	p := r.current(unit)
	p.To = r.today()
	p.Reading += " so far"
	return p
}

func readToDate(r reader, m []string, _ int) (Period, error) {
	unit := map[byte]string{'y': "year", 'm': "month", 'q': "quarter", 'w': "week"}[m[0][0]]
	return r.toDate(unit), nil
}

func readThis(r reader, m []string, _ int) (Period, error) {
	if m[0] == "day" {
		return one(r.today()), nil
	}
	return r.toDate(m[0]), nil
}

// readLast is the period before the current one; the last day is the last
// completed session.
func readLast(r reader, m []string, _ int) (Period, error) {
	if m[0] == "day" {
		return one(r.Exchange.LastCompleted(r.Now)), nil
	}
	before := r
	before.Now = r.current(m[0]).From.AddDays(-1).In(time.UTC).Add(12 * time.Hour)
	before.Location = time.UTC
	return before.current(m[0]), nil
}

// readTrailing is the year, month or week that ends today.
func readTrailing(r reader, m []string, depth int) (Period, error) {
	return readLastUnits(r, []string{"1", m[0]}, depth)
}

func readLastUnits(r reader, m []string, _ int) (Period, error) {
	to := r.today()
	start, err := back(to, m[0], m[1])
	if err != nil || counted(m[0]) == 0 {
		return Period{}, ErrUnreadable
	}
	if !strings.HasPrefix(m[1], "month") && !strings.HasPrefix(m[1], "year") && !strings.HasPrefix(m[1], "quarter") {
		start = start.AddDays(1) // 7 days that end today
	}
	return Period{start, to, fmt.Sprintf("the past %d %s", counted(m[0]), plural(counted(m[0]), m[1]))}, nil
}

func plural(n int, unit string) string {
	unit = strings.TrimSuffix(unit, "s")
	if n == 1 {
		return unit
	}
	return unit + "s"
}

func readLastSessions(r reader, m []string, _ int) (Period, error) {
	n := counted(m[0])
	if n == 0 {
		return Period{}, ErrUnreadable
	}
	to := r.Exchange.LastCompleted(r.Now)
	return Period{r.Exchange.Add(to, 1-n), to, fmt.Sprintf("the last %d trading %s", n, plural(n, "day"))}, nil
}

// readEver starts before any exchange's data.
func readEver(r reader, _ []string, _ int) (Period, error) {
	return Period{Date{Year: 1900, Month: time.January, Day: 1}, r.today(), "all of its history"}, nil
}

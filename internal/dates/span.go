package dates

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// span is whole months, n of them from the first of m.
func span(year int, m time.Month, n int, reading string) Period {
	last := time.Date(year, m+time.Month(n), 0, 0, 0, 0, 0, time.UTC)
	first := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
	return stretch(
		Date{Year: first.Year(), Month: first.Month(), Day: 1},
		Date{Year: last.Year(), Month: last.Month(), Day: last.Day()},
		reading,
	)
}

// stretch is a period that is not named as a day.
func stretch(from, to Date, reading string) Period {
	return Period{From: from, To: to, Reading: reading}
}

func monthOf(year int, m time.Month) Period {
	return span(year, m, 1, fmt.Sprintf("%s %d", m, year))
}

func quarterOf(year, q int) Period {
	return span(year, time.Month(3*q-2), 3, fmt.Sprintf("Q%d %d", q, year))
}

func halfOf(year, h int) Period {
	return span(year, time.Month(6*h-5), 6, fmt.Sprintf("H%d %d", h, year))
}

func yearOf(year int) Period { return span(year, time.January, 12, fmt.Sprint(year)) }

// monday is the first day of d's week.
func monday(d Date) Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func weekOf(d Date) Period {
	first := monday(d)
	return stretch(first, first.AddDays(6), "the week of "+strings.TrimPrefix(one(first).Reading, "Monday "))
}

// isoWeek is a week by ISO 8601: the first is the one that holds 4 January.
func isoWeek(year, n int) (Period, bool) {
	p := weekOf(monday(Date{Year: year, Month: time.January, Day: 4}).AddDays(7 * (n - 1)))
	if y, w := p.From.In(time.UTC).ISOWeek(); y != year || w != n {
		return Period{}, false
	}
	p.Reading = fmt.Sprintf("week %d of %d", n, year)
	return p, true
}

// fullYear reads a year of four digits, or of two in this century.
func fullYear(digits string) int {
	digits = strings.TrimPrefix(digits, "'")
	n := number(digits)
	if len(digits) == 2 {
		n += 2000
	}
	return n
}

// which is the number of a quarter or half, from its digit or its word: the
// one of the submatches that is set.
func which(m ...string) int {
	for _, s := range m {
		if s == "" {
			continue
		}
		if i := slices.Index([]string{"first", "second", "third", "fourth"}, s); i >= 0 {
			return i + 1
		}
		return number(s[:1])
	}
	return 0
}

func readMonthYear(_ reader, m []string, _ int) (Period, error) {
	return monthOf(fullYear(m[1]), month(m[0])), nil
}

func readYearMonth(_ reader, m []string, _ int) (Period, error) {
	n := number(m[1])
	return known(monthOf(number(m[0]), time.Month(n)), 1 <= n && n <= 12)
}

// readMonth is the latest completed such month; "this" is that of the year.
func readMonth(r reader, m []string, _ int) (Period, error) {
	return r.meantYear(m[0], always(func(year int) Period { return monthOf(year, month(m[1])) }))
}

func readYear(_ reader, m []string, _ int) (Period, error) { return yearOf(number(m[0])), nil }

func readDecade(_ reader, m []string, _ int) (Period, error) {
	first := 10 * number(m[0])
	return span(first, time.January, 120, fmt.Sprintf("the %ds", first)), nil
}

func readQuarterYear(_ reader, m []string, _ int) (Period, error) {
	return quarterOf(fullYear(m[3]), which(m[:3]...)), nil
}

func readQuarter(r reader, m []string, _ int) (Period, error) {
	return r.meantYear(m[0], always(func(year int) Period { return quarterOf(year, which(m[1:]...)) }))
}

func readHalfYear(_ reader, m []string, _ int) (Period, error) {
	return halfOf(fullYear(m[3]), which(m[:3]...)), nil
}

func readHalf(r reader, m []string, _ int) (Period, error) {
	return r.meantYear(m[0], always(func(year int) Period { return halfOf(year, which(m[1:]...)) }))
}

func readWeekYear(_ reader, m []string, _ int) (Period, error) {
	return known(isoWeek(number(m[0]), number(m[1])))
}

func readWeekNumber(r reader, m []string, depth int) (Period, error) {
	if m[1] != "" {
		return readWeekYear(r, []string{m[1], m[0]}, depth)
	}
	return r.meantYear("", func(year int) (Period, bool) { return isoWeek(year, number(m[0])) })
}

func readWeekOf(r reader, m []string, depth int) (Period, error) {
	return r.of(m[0], depth, func(p Period) Period { return weekOf(p.From) })
}

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
	return Period{
		Date{Year: first.Year(), Month: first.Month(), Day: 1},
		Date{Year: last.Year(), Month: last.Month(), Day: last.Day()},
		reading,
	}
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

func readMonthYear(_ reader, m []string, _ int) (Period, error) {
	return monthOf(number(m[1]), month(m[0])), nil
}

func readYearMonth(_ reader, m []string, _ int) (Period, error) {
	n := number(m[1])
	if n < 1 || n > 12 {
		return Period{}, ErrUnreadable
	}
	return monthOf(number(m[0]), time.Month(n)), nil
}

func readMonth(r reader, m []string, _ int) (Period, error) {
	return r.latest(r.today().Year, func(year int) (Period, bool) { return monthOf(year, month(m[0])), true }), nil
}

func readYear(_ reader, m []string, _ int) (Period, error) { return yearOf(number(m[0])), nil }

func readDecade(_ reader, m []string, _ int) (Period, error) {
	first := 10 * number(m[0])
	return span(first, time.January, 120, fmt.Sprintf("the %ds", first)), nil
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

func readQuarterYear(_ reader, m []string, _ int) (Period, error) {
	return quarterOf(number(m[3]), which(m[:3]...)), nil
}

func readYearQuarter(_ reader, m []string, _ int) (Period, error) {
	return quarterOf(number(m[0]), number(m[1])), nil
}

func readQuarter(r reader, m []string, _ int) (Period, error) {
	q := which(m...)
	return r.latest(r.today().Year, func(year int) (Period, bool) { return quarterOf(year, q), true }), nil
}

func readHalfYear(_ reader, m []string, _ int) (Period, error) {
	return halfOf(number(m[2]), which(m[:2]...)), nil
}

func readHalf(r reader, m []string, _ int) (Period, error) {
	h := which(m...)
	return r.latest(r.today().Year, func(year int) (Period, bool) { return halfOf(year, h), true }), nil
}

// fiscalStart is the first month of the fiscal year that ends in year.
func (r reader) fiscalStart(year int) (int, time.Month) {
	end := r.FiscalYearEnd
	if end == 0 || end == time.December {
		return year, time.January
	}
	return year - 1, end + 1
}

func fullYear(digits string) int {
	n := number(digits)
	if len(digits) == 2 {
		n += 2000
	}
	return n
}

func readFiscalYear(r reader, m []string, _ int) (Period, error) {
	year := fullYear(m[0])
	start, first := r.fiscalStart(year)
	return span(start, first, 12, fmt.Sprintf("FY%d", year)), nil
}

func readFiscalQuarter(r reader, m []string, _ int) (Period, error) {
	return r.fiscalQuarter(which(m[:2]...), fullYear(m[2])), nil
}

func readNthFiscalQuarter(r reader, m []string, _ int) (Period, error) {
	return r.fiscalQuarter(which(m[0]), number(m[1])), nil
}

func (r reader) fiscalQuarter(q, year int) Period {
	start, first := r.fiscalStart(year)
	return span(start, first+time.Month(3*(q-1)), 3, fmt.Sprintf("Q%d FY%d", q, year))
}

// monday is the first day of d's week.
func monday(d Date) Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func weekOf(d Date) Period {
	first := monday(d)
	return Period{first, first.AddDays(6), "the week of " + strings.TrimPrefix(one(first).Reading, "Monday ")}
}

func readWeekOf(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(m[0], depth+1)
	if err != nil {
		return Period{}, err
	}
	return weekOf(p.From), nil
}

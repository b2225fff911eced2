package dates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/calendar"
)

// number reads digits that a pattern has checked.
func number(s string) int {
	n, _ := strconv.Atoi(s) // 0 of none
	return n
}

// month reads the name of a month that a pattern has checked.
func month(name string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), name[:3]) {
			return m
		}
	}
	return 0
}

// weekday reads the name of a day of the week that a pattern has checked.
func weekday(name string) time.Weekday {
	return time.Weekday(slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, name[:3]))
}

// day is one day, if the calendar has it.
func day(year int, month time.Month, n int) (Period, bool) {
	d := Date{Year: year, Month: month, Day: n}
	if month < 1 || month > 12 || n < 1 || calendar.DateOf(d.In(time.UTC)) != d {
		return Period{}, false
	}
	return one(d), true
}

// one is a day that is named as a day.
func one(d Date) Period {
	return Period{From: d, To: d, Reading: d.In(time.UTC).Format("Monday 2 January 2006"), Day: true}
}

// known is p where the calendar has it.
func known(p Period, ok bool) (Period, error) {
	if !ok {
		return Period{}, ErrUnreadable
	}
	return p, nil
}

func readISO(_ reader, m []string, _ int) (Period, error) {
	return known(day(number(m[0]), time.Month(number(m[1])), number(m[2])))
}

// refusal is why words that are understood name no day.
type refusal string

func (r refusal) Error() string { return string(r) }

func (r refusal) Unwrap() error { return ErrUnreadable }

// ambiguous is a date that means one of two days.
func ambiguous(one, other Date) error {
	return refusal(fmt.Sprintf("it may be %s or %s: want the one that is meant, written so", one, other))
}

// readNumbers reads 13/9/2024 and 9/13/2024, where one order makes a date and
// the other does not.
func readNumbers(_ reader, m []string, _ int) (Period, error) {
	a, b, year := number(m[0]), number(m[1]), number(m[2])
	dayFirst, isDay := day(year, time.Month(b), a)
	monthFirst, isMonth := day(year, time.Month(a), b)
	switch {
	case isDay && isMonth && a != b:
		return Period{}, ambiguous(dayFirst.From, monthFirst.From)
	case isDay:
		return dayFirst, nil
	}
	return known(monthFirst, isMonth)
}

func readDayMonthYear(_ reader, m []string, _ int) (Period, error) {
	return known(day(fullYear(m[2]), month(m[1]), number(m[0])))
}

func readDayMonth(r reader, m []string, _ int) (Period, error) {
	return r.anniversary(month(m[1]), number(m[0]))
}

// anniversary is the latest completed such day of a year; ahead, the next one.
func (r reader) anniversary(m time.Month, n int) (Period, error) {
	return r.seek(r.limit().Year, func(year int) (Period, bool) { return day(year, m, n) }, r.forward(true))
}

// readDayOfMonth is the latest completed such day of a month.
func readDayOfMonth(r reader, m []string, _ int) (Period, error) {
	n, today := number(m[0]), r.limit()
	return r.latest(today.Year*12+int(today.Month)-1, func(i int) (Period, bool) {
		return day(i/12, time.Month(i%12+1), n)
	})
}

// readDayOf is a day of a month in words: the 13th of last month.
func readDayOf(r reader, m []string, depth int) (Period, error) {
	return r.of(m[1], depth, func(p Period) Period {
		if p.From.Day != 1 || p.To.Year != p.From.Year || p.To.Month != p.From.Month {
			return Period{}
		}
		p, _ = day(p.From.Year, p.From.Month, number(m[0]))
		return p
	})
}

func readNearDay(r reader, m []string, _ int) (Period, error) {
	back := map[string]int{"yesterday": 1, "day before yesterday": 2}
	return one(r.today().AddDays(-back[m[0]])), nil
}

// readWeekday is the latest completed such day of the week; "this" is that of
// the current one. Of "next" one that lies in the current week a week later is
// as good a reading.
func readWeekday(r reader, m []string, _ int) (Period, error) {
	want, base := weekday(m[1]), r.limit()
	if m[0] == "this" {
		return one(inWeek(r.today(), want)), nil
	}
	p, err := r.meant(m[0], 0, func(n int) (Period, bool) {
		d := base.AddDays(n)
		return one(d), d.Weekday() == want
	})
	if m[0] == "next" && err == nil && monday(p.From) == monday(r.today()) {
		p.Beside = "a week later: " + one(p.From.AddDays(7)).Reading
	}
	return p, err
}

// readWeekend is the latest one that is over; "this" is that of the current week.
func readWeekend(r reader, m []string, _ int) (Period, error) {
	at := func(monday Date) Period {
		saturday := one(monday.AddDays(5))
		return stretch(saturday.From, saturday.From.AddDays(1), "the weekend of "+saturday.Reading)
	}
	base := monday(r.limit())
	if m[0] == "this" {
		return at(monday(r.today())), nil
	}
	return r.meant(m[0], 0, always(func(n int) Period { return at(base.AddDays(7 * n)) }))
}

// readWeekdayOf is a day of the current week, the one before or the one after.
func readWeekdayOf(r reader, m []string, _ int) (Period, error) {
	weeks, err := r.steps(m[1])
	return one(inWeek(r.today().AddDays(7*weeks), weekday(m[0]))), err
}

// inWeek is a day of the week, from Monday on, that holds d.
func inWeek(d Date, want time.Weekday) Date { return monday(d).AddDays((int(want) + 6) % 7) }

// readWeekdayAnd reads a day that is named with its weekday, which tells the
// year where that is missing and must be right where it is not.
func readWeekdayAnd(r reader, m []string, depth int) (Period, error) {
	want := weekday(m[0])
	r.weekday = &want
	return r.of(m[1], depth, func(p Period) Period {
		if !p.Day || p.From.Weekday() != want {
			return Period{}
		}
		return p
	})
}

func readAgo(r reader, m []string, _ int) (Period, error) {
	return one(back(r.today(), counted(m[0]), m[1])), nil
}

func readLastSession(r reader, _ []string, _ int) (Period, error) {
	p := one(r.lastSession())
	p.Counted = r.newest(1, true)
	return p, nil
}

// back is d so many units earlier. A month back from the 31st is the last day
// of a shorter month.
func back(d Date, n int, unit string) Date {
	switch unit[0] {
	case 'd':
		return d.AddDays(-n)
	case 'w':
		return d.AddDays(-7 * n)
	case 'm':
		return monthsBack(d, n)
	case 'q':
		return monthsBack(d, 3*n)
	}
	return monthsBack(d, 12*n)
}

func monthsBack(d Date, n int) Date {
	first := calendar.DateOf(Date{Year: d.Year, Month: d.Month, Day: 1}.In(time.UTC).AddDate(0, -n, 0))
	first.Day = min(d.Day, lastDay(first.Year, first.Month))
	return first
}

func lastDay(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

package dates

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/calendar"
)

// number reads digits that a pattern has checked.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// day is one day, if the calendar has it.
func day(year int, month time.Month, n int) (Period, bool) {
	d := Date{Year: year, Month: month, Day: n}
	if month < 1 || month > 12 || n < 1 || calendar.DateOf(d.In(time.UTC)) != d {
		return Period{}, false
	}
	return one(d), true
}

func one(d Date) Period {
	return Period{d, d, d.In(time.UTC).Format("Monday 2 January 2006")}
}

func exact(year int, month time.Month, n int) (Period, error) {
	p, ok := day(year, month, n)
	if !ok {
		return Period{}, ErrUnreadable
	}
	return p, nil
}

func readISO(_ reader, m []string, _ int) (Period, error) {
	return exact(number(m[0]), time.Month(number(m[1])), number(m[2]))
}

func readDayMonthYear(_ reader, m []string, _ int) (Period, error) {
	return exact(number(m[2]), month(m[1]), number(m[0]))
}

func readMonthDayYear(_ reader, m []string, _ int) (Period, error) {
	return exact(number(m[2]), month(m[0]), number(m[1]))
}

func readDayMonth(r reader, m []string, _ int) (Period, error) {
	return r.anniversary(month(m[1]), number(m[0]))
}

func readMonthDay(r reader, m []string, _ int) (Period, error) {
	return r.anniversary(month(m[0]), number(m[1]))
}

// anniversary is the latest completed such day of a year.
func (r reader) anniversary(m time.Month, n int) (Period, error) {
	// 29 February is in every leap year: 2000 was one.
	if _, ok := day(2000, m, n); !ok {
		return Period{}, ErrUnreadable
	}
	return r.latest(r.today().Year, func(year int) (Period, bool) { return day(year, m, n) }), nil
}

// readDayOfMonth is the latest completed such day of a month.
func readDayOfMonth(r reader, m []string, _ int) (Period, error) {
	n := number(m[0])
	if n < 1 || n > 31 {
		return Period{}, ErrUnreadable
	}
	today := r.today()
	return r.latest(today.Year*12+int(today.Month)-1, func(i int) (Period, bool) {
		return day(i/12, time.Month(i%12+1), n)
	}), nil
}

func readNearDay(r reader, m []string, _ int) (Period, error) {
	back := map[string]int{"yesterday": 1, "day before yesterday": 2}
	return one(r.today().AddDays(-back[m[0]])), nil
}

// readWeekday is the latest completed such day of the week.
func readWeekday(r reader, m []string, _ int) (Period, error) {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	want := time.Weekday(slices.Index(names, m[0][:3]))
	d := r.today()
	for d.Weekday() != want || !r.completed(d) {
		d = d.AddDays(-1)
	}
	return one(d), nil
}

func readAgo(r reader, m []string, _ int) (Period, error) {
	d, err := back(r.today(), m[0], m[1])
	return one(d), err
}

func readLastSession(r reader, _ []string, _ int) (Period, error) {
	return one(r.Exchange.LastCompleted(r.Now)), nil
}

// back is d so many units earlier. A month back from the 31st is the last day
// of a shorter month.
func back(d Date, count, unit string) (Date, error) {
	n := counted(count)
	switch unit[:1] {
	case "d":
		return d.AddDays(-n), nil
	case "w":
		return d.AddDays(-7 * n), nil
	case "m":
		return monthsBack(d, n), nil
	case "q":
		return monthsBack(d, 3*n), nil
	case "y":
		return monthsBack(d, 12*n), nil
	}
	return Date{}, ErrUnreadable
}

func monthsBack(d Date, n int) Date {
	first := calendar.DateOf(Date{Year: d.Year, Month: d.Month, Day: 1}.In(time.UTC).AddDate(0, -n, 0))
	first.Day = min(d.Day, lastDay(first.Year, first.Month))
	return first
}

func lastDay(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// counted reads a count in digits or words.
func counted(s string) int {
	words := map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30}
	if n, ok := words[s]; ok {
		return n
	}
	return number(s)
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

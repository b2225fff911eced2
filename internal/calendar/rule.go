package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// rule is a holiday that comes back every year, or dates that do not.
type rule struct {
	name    string
	holiday *cal.Holiday
	dates   []Date
}

// on is the day of the holiday as observed for year, the zero Date when there
// is none.
func (r rule) on(year int) Date {
	_, observed := r.holiday.Calc(year)
	if observed.IsZero() {
		return Date{}
	}
	return DateOf(observed)
}

// ruleOf reads days as the exchanges' list has them.
func ruleOf(text, name string) (rule, error) {
	r := rule{name: name, holiday: &cal.Holiday{}}
	for word := range strings.FieldsSeq(text) {
		if !r.read(word) {
			return r, fmt.Errorf("not a day or rule: %q", word)
		}
	}
	return r, nil
}

func (r *rule) read(word string) (ok bool) {
	h, day, n := r.holiday, "", 0
	scan := func(format string, values ...any) bool {
		if begins, _, _ := strings.Cut(format, "%"); !strings.HasPrefix(word, begins) {
			return false // Sscanf finds out too, at twenty times the price
		}
		got, err := fmt.Sscanf(word, format, values...)
		return err == nil && got == len(values)
	}
	switch {
	case scan("since=%d", &h.StartYear), scan("until=%d", &h.EndYear):
	case scan("except=%d", &n):
		h.Except = append(h.Except, n)
	case scan("easter%d", &h.Offset):
		h.Func = cal.CalcEasterOffset
	case len(word) == len(time.DateOnly):
		d, err := ParseDate(word)
		r.dates = append(r.dates, d)
		return err == nil
	case scan("%d-%d/%s", &h.Month, &h.Day, &day):
		h.Func, h.Offset = cal.CalcWeekdayFrom, 1
		h.Weekday, ok = weekdayOf(day)
		return ok
	case scan("%d/%d%s", &h.Month, &h.Offset, &day):
		h.Func = cal.CalcWeekdayOffset
		h.Weekday, ok = weekdayOf(day)
		return ok
	case scan("%d-%d", &h.Month, &h.Day):
		h.Func = cal.CalcDayOfMonth
	case scan("%3s%d", &day, &n):
		moved := cal.AltDay{Offset: n}
		moved.Day, ok = weekdayOf(day)
		h.Observed = append(h.Observed, moved)
		return ok
	default:
		return false
	}
	return true
}

// weekdayOf reads the first three letters of a day of the week, in small ones.
func weekdayOf(name string) (time.Weekday, bool) {
	i := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, name)
	return time.Weekday(i), i >= 0
}

// Easter is Easter Sunday of a year of the Gregorian calendar.
func Easter(year int) Date {
	return rule{holiday: &cal.Holiday{Func: cal.CalcEasterOffset}}.on(year)
}

// earlyClose is a session that ends before the usual time.
type earlyClose struct {
	at  clock
	day rule
	eve bool // it is the last session before day
}

// on reports whether d is such a session.
func (x earlyClose) on(e *Exchange, d Date) bool {
	if x.eve {
		return x.lastBefore(e, d)
	}
	return x.day.on(d.Year) == d || slices.Contains(x.day.dates, d)
}

// lastBefore reports whether d is the last session before the day, and that at most
// three days ahead.
func (x earlyClose) lastBefore(e *Exchange, d Date) bool {
	for range 3 {
		d = d.AddDays(1)
		if x.day.on(d.Year) == d {
			return true
		}
		if e.IsSession(d) {
			return false
		}
	}
	return false
}

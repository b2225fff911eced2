package calendar

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
)

// rule is a holiday that comes back every year.
type rule struct {
	name    string
	holiday *cal.Holiday
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

type option func(*cal.Holiday)

// since and until bound the years of a holiday, both inclusive.
func since(year int) option { return func(h *cal.Holiday) { h.StartYear = year } }
func until(year int) option { return func(h *cal.Holiday) { h.EndYear = year } }

func except(years ...int) option { return func(h *cal.Holiday) { h.Except = years } }

// observed moves a holiday that falls on a weekend by so many days.
func observed(saturday, sunday int) option {
	return func(h *cal.Holiday) {
		h.Observed = []cal.AltDay{{Day: time.Saturday, Offset: saturday}, {Day: time.Sunday, Offset: sunday}}
	}
}

// moved adds substitutes for other weekdays.
func moved(day time.Weekday, offset int) option {
	return func(h *cal.Holiday) {
		h.Observed = append(slices.Clip(h.Observed), cal.AltDay{Day: day, Offset: offset})
	}
}

func build(name string, h cal.Holiday, opts []option) rule {
	for _, o := range opts {
		o(&h)
	}
	return rule{name, &h}
}

// fixed is a holiday on a day of the year.
func fixed(name string, month time.Month, day int, opts ...option) rule {
	return build(name, cal.Holiday{Month: month, Day: day, Func: cal.CalcDayOfMonth}, opts)
}

// nth is a holiday on the nth weekday of a month, from its end when n is
// negative.
func nth(name string, n int, day time.Weekday, month time.Month, opts ...option) rule {
	return build(name, cal.Holiday{Month: month, Weekday: day, Offset: n, Func: cal.CalcWeekdayOffset}, opts)
}

// weekdayFrom is a holiday on the first such weekday on or after a day.
func weekdayFrom(name string, weekday time.Weekday, month time.Month, day int, opts ...option) rule {
	return build(name, cal.Holiday{Month: month, Day: day, Weekday: weekday, Offset: 1, Func: cal.CalcWeekdayFrom}, opts)
}

// easter is a holiday so many days from Easter Sunday (Gregorian).
func easter(name string, days int, opts ...option) rule {
	return build(name, cal.Holiday{Offset: days, Func: cal.CalcEasterOffset}, opts)
}

// Easter is Easter Sunday of a year of the Gregorian calendar.
func Easter(year int) Date { return easter("Easter Sunday", 0).on(year) }

// earlyClose is a session that ends before the usual time.
type earlyClose struct {
	at         clock
	from, last int // years, inclusive; 0: unbounded
	applies    func(e *Exchange, d Date) bool
}

func (x earlyClose) on(e *Exchange, d Date) (clock, bool) {
	if x.from != 0 && d.Year < x.from || x.last != 0 && d.Year > x.last || !x.applies(e, d) {
		return 0, false
	}
	return x.at, true
}

// onDates is an early close on listed days.
func onDates(days ...Date) func(*Exchange, Date) bool {
	return func(_ *Exchange, d Date) bool { return slices.Contains(days, d) }
}

// lastSessionBefore is an early close on the last session before a day of the
// year, where that is at most n days ahead.
func lastSessionBefore(month time.Month, day, n int) func(*Exchange, Date) bool {
	return func(e *Exchange, d Date) bool {
		holiday := Date{d.Year, month, day}
		if holiday.Compare(d) <= 0 {
			holiday.Year++
		}
		gap := 0
		for next := d.AddDays(1); next.Compare(holiday) <= 0 && gap <= n; next = next.AddDays(1) {
			if next != holiday && e.IsSession(next) {
				return false
			}
			gap++
		}
		return gap <= n && gap > 0
	}
}

// onDay is an early close on a day of the year.
func onDay(month time.Month, day int) func(*Exchange, Date) bool {
	return func(_ *Exchange, d Date) bool { return d.Month == month && d.Day == day }
}

// fromEaster is an early close so many days from Easter Sunday.
func fromEaster(days int) func(*Exchange, Date) bool {
	return func(_ *Exchange, d Date) bool { return Easter(d.Year).AddDays(days) == d }
}

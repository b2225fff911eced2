package facts

import (
	"fmt"
	"time"
)

// Day is a calendar day without a zone: days since 1970-01-01.
type Day int

// Date is a day of the calendar; a day or month beyond its end runs over.
func Date(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DayOf is the day on which a time falls where it is.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Date(y, m, d)
}

// ParseDay reads 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("parse date: %w", err)
	}
	return DayOf(t), nil
}

// Time is the begin of d in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is d as 2006-01-02.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// At is the moment so many minutes after midnight of d in loc, by the clock on
// the wall there.
func (d Day) At(minutes int, loc *time.Location) time.Time {
	y, m, dd := d.Time().Date()
	return time.Date(y, m, dd, 0, minutes, 0, 0, loc)
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) }

func (d Day) weekend() bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// Monday is the first day of d's week.
func (d Day) Monday() Day { return d - (Day(d.Weekday())+6)%7 }

// easter is Easter Sunday of a year (Meeus, Jones and Butcher).
func easter(y int) Day {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date(y, time.Month(n/31), n%31+1)
}

// Rules says which weekdays an exchange rests. Those of no name below keep New Year
// and Christmas.
type Rules string

const (
	everyDay  Rules = "everyDay"  // crypto
	weekdays  Rules = "weekdays"  // currencies
	newYork   Rules = "newYork"   // the New York exchanges
	futures   Rules = "futures"   // New Year, Good Friday, Christmas
	london    Rules = "london"    // England's bank holidays, but the late ones of May and August
	continent Rules = "continent" // Frankfurt, Paris
	tokyo     Rules = "tokyo"     // the turn of the year
)

// Trades says whether the exchange is open on d. The rules are simple on
// purpose: extraordinary closings are not among them.
func (r Rules) Trades(d Day) bool {
	if r == everyDay {
		return true
	}
	if d.weekend() {
		return false
	}
	if r == weekdays {
		return true
	}
	y, m, dd := d.Time().Date()
	if r == newYork {
		return !restsInNewYork(d, y, m, dd)
	}
	if m == time.January && dd == 1 || m == time.December && dd == 25 && r != tokyo {
		return false
	}
	switch r {
	case futures:
		return d != easter(y)-2
	case london:
		return !aroundEaster(d, y, m) && !(m == time.December && dd == 26) && !(m == time.May && dd <= 7 && d.Weekday() == time.Monday)
	case continent:
		return !aroundEaster(d, y, m) && !(m == time.December && dd == 26) && !(m == time.May && dd == 1)
	case tokyo:
		return !(m == time.January && dd <= 3) && !(m == time.December && dd == 31)
	}
	return true
}

// aroundEaster is Good Friday and Easter Monday.
func aroundEaster(d Day, y int, m time.Month) bool {
	if m != time.March && m != time.April {
		return false
	}
	e := easter(y)
	return d == e-2 || d == e+1
}

func restsInNewYork(d Day, y int, m time.Month, dd int) bool {
	nth := (dd-1)/7 + 1
	monday := d.Weekday() == time.Monday
	switch m {
	case time.January:
		return monday && nth == 3 || fixed(d, y, m, 1)
	case time.February:
		return monday && nth == 3
	case time.March, time.April:
		return d == easter(y)-2
	case time.May:
		return monday && dd > 24
	case time.June:
		return y >= 2022 && fixed(d, y, m, 19)
	case time.July:
		return fixed(d, y, m, 4)
	case time.September:
		return monday && nth == 1
	case time.November:
		return d.Weekday() == time.Thursday && nth == 4
	case time.December:
		return fixed(d, y, m, 25)
	}
	return false
}

// fixed says whether d is where a holiday of a fixed date is kept: on the
// Friday before a Saturday, on the Monday after a Sunday. New York keeps no
// New Year's Day that falls on a Saturday.
func fixed(d Day, y int, m time.Month, dd int) bool {
	h := Date(y, m, dd)
	switch h.Weekday() {
	case time.Saturday:
		return d == h-1 && m != time.January
	case time.Sunday:
		return d == h+1
	}
	return d == h
}

// quietDay is a day on which exchanges outside America hold half a session for
// which Yahoo sends a bar of nulls.
func quietDay(d Day) bool {
	_, m, dd := d.Time().Date()
	return m == time.December && dd == 24
}

// halfDay says whether New York closes at 13:00: on the day after Thanksgiving,
// on Christmas Eve, and on a 3rd of July that it trades on.
func halfDay(d Day) bool {
	y, m, dd := d.Time().Date()
	switch {
	case d.weekend() || restsInNewYork(d, y, m, dd):
		return false
	case m == time.November:
		return d.Weekday() == time.Friday && dd >= 23 && dd <= 29
	case m == time.December:
		return dd == 24
	}
	return m == time.July && dd == 3
}

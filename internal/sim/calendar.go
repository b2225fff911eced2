package sim

import (
	"fmt"
	"time"
)

// day is a calendar day without a zone: days since 1970-01-01.
type day int

func civil(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return civil(y, m, d)
}

func parseDay(s string) (day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("parse date: %w", err)
	}
	return dayOf(t), nil
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) String() string { return d.time().Format(time.DateOnly) }

// at is the moment so many minutes after midnight of d in loc, by the clock on
// the wall there.
func (d day) at(minutes int, loc *time.Location) time.Time {
	y, m, dd := d.time().Date()
	return time.Date(y, m, dd, 0, minutes, 0, 0, loc)
}

func (d day) weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) }

func (d day) weekend() bool { return d.weekday() == time.Saturday || d.weekday() == time.Sunday }

// monday is the first day of d's week.
func (d day) monday() day { return d - (day(d.weekday())+6)%7 }

// easter is Easter Sunday of a year (Meeus, Jones and Butcher).
func easter(y int) day {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil(y, time.Month(n/31), n%31+1)
}

// rules says which weekdays an exchange rests.
type rules int

const (
	everyDay  rules = iota // crypto
	weekdays               // currencies
	newYork                // the New York exchanges
	futures                // New Year, Good Friday, Christmas
	london                 // England's bank holidays, but the late ones of May and August
	continent              // Frankfurt, Paris
	tokyo                  // the turn of the year
	others                 // New Year and Christmas
)

// trades says whether the exchange is open on d. The rules are simple on
// purpose: extraordinary closings are not among them.
func (r rules) trades(d day) bool {
	if r == everyDay {
		return true
	}
	if d.weekend() {
		return false
	}
	if r == weekdays {
		return true
	}
	y, m, dd := d.time().Date()
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
		return !aroundEaster(d, y, m) && !(m == time.December && dd == 26) && !(m == time.May && dd <= 7 && d.weekday() == time.Monday)
	case continent:
		return !aroundEaster(d, y, m) && !(m == time.December && dd == 26) && !(m == time.May && dd == 1)
	case tokyo:
		return !(m == time.January && dd <= 3) && !(m == time.December && dd == 31)
	}
	return true
}

// aroundEaster is Good Friday and Easter Monday.
func aroundEaster(d day, y int, m time.Month) bool {
	if m != time.March && m != time.April {
		return false
	}
	e := easter(y)
	return d == e-2 || d == e+1
}

func restsInNewYork(d day, y int, m time.Month, dd int) bool {
	nth := (dd-1)/7 + 1
	monday := d.weekday() == time.Monday
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
		return d.weekday() == time.Thursday && nth == 4
	case time.December:
		return fixed(d, y, m, 25)
	}
	return false
}

// fixed says whether d is where a holiday of a fixed date is kept: on the
// Friday before a Saturday, on the Monday after a Sunday. New York keeps no
// New Year's Day that falls on a Saturday.
func fixed(d day, y int, m time.Month, dd int) bool {
	h := civil(y, m, dd)
	switch h.weekday() {
	case time.Saturday:
		return d == h-1 && m != time.January
	case time.Sunday:
		return d == h+1
	}
	return d == h
}

// quietDay is a day on which exchanges outside America hold half a session for
// which Yahoo sends a bar of nulls.
func quietDay(d day) bool {
	_, m, dd := d.time().Date()
	return m == time.December && dd == 24
}

// halfDay says whether New York closes at 13:00: on the day after Thanksgiving,
// on Christmas Eve, and on a 3rd of July that it trades on.
func halfDay(d day) bool {
	y, m, dd := d.time().Date()
	switch {
	case d.weekend() || restsInNewYork(d, y, m, dd):
		return false
	case m == time.November:
		return d.weekday() == time.Friday && dd >= 23 && dd <= 29
	case m == time.December:
		return dd == 24
	}
	return m == time.July && dd == 3
}

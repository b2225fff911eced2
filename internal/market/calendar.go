package market

import "time"

// newYork is the time zone of the American exchanges.
const newYork = "America/New_York"

// LastSession is the date of the last New York trading day that had closed by
// now: on a trading day before its close it is the trading day before.
func LastSession(now time.Time) Date {
	local := now.In(zone(newYork, 0))
	d := DateOf(local)
	if tradingDay(d) && local.Hour() >= closingHour(d) {
		return d
	}
	return tradingDayBefore(d)
}

// tradingDayBefore is the last New York trading day before d.
func tradingDayBefore(d Date) Date {
	for d = d.AddDays(-1); !tradingDay(d); {
		d = d.AddDays(-1)
	}
	return d
}

// tradingDayAfter is the first New York trading day after d.
func tradingDayAfter(d Date) Date {
	for d = d.AddDays(1); !tradingDay(d); {
		d = d.AddDays(1)
	}
	return d
}

// tradingDay reports whether the New York exchanges hold a session on d. The
// rules are those in force since 1998, the special closures those since 2001.
func tradingDay(d Date) bool {
	if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	return !holiday(d) && !specialClosure(d)
}

// closingHour is the hour in New York at which the session of trading day d
// ends: 16, or 13 on the eves that close early.
func closingHour(d Date) int {
	switch {
	case d.Month == time.July && d.Day == 3,
		d.Month == time.December && d.Day == 24,
		d.AddDays(-1) == nthWeekday(d.Year, time.November, time.Thursday, 4):
		return 13
	}
	return 16
}

// holiday reports whether weekday d is a holiday of the New York exchanges.
func holiday(d Date) bool {
	y := d.Year
	switch d {
	case observed(Date{y, time.January, 1}),
		nthWeekday(y, time.January, time.Monday, 3),  // Martin Luther King, Jr. Day
		nthWeekday(y, time.February, time.Monday, 3), // Presidents' Day
		easter(y).AddDays(-2),                        // Good Friday
		lastMonday(y, time.May),                      // Memorial Day
		observed(Date{y, time.July, 4}),
		nthWeekday(y, time.September, time.Monday, 1),  // Labor Day
		nthWeekday(y, time.November, time.Thursday, 4), // Thanksgiving
		observed(Date{y, time.December, 25}):
		return true
	}
	return y >= 2022 && d == observed(Date{y, time.June, 19}) // Juneteenth
}

// observed is the weekday on which a holiday of a fixed date is kept: the Friday
// before a Saturday, the Monday after a Sunday. New Year's Day on a Saturday is
// not kept: that Friday belongs to the old year's books.
func observed(d Date) Date {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDays(-1)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

// specialClosure reports whether the New York exchanges were shut on d for a
// reason that no rule gives.
func specialClosure(d Date) bool {
	switch d {
	case Date{2001, time.September, 11}, Date{2001, time.September, 12}, // attacks of 11 September
		Date{2001, time.September, 13}, Date{2001, time.September, 14},
		Date{2004, time.June, 11},                                  // President Reagan's funeral
		Date{2007, time.January, 2},                                // President Ford's funeral
		Date{2012, time.October, 29}, Date{2012, time.October, 30}, // hurricane Sandy
		Date{2018, time.December, 5}, // President Bush's funeral
		Date{2025, time.January, 9}:  // President Carter's funeral
		return true
	}
	return false
}

// nthWeekday is the n-th given weekday of a month, from 1.
func nthWeekday(year int, month time.Month, day time.Weekday, n int) Date {
	first := Date{year, month, 1}
	ahead := (int(day) - int(first.Weekday()) + 7) % 7
	return first.AddDays(ahead + 7*(n-1))
}

// lastMonday is the last Monday of a month.
func lastMonday(year int, month time.Month) Date {
	last := Date{year, month + 1, 1}.AddDays(-1)
	return last.AddDays(-(int(last.Weekday()) - int(time.Monday) + 7) % 7)
}

// easter is Easter Sunday of the Gregorian calendar, by the anonymous algorithm
// (Meeus, Jones and Butcher).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

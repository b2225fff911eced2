package calendar

import "time"

// newYork is the calendar of NYSE and Nasdaq, by NYSE Rule 7.2: a holiday on a
// Saturday is observed on the Friday before, except New Year's Day, and one on
// a Sunday on the Monday after.
func newYork(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "NYSE and Nasdaq", Location: loc, From: 2000, Through: byRule,
		hours: hours{open: at(9, 30), close: at(16, 0)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(0, 1)),
			nth("Martin Luther King Jr. Day", 3, time.Monday, time.January, since(1998)),
			nth("Washington's Birthday", 3, time.Monday, time.February),
			easter("Good Friday", -2),
			nth("Memorial Day", -1, time.Monday, time.May),
			fixed("Juneteenth", time.June, 19, since(2022), observed(-1, 1)),
			fixed("Independence Day", time.July, 4, observed(-1, 1)),
			nth("Labor Day", 1, time.Monday, time.September),
			nth("Thanksgiving Day", 4, time.Thursday, time.November),
			fixed("Christmas Day", time.December, 25, observed(-1, 1)),
		},
		once: map[Date]string{
			{2001, 9, 11}: "attacks of 11 September", {2001, 9, 12}: "attacks of 11 September",
			{2001, 9, 13}: "attacks of 11 September", {2001, 9, 14}: "attacks of 11 September",
			{2004, 6, 11}:  "day of mourning for Ronald Reagan",
			{2007, 1, 2}:   "day of mourning for Gerald Ford",
			{2012, 10, 29}: "Hurricane Sandy", {2012, 10, 30}: "Hurricane Sandy",
			{2018, 12, 5}: "day of mourning for George H. W. Bush",
			{2025, 1, 9}:  "day of mourning for Jimmy Carter",
		},
		early: []earlyClose{
			{at: at(13, 0), applies: dayAfterThanksgiving},
			{at: at(13, 0), applies: onDay(time.December, 24)},
			{at: at(13, 0), applies: independenceEve},
			{at: at(13, 0), applies: onDates(Date{2003, 12, 26})},
		},
	}
}

func dayAfterThanksgiving(_ *Exchange, d Date) bool {
	return d.Month == time.November && d.Weekday() == time.Friday && d.Day >= 23 && d.Day <= 29
}

// independenceEve is 3 July, Mondays to Thursdays; until 2012 a Wednesday was
// a whole day and the Friday after a Thursday holiday a half one.
func independenceEve(_ *Exchange, d Date) bool {
	if d.Month != time.July {
		return false
	}
	switch d.Day {
	case 3:
		return d.Weekday() != time.Friday && (d.Weekday() != time.Wednesday || d.Year >= 2013)
	case 5:
		return d.Weekday() == time.Friday && d.Year < 2013
	}
	return false
}

// toronto is the calendar of the Toronto Stock Exchange.
func toronto(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Toronto Stock Exchange", Location: loc, From: 2000, Through: byRule,
		hours: hours{open: at(9, 30), close: at(16, 0)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(2, 1)),
			nth("Family Day", 3, time.Monday, time.February, since(2008)),
			easter("Good Friday", -2),
			weekdayFrom("Victoria Day", time.Monday, time.May, 18),
			fixed("Canada Day", time.July, 1, observed(2, 1)),
			nth("Civic Holiday", 1, time.Monday, time.August),
			nth("Labour Day", 1, time.Monday, time.September),
			nth("Thanksgiving Day", 2, time.Monday, time.October),
			fixed("Christmas Day", time.December, 25, observed(2, 1)),
			fixed("Boxing Day", time.December, 26, observed(2, 2), moved(time.Monday, 1)),
		},
		once: map[Date]string{
			{2001, 9, 11}: "attacks of 11 September", {2001, 9, 12}: "attacks of 11 September",
		},
		early: []earlyClose{{at: at(13, 0), from: 2010, applies: onDay(time.December, 24)}},
	}
}

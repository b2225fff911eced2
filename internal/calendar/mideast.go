package calendar

import "time"

// fridayAndSaturday are the weekend of a week that begins on Sunday.
func fridayAndSaturday() []time.Weekday { return []time.Weekday{time.Friday, time.Saturday} }

// weekOnly is a venue of which no more is known for certain than the days of its
// week: its holidays are announced late, or its hours change in Ramadan.
func weekOnly(name string, weekends ...weekend) func(*time.Location) (*Exchange, error) {
	return func(loc *time.Location) (*Exchange, error) {
		e := Weekdays(loc)
		e.Name, e.weekends = name, weekends
		return e, nil
	}
}

// istanbul is the calendar of Borsa İstanbul: the fixed holidays of Act 2429 by
// rule, the feasts listed as the Diyanet calculates them years ahead, each with the
// half day before it.
func istanbul(loc *time.Location) (*Exchange, error) {
	e, err := listed("Borsa İstanbul", "istanbul.txt", hours{open: at(10, 0), close: at(18, 0)}, loc)
	if err != nil {
		return nil, err
	}
	e.rules = []rule{
		fixed("New Year's Day", time.January, 1),
		fixed("National Sovereignty Day", time.April, 23),
		fixed("Labour Day", time.May, 1),
		fixed("Youth and Sports Day", time.May, 19),
		fixed("Democracy Day", time.July, 15),
		fixed("Victory Day", time.August, 30),
		fixed("Republic Day", time.October, 29),
	}
	e.early = append(e.early, earlyClose{at: at(12, 30), applies: onDay(time.October, 28)})
	return e, nil
}

// telAviv is the calendar of the Tel Aviv Stock Exchange, which traded from Sunday
// to Thursday, on Sundays for less long, and trades from Monday to Friday since 5
// January 2026, on Fridays until the early afternoon. 2026 is listed as announced,
// but not exact: a day of election is no session.
func telAviv(loc *time.Location) (*Exchange, error) {
	e, err := listed("Tel Aviv Stock Exchange", "telaviv.txt", hours{open: at(10, 0), close: at(17, 15),
		before: []hoursUntil{{until: Date{2020, 2, 1}, open: at(9, 45), close: at(17, 15)}}}, loc)
	if err != nil {
		return nil, err
	}
	e.weekends = []weekend{{until: Date{2026, 1, 3}, days: fridayAndSaturday()}}
	e.closesAt = func(d Date, c clock) clock {
		switch weekday := d.Weekday(); {
		case weekday == time.Sunday && d.Compare(Date{2020, 3, 8}) < 0:
			return at(16, 15)
		case weekday == time.Sunday:
			return at(15, 40)
		case weekday == time.Friday:
			return at(13, 50)
		}
		return c
	}
	return e, nil
}

// saudi is the calendar of the Saudi Exchange, whose feasts are fixed by the
// calendar of Umm al-Qura years ahead. In the first months of the pandemic it closed
// two hours earlier.
func saudi(loc *time.Location) (*Exchange, error) {
	e, err := listed("Saudi Exchange", "saudi.txt", hours{open: at(10, 0), close: at(15, 0), before: []hoursUntil{
		{until: Date{2020, 3, 25}, open: at(10, 0), close: at(15, 0)},
		{until: Date{2020, 5, 30}, open: at(10, 0), close: at(13, 0)},
	}}, loc)
	if err != nil {
		return nil, err
	}
	e.weekends = []weekend{{days: fridayAndSaturday()}}
	return e, nil
}

// kuwait is the calendar of Boursa Kuwait. The list holds what was announced, but
// not of every holiday that the cabinet gave was it found whether the exchange
// kept it: no year is exact.
func kuwait(loc *time.Location) (*Exchange, error) {
	e, err := listed("Boursa Kuwait", "kuwait.txt", hours{open: at(9, 0), close: at(13, 0),
		before: []hoursUntil{{until: Date{2025, 10, 11}, open: at(9, 0), close: at(12, 30)}}}, loc)
	if err != nil {
		return nil, err
	}
	e.weekends = []weekend{{days: fridayAndSaturday()}}
	e.rules = []rule{
		fixed("New Year's Day", time.January, 1),
		fixed("National Day", time.February, 25),
		fixed("Liberation Day", time.February, 26),
	}
	return e, nil
}

// johannesburg is the calendar of the JSE: the days of the Public Holidays Act,
// one on a Sunday observed on the Monday, and those that the president declared,
// as for elections, of which none is due in 2027 and 2028.
func johannesburg(loc *time.Location) *Exchange {
	onMonday := observed(0, 1)
	return &Exchange{
		Name: "Johannesburg Stock Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(16, 50)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, onMonday),
			fixed("Human Rights Day", time.March, 21, onMonday),
			easter("Good Friday", -2),
			easter("Family Day", 1),
			fixed("Freedom Day", time.April, 27, onMonday),
			fixed("Workers' Day", time.May, 1, onMonday),
			fixed("Youth Day", time.June, 16, onMonday),
			fixed("National Women's Day", time.August, 9, onMonday),
			fixed("Heritage Day", time.September, 24, onMonday),
			fixed("Day of Reconciliation", time.December, 16, onMonday),
			fixed("Christmas Day", time.December, 25),
			fixed("Day of Goodwill", time.December, 26, onMonday),
		},
		once: map[Date]string{
			{2021, 11, 1}:  "municipal elections",
			{2022, 12, 27}: "declared holiday",
			{2023, 12, 15}: "declared holiday",
			{2024, 5, 29}:  "elections",
			{2026, 11, 4}:  "municipal elections",
		},
		early: []earlyClose{
			{at: at(11, 50), applies: onDay(time.December, 24)},
			{at: at(11, 50), applies: onDay(time.December, 31)},
		},
	}
}

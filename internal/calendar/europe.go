package calendar

import "time"

// london is the calendar of the London Stock Exchange: bank holidays of
// England and Wales.
func london(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "London Stock Exchange", Location: loc, From: 2000, Through: byRule,
		hours: hours{open: at(8, 0), close: at(16, 30)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(2, 1)),
			easter("Good Friday", -2),
			easter("Easter Monday", 1),
			nth("Early May Bank Holiday", 1, time.Monday, time.May, except(2020)),
			nth("Spring Bank Holiday", -1, time.Monday, time.May, except(2002, 2012, 2022)),
			nth("Summer Bank Holiday", -1, time.Monday, time.August),
			fixed("Christmas Day", time.December, 25, observed(2, 2)),
			fixed("Boxing Day", time.December, 26, observed(2, 2)),
		},
		once: map[Date]string{
			{2002, 6, 3}: "Golden Jubilee", {2002, 6, 4}: "Spring Bank Holiday",
			{2011, 4, 29}: "royal wedding",
			{2012, 6, 4}:  "Spring Bank Holiday", {2012, 6, 5}: "Diamond Jubilee",
			{2020, 5, 8}: "Early May Bank Holiday",
			{2022, 6, 2}: "Spring Bank Holiday", {2022, 6, 3}: "Platinum Jubilee",
			{2022, 9, 19}: "state funeral of Elizabeth II",
			{2023, 5, 8}:  "coronation of Charles III",
		},
		early: []earlyClose{
			{at: at(12, 30), applies: lastSessionBefore(time.December, 25, 3)},
			{at: at(12, 30), applies: lastSessionBefore(time.January, 1, 3)},
		},
	}
}

// xetra is the calendar of Deutsche Börse's Xetra.
func xetra(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Xetra", Location: loc, From: 2004, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 30)},
		rules: append(closedOnEves(),
			fixed("Labour Day", time.May, 1),
			easter("Whit Monday", 50, since(2015), until(2021)),
			fixed("Day of German Unity", time.October, 3, since(2014), until(2021)),
		),
		once:  map[Date]string{{2007, 5, 28}: "Whit Monday", {2017, 10, 31}: "Reformation Day"},
		early: []earlyClose{{at: at(14, 0), from: 2010, applies: lastSessionBefore(time.December, 31, 3)}},
	}
}

// frankfurt is the calendar of the floor of Frankfurt: Xetra's days, but from eight
// to ten, until November 2021 to eight, as still on the public holidays of Hesse.
func frankfurt(loc *time.Location) *Exchange {
	e := floors(loc)
	e.Name = "Börse Frankfurt"
	e.hours.before = []hoursUntil{{until: Date{2021, 11, 28}, open: at(8, 0), close: at(20, 0)}}
	e.early = append(e.early,
		earlyClose{at: at(20, 0), from: 2022, applies: fromEaster(39)},
		earlyClose{at: at(20, 0), from: 2022, applies: fromEaster(50)},
		earlyClose{at: at(20, 0), from: 2022, applies: fromEaster(60)},
		earlyClose{at: at(20, 0), from: 2022, applies: onDay(time.October, 3)},
	)
	return e
}

// floors is the calendar of the other German floors, Stuttgart to Hamburg.
func floors(loc *time.Location) *Exchange {
	e := xetra(loc)
	e.Name, e.hours = "German regional exchanges", hours{open: at(8, 0), close: at(22, 0)}
	return e
}

// euronext is the common calendar of Amsterdam, Brussels, Lisbon and Paris. On half
// days the auction at five past two is left out, as that at 17:35 on whole ones.
func euronext(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Euronext", Location: loc, From: 2002, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 30)},
		rules: append(westernRules(), fixed("Labour Day", time.May, 1)),
		early: []earlyClose{
			{at: at(14, 0), applies: onDay(time.December, 24)},
			{at: at(14, 0), applies: onDay(time.December, 31)},
		},
	}
}

// lisbon trades Euronext's days, an hour earlier by its own clock.
func lisbon(loc *time.Location) *Exchange {
	e := euronext(loc)
	e.hours = hours{open: at(8, 0), close: at(16, 30)}
	for i := range e.early {
		e.early[i].at = at(13, 0)
	}
	return e
}

// westernRules are the days on which nearly all of Europe is closed.
func westernRules() []rule {
	return []rule{
		fixed("New Year's Day", time.January, 1),
		easter("Good Friday", -2),
		easter("Easter Monday", 1),
		fixed("Christmas Day", time.December, 25),
		fixed("Boxing Day", time.December, 26),
	}
}

// closedOnEves are westernRules where the last days of the year and before
// Christmas are no half days, but closed.
func closedOnEves() []rule {
	return append(westernRules(),
		fixed("Christmas Eve", time.December, 24),
		fixed("New Year's Eve", time.December, 31),
	)
}

// milan trades Euronext's days but for three, and closed on them before it joined.
func milan(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Borsa Italiana", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 30)},
		rules: append(closedOnEves(),
			fixed("Labour Day", time.May, 1),
			fixed("Assumption Day", time.August, 15),
		),
	}
}

// madrid is the common calendar of the Spanish exchanges. Whether they trade on
// Christmas Eve and New Year's Eve is decided for each year.
func madrid(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Bolsa de Madrid", Location: loc, From: 2020, Through: 2026,
		hours: hours{open: at(9, 0), close: at(17, 30)},
		rules: append(westernRules(),
			fixed("Labour Day", time.May, 1),
			fixed("Christmas Eve", time.December, 24, since(2021), until(2023)),
			fixed("New Year's Eve", time.December, 31, since(2021), until(2023)),
		),
		early: []earlyClose{
			{at: at(14, 0), applies: onDay(time.December, 24)},
			{at: at(14, 0), applies: onDay(time.December, 31)},
		},
	}
}

// dublin has Euronext's days and, as London, substitutes for what falls on a
// weekend and, from 2021, the bank holiday of May. Its auction is two minutes before
// the half, on half days two minutes before two in Paris.
func dublin(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Euronext Dublin", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(8, 0), close: at(16, 28)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(2, 1)),
			easter("Good Friday", -2),
			easter("Easter Monday", 1),
			fixed("Labour Day", time.May, 1),
			nth("May Bank Holiday", 1, time.Monday, time.May, since(2021)),
			fixed("Christmas Day", time.December, 25, observed(2, 2)),
			fixed("St Stephen's Day", time.December, 26, observed(2, 2)),
		},
		early: []earlyClose{
			{at: at(12, 58), applies: lastSessionBefore(time.December, 25, 3)},
			{at: at(12, 58), applies: lastSessionBefore(time.January, 1, 3)},
		},
	}
}

package calendar

import "time"

// stockholm is the calendar of Nasdaq Stockholm. The evenings before some
// holidays are half days.
func stockholm(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Nasdaq Stockholm", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 25)},
		rules: append(closedOnEves(),
			fixed("Epiphany", time.January, 6),
			fixed("Labour Day", time.May, 1),
			easter("Ascension Day", 39),
			fixed("National Day", time.June, 6),
			weekdayFrom("Midsummer Eve", time.Friday, time.June, 19),
		),
		early: []earlyClose{
			{at: at(12, 55), applies: onDay(time.January, 5)},
			{at: at(12, 55), applies: onDay(time.April, 30)},
			{at: at(12, 55), applies: fromEaster(-3)},
			{at: at(12, 55), applies: fromEaster(38)},
			{at: at(12, 55), applies: allSaintsEve},
		},
	}
}

// allSaintsEve is the Friday before All Saints' Day, which is the Saturday from 31
// October to 6 November.
func allSaintsEve(_ *Exchange, d Date) bool {
	next := d.AddDays(1)
	return d.Weekday() == time.Friday && (next.Month == time.October && next.Day == 31 || next.Month == time.November && next.Day <= 6)
}

// copenhagen is the calendar of Nasdaq Copenhagen. The Great Prayer Day was
// abolished by law from 2024.
func copenhagen(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Nasdaq Copenhagen", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(16, 55)},
		rules: append(closedOnEves(),
			easter("Maundy Thursday", -3),
			easter("Great Prayer Day", 26, until(2023)),
			easter("Ascension Day", 39),
			easter("day after Ascension Day", 40),
			easter("Whit Monday", 50),
			fixed("Constitution Day", time.June, 5),
		),
	}
}

func helsinki(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Nasdaq Helsinki", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(10, 0), close: at(18, 25)},
		rules: append(closedOnEves(),
			fixed("Epiphany", time.January, 6),
			fixed("Labour Day", time.May, 1),
			easter("Ascension Day", 39),
			weekdayFrom("Midsummer Eve", time.Friday, time.June, 19),
			fixed("Independence Day", time.December, 6),
		),
	}
}

func iceland(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Nasdaq Iceland", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 30), close: at(15, 25)},
		rules: append(closedOnEves(),
			easter("Maundy Thursday", -3),
			weekdayFrom("First Day of Summer", time.Thursday, time.April, 19),
			fixed("Labour Day", time.May, 1),
			easter("Ascension Day", 39),
			easter("Whit Monday", 50),
			fixed("National Day", time.June, 17),
			nth("Commerce Day", 1, time.Monday, time.August),
		),
	}
}

// oslo is the calendar of Oslo Børs, which kept its days and hours when it moved
// to Euronext.
func oslo(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Oslo Børs", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(16, 20)},
		rules: append(closedOnEves(),
			easter("Maundy Thursday", -3),
			fixed("Labour Day", time.May, 1),
			fixed("Constitution Day", time.May, 17),
			easter("Ascension Day", 39),
			easter("Whit Monday", 50),
		),
		early: []earlyClose{{at: at(13, 0), applies: fromEaster(-4)}},
	}
}

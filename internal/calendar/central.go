package calendar

import "time"

// zurich is the calendar of SIX Swiss Exchange. Shares trade on until twenty past
// five, then comes the auction.
func zurich(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "SIX Swiss Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 20)},
		rules: append(closedOnEves(),
			fixed("Berchtold's Day", time.January, 2),
			fixed("Labour Day", time.May, 1),
			easter("Ascension Day", 39),
			easter("Whit Monday", 50),
			fixed("National Day", time.August, 1),
		),
	}
}

// vienna trades on most holidays of Austria; its last session of a year is short.
func vienna(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Vienna Stock Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 30)},
		rules: append(closedOnEves(),
			fixed("Labour Day", time.May, 1),
			easter("Whit Monday", 50, until(2022)),
			fixed("National Day", time.October, 26),
		),
		early: []earlyClose{{at: at(14, 15), applies: lastSessionBefore(time.December, 31, 3)}},
	}
}

func warsaw(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Warsaw Stock Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(16, 50)},
		rules: append(closedOnEves(),
			fixed("Epiphany", time.January, 6),
			fixed("Labour Day", time.May, 1),
			fixed("Constitution Day", time.May, 3),
			easter("Corpus Christi", 60),
			fixed("Assumption Day", time.August, 15),
			fixed("All Saints' Day", time.November, 1),
			fixed("Independence Day", time.November, 11),
		),
	}
}

// prague moved its auction forward by ten minutes when it let trading at the close
// follow.
func prague(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "Prague Stock Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(16, 10),
			before: []hoursUntil{{until: Date{2020, 11, 29}, open: at(9, 0), close: at(16, 20)}}},
		rules: append(closedOnEves(),
			fixed("Labour Day", time.May, 1),
			fixed("Victory Day", time.May, 8),
			fixed("Cyril and Methodius Day", time.July, 5),
			fixed("Jan Hus Day", time.July, 6),
			fixed("Statehood Day", time.September, 28),
			fixed("Independence Day", time.October, 28),
			fixed("Freedom Day", time.November, 17),
		),
	}
}

// budapest is the calendar of the Budapest Stock Exchange. The government gives the
// day between a weekend and a holiday on a Tuesday or Thursday for a working
// Saturday, on which the exchange does not trade, year by year. In 2027 and 2028
// there is no such day; beyond, they are not known.
func budapest(loc *time.Location) *Exchange {
	const bridge = "day off for a working Saturday"
	return &Exchange{
		Name: "Budapest Stock Exchange", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 0), close: at(17, 0)},
		rules: append(closedOnEves(),
			fixed("Revolution Day", time.March, 15),
			fixed("Labour Day", time.May, 1),
			easter("Whit Monday", 50),
			fixed("State Foundation Day", time.August, 20),
			fixed("Republic Day", time.October, 23),
			fixed("All Saints' Day", time.November, 1),
		),
		once: map[Date]string{
			{2020, 8, 21}: bridge, {2022, 3, 14}: bridge, {2022, 10, 31}: bridge, {2024, 8, 19}: bridge, {2024, 12, 27}: bridge,
			{2025, 5, 2}: bridge, {2025, 10, 24}: bridge, {2026, 1, 2}: bridge, {2026, 8, 21}: bridge,
		},
	}
}

// athens keeps both Easters, the western and its own. May Day in the holy week is
// moved by decree, and so may be one on a Sunday: of 2021 and 2022 it is not known
// whether the exchange followed.
func athens(loc *time.Location) (*Exchange, error) {
	return listed("Athens Stock Exchange", "athens.txt", hours{open: at(10, 30), close: at(17, 0)}, loc)
}

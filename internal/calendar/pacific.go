package calendar

import "time"

// sydney is the calendar of the ASX.
func sydney(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "ASX", Location: loc, From: 2000, Through: byRule,
		hours: hours{open: at(10, 0), close: at(16, 0)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(2, 1)),
			fixed("Australia Day", time.January, 26, observed(2, 1)),
			easter("Good Friday", -2),
			easter("Easter Monday", 1),
			fixed("Anzac Day", time.April, 25),
			nth("King's Birthday", 2, time.Monday, time.June),
			fixed("Christmas Day", time.December, 25, observed(2, 2)),
			fixed("Boxing Day", time.December, 26, observed(2, 2)),
		},
		once: map[Date]string{
			{2010, 4, 26}: "Anzac Day", {2011, 4, 26}: "Easter Tuesday",
			{2022, 9, 22}: "day of mourning for Elizabeth II",
		},
		early: []earlyClose{
			{at: at(10, 24), applies: onDates(Date{2020, 11, 16})}, // its system failed
			// 2022 ended on Saturdays, and the Fridays before were whole days.
			{at: at(14, 10), from: 2010, last: 2021, applies: lastSessionBefore(time.December, 25, 3)},
			{at: at(14, 10), from: 2010, last: 2021, applies: lastSessionBefore(time.January, 1, 3)},
			{at: at(14, 10), from: 2023, applies: lastSessionBefore(time.December, 25, 3)},
			{at: at(14, 10), from: 2023, applies: lastSessionBefore(time.January, 1, 3)},
		},
	}
}

// newZealand is the calendar of the NZX. Matariki follows the moon; its days are
// law until 2052.
func newZealand(loc *time.Location) *Exchange {
	return &Exchange{
		Name: "NZX", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(10, 0), close: at(16, 45)},
		rules: []rule{
			fixed("New Year's Day", time.January, 1, observed(2, 2)),
			fixed("Day after New Year's Day", time.January, 2, observed(2, 2)),
			fixed("Waitangi Day", time.February, 6, observed(2, 1)),
			easter("Good Friday", -2),
			easter("Easter Monday", 1),
			fixed("Anzac Day", time.April, 25, observed(2, 1)),
			nth("King's Birthday", 1, time.Monday, time.June),
			nth("Labour Day", 4, time.Monday, time.October),
			fixed("Christmas Day", time.December, 25, observed(2, 2)),
			fixed("Boxing Day", time.December, 26, observed(2, 2)),
		},
		once: map[Date]string{
			{2022, 6, 24}: "Matariki", {2023, 7, 14}: "Matariki", {2024, 6, 28}: "Matariki", {2025, 6, 20}: "Matariki",
			{2026, 7, 10}: "Matariki", {2027, 6, 25}: "Matariki", {2028, 7, 14}: "Matariki",
			{2022, 9, 26}: "memorial day for Elizabeth II",
		},
		early: []earlyClose{
			{at: at(12, 45), applies: lastSessionBefore(time.December, 25, 3)},
			{at: at(12, 45), applies: lastSessionBefore(time.January, 1, 3)},
		},
	}
}

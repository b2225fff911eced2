package calendar

import (
	"fmt"
	"time"
)

// byNewYork states in a venue's own clock the hours that it keeps by New York's:
// the two differ by more or less as one of them changes to daylight saving.
func byNewYork(own *time.Location) (func(Date, clock) clock, error) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, fmt.Errorf("load time zone of New York: %w", err)
	}
	return func(d Date, c clock) clock {
		t := time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, newYork).In(own)
		return at(t.Hour(), t.Minute())
	}, nil
}

// saoPaulo is the calendar of the stocks of B3. It opens at ten by its own clock
// and closes with New York, five minutes before which its auction begins. It left
// out the holidays of the city from 2022; Black Consciousness Day is a national
// one from 2024. It opens late on Ash Wednesday.
func saoPaulo(loc *time.Location) (*Exchange, error) {
	closesAt, err := byNewYork(loc)
	if err != nil {
		return nil, err
	}
	e := &Exchange{
		Name: "B3", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(10, 0), close: at(15, 55)}, closesAt: closesAt,
		rules: []rule{
			fixed("New Year's Day", time.January, 1),
			fixed("Anniversary of São Paulo", time.January, 25, until(2021)),
			easter("Carnival Monday", -48),
			easter("Carnival Tuesday", -47),
			easter("Good Friday", -2),
			fixed("Tiradentes Day", time.April, 21),
			fixed("Labour Day", time.May, 1),
			easter("Corpus Christi", 60),
			fixed("Constitutionalist Revolution", time.July, 9, until(2021), except(2020)), // of 2020 taken in May, when B3 traded
			fixed("Independence Day", time.September, 7),
			fixed("Our Lady of Aparecida", time.October, 12),
			fixed("All Souls' Day", time.November, 2),
			fixed("Republic Day", time.November, 15),
			fixed("Black Consciousness Day", time.November, 20, since(2024)),
			fixed("Christmas Eve", time.December, 24),
			fixed("Christmas Day", time.December, 25),
			fixed("last weekday of the year", time.December, 31, observed(-1, -2)),
		},
		special: map[Date]hours{},
	}
	for year := e.From; year <= e.Through; year++ {
		ash := Easter(year).AddDays(-46)
		e.special[ash] = hours{open: at(13, 0), close: e.usual(ash).close}
	}
	return e, nil
}

// mexico is the calendar of the Bolsa Mexicana de Valores, closed on the days of
// the National Banking and Securities Commission. It opens and closes with New
// York whatever the clock of Mexico says.
func mexico(loc *time.Location) (*Exchange, error) {
	byNewYork, err := byNewYork(loc)
	if err != nil {
		return nil, err
	}
	return &Exchange{
		Name: "Bolsa Mexicana de Valores", Location: loc, From: 2020, Through: byRule,
		hours: hours{open: at(9, 30), close: at(16, 0)}, opensAt: byNewYork, closesAt: byNewYork,
		rules: []rule{
			fixed("New Year's Day", time.January, 1),
			nth("Constitution Day", 1, time.Monday, time.February),
			nth("Birthday of Benito Juárez", 3, time.Monday, time.March),
			easter("Maundy Thursday", -3),
			easter("Good Friday", -2),
			fixed("Labour Day", time.May, 1),
			fixed("Independence Day", time.September, 16),
			fixed("All Souls' Day", time.November, 2),
			nth("Revolution Day", 3, time.Monday, time.November),
			fixed("Day of the Bank Employee", time.December, 12),
			fixed("Christmas Day", time.December, 25),
		},
		once: map[Date]string{{2024, 10, 1}: "inauguration of the president"},
	}, nil
}

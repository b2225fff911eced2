package calendar

import "time"

// futures is the calendar of CME Group (CME, CBOT, NYMEX and COMEX), by trade
// date: a session begins at 18:00 in New York on the evening before and ends
// at 17:00. The electronic market opens for some hours on most American
// holidays, but what is traded there belongs to the next trade date, so these
// days are no sessions.
//
// What differs by product is left out: the shorter hours of grains, the early
// ends around holidays, and stock index futures on a Good Friday on which the
// employment report is published.
func futures(loc *time.Location) *Exchange {
	stocks := newYork(loc)
	return &Exchange{
		Name: "CME Group futures", Location: loc, From: 2022, Through: stocks.Through,
		hours: hours{open: at(-6, 0), close: at(17, 0)},
		rules: stocks.rules,
	}
}

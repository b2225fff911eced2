// Package calendar knows when exchanges trade: sessions, holidays, early
// closes, and what trading day comes n sessions after another.
//
// It is exact for the years that Exchange.Known gives and says so when it is
// asked beyond them. It refuses to guess an exchange: Of is false for a code
// it does not know.
package calendar

import (
	"time"
)

// Session is one trading day of an exchange.
type Session struct {
	Date  Date
	Open  time.Time // in the exchange's time zone
	Close time.Time // in the exchange's time zone
	Early bool      // it closes before the usual time
}

// Exchange is a venue's trading calendar.
type Exchange struct {
	Name     string
	Location *time.Location
	// From and Through are the years for which holidays are exact. Outside of
	// them the rules go on, but one-off closures are not known.
	From, Through int

	hours hours
	rules []rule
	once  map[Date]string // closures that follow no rule
	extra map[Date]bool   // sessions on a weekend
	early []earlyClose
	never bool // trades every weekday, no holidays: currencies
	daily bool // trades every day: crypto
}

// hours are a venue's regular hours, and what they were before a change.
type hours struct {
	open, close clock
	before      []hoursUntil
}

type hoursUntil struct {
	until       Date // the last day of these hours
	open, close clock
}

// clock is minutes since midnight.
type clock int

func at(hour, minute int) clock { return clock(hour*60 + minute) }

// Known reports whether the holidays of d's year are exact.
func (e *Exchange) Known(d Date) bool { return d.Year >= e.From && d.Year <= e.Through }

// Holiday is why the exchange is closed on d, empty when it trades. A weekend
// is "weekend".
func (e *Exchange) Holiday(d Date) string {
	if e.daily {
		return ""
	}
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		if e.extra[d] {
			return ""
		}
		return "weekend"
	}
	if e.never {
		return ""
	}
	if why, ok := e.once[d]; ok {
		return why
	}
	for _, r := range e.rules {
		if r.on(d.Year) == d {
			return r.name
		}
	}
	return ""
}

// IsSession reports whether the exchange trades on d.
func (e *Exchange) IsSession(d Date) bool { return e.Holiday(d) == "" }

// Session is the trading day d, false when the exchange is closed on it.
func (e *Exchange) Session(d Date) (Session, bool) {
	if !e.IsSession(d) {
		return Session{}, false
	}
	open, end := e.hours.on(d)
	early := false
	for _, x := range e.early {
		if c, ok := x.on(e, d); ok {
			end, early = c, true
			break
		}
	}
	return Session{d, e.time(d, open), e.time(d, end), early}, true
}

func (h hours) on(d Date) (open, end clock) {
	for _, b := range h.before {
		if d.Compare(b.until) <= 0 {
			return b.open, b.close
		}
	}
	return h.open, h.close
}

func (e *Exchange) time(d Date, c clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, e.Location)
}

// OnOrAfter is the first trading day that is not before d.
func (e *Exchange) OnOrAfter(d Date) Date { return e.step(d, 1) }

// OnOrBefore is the last trading day that is not after d.
func (e *Exchange) OnOrBefore(d Date) Date { return e.step(d, -1) }

// step walks from d to the nearest session. No exchange was ever closed for
// longer than a year, which bounds the walk.
func (e *Exchange) step(d Date, by int) Date {
	for range 366 {
		if e.IsSession(d) {
			break
		}
		d = d.AddDays(by)
	}
	return d
}

// Add is the trading day n sessions after d, before it when n is negative. A d
// that is no session counts from the gap: Add(d, 1) is the next session.
func (e *Exchange) Add(d Date, n int) Date {
	by := 1
	if n < 0 {
		by, n = -1, -n
	}
	for range n {
		d = e.step(d.AddDays(by), by)
	}
	return d
}

// Between lists the trading days from from to to, both inclusive.
func (e *Exchange) Between(from, to Date) []Date {
	var days []Date
	for d := from; d.Compare(to) <= 0; d = d.AddDays(1) {
		if e.IsSession(d) {
			days = append(days, d)
		}
	}
	return days
}

// LastCompleted is the newest trading day whose session has ended at now.
func (e *Exchange) LastCompleted(now time.Time) Date {
	d := DateOf(now.In(e.Location))
	if s, ok := e.Session(d); ok && !now.Before(s.Close) {
		return d
	}
	return e.OnOrBefore(d.AddDays(-1))
}

// IsOpen reports whether a regular session is under way at now.
func (e *Exchange) IsOpen(now time.Time) bool {
	s, ok := e.Session(DateOf(now.In(e.Location)))
	return ok && !now.Before(s.Open) && now.Before(s.Close)
}

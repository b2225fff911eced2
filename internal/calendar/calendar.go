// Package calendar knows when exchanges trade: sessions, holidays, early
// closes, and what trading day comes n sessions after another.
//
// It is exact for the years that Exchange.Known gives and says so when it is
// asked beyond them. It refuses to guess an exchange: Of is false for a code
// it does not know. Auctions before the open and after the close are left out, on
// half days as well; a call that an exchange counts into its session, as in Tokyo,
// Seoul and Taipei, is in.
package calendar

import (
	"slices"
	"time"
)

// Session is one trading day of an exchange, its times in the exchange's zone.
type Session struct {
	Date  Date
	Open  time.Time // of futures on the evening before Date
	Close time.Time
	Early bool // it closes before the usual time
	// Special is a session at hours of its own: one that opens late, or of an hour
	// in the evening of a holiday.
	Special bool
	// Pause and Resume are the midday break, both zero where there is none, as
	// on a half day.
	Pause, Resume time.Time
}

// Exchange is a venue's trading calendar.
type Exchange struct {
	Name     string
	Location *time.Location
	// From and Through are the years for which holidays are exact. Outside of
	// them the rules go on, but one-off closures are not known.
	From, Through int

	hours    []regular      // the first that holds of a day is its own; none: the whole day
	opensIn  *time.Location // whose clock the hours of opening are by; nil: its own
	closesIn *time.Location // whose clock those of closing are by, likewise
	weekends []someDays     // the oldest first; after them: Saturday and Sunday
	rules    []rule
	once     map[Date]string // closures that follow no rule
	extra    map[Date]bool   // sessions on a weekend
	special  map[Date]hours  // sessions at hours of their own
	early    []earlyClose
	never    bool // trades every weekday, no holidays: currencies
	daily    bool // trades every day: crypto
	hoursOff bool // its hours are not known
}

// someDays are days of the week, up to a day.
type someDays struct {
	days  []time.Weekday
	until Date // the last day of them; zero: still so
}

func (s someDays) lasts(d Date) bool { return s.until.IsZero() || d.Compare(s.until) <= 0 }

// Weekdays is the calendar of a venue of which nothing is known but its time
// zone: Mondays to Fridays, no holidays and no hours. Known is never true of it.
func Weekdays(loc *time.Location) *Exchange {
	return &Exchange{Name: "weekdays", Location: loc, never: true, hoursOff: true}
}

// HasHours reports whether the hours of its sessions are known. Where they are
// not, a session lasts the whole day.
func (e *Exchange) HasHours() bool { return !e.hoursOff }

// hours are those of a day.
type hours struct {
	open, close   clock
	pause, resume clock // the midday break; both 0: none
}

// regular are the hours of some days, of all where it names none.
type regular struct {
	someDays
	hours
}

// clock is minutes since the midnight that a day begins with; negative on the
// evening before.
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
	if e.offDay(d) {
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

// offDay reports whether d is on the venue's weekend.
func (e *Exchange) offDay(d Date) bool {
	for _, w := range e.weekends {
		if w.lasts(d) {
			return slices.Contains(w.days, d.Weekday())
		}
	}
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// IsSession reports whether the exchange trades on d.
func (e *Exchange) IsSession(d Date) bool { return e.Holiday(d) == "" }

// Session is the trading day d, false when the exchange is closed on it.
func (e *Exchange) Session(d Date) (Session, bool) {
	if !e.IsSession(d) {
		return Session{}, false
	}
	usual := e.usual(d)
	h, early := usual, false
	for _, x := range e.early {
		if x.on(e, d) {
			h.close, early = x.at, true
			break
		}
	}
	if own, ok := e.special[d]; ok {
		h, early = own, own.close < usual.close
	}
	s := Session{Date: d, Open: e.time(d, h.open), Close: e.time(d, h.close), Early: early}
	_, s.Special = e.special[d]
	if h.pause != 0 && h.resume < h.close {
		s.Pause, s.Resume = e.time(d, h.pause), e.time(d, h.resume)
	}
	return s, true
}

// usual is the hours of d without what is only of that day.
func (e *Exchange) usual(d Date) hours {
	h := hours{close: at(24, 0)}
	for _, r := range e.hours {
		if r.lasts(d) && (r.days == nil || slices.Contains(r.days, d.Weekday())) {
			h = r.hours
			break
		}
	}
	h.open, h.close = e.own(d, h.open, e.opensIn), e.own(d, h.close, e.closesIn)
	return h
}

// own states in the exchange's own clock what it keeps by another: the two differ by
// more or less as one of them changes to daylight saving.
func (e *Exchange) own(d Date, c clock, by *time.Location) clock {
	if by == nil {
		return c
	}
	t := c.on(d, by).In(e.Location)
	return at(t.Hour(), t.Minute())
}

func (c clock) on(d Date, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, loc)
}

func (e *Exchange) time(d Date, c clock) time.Time { return c.on(d, e.Location) }

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

// IsOpen reports whether a regular session is under way at now, and not in its
// midday break.
func (e *Exchange) IsOpen(now time.Time) bool {
	today := DateOf(now.In(e.Location))
	// The session of a future's next day begins in the evening.
	for _, d := range []Date{today, today.AddDays(1)} {
		if s, ok := e.Session(d); ok && s.holds(now) {
			return true
		}
	}
	return false
}

func (s Session) holds(now time.Time) bool {
	pausing := !s.Pause.IsZero() && !now.Before(s.Pause) && now.Before(s.Resume)
	return !now.Before(s.Open) && now.Before(s.Close) && !pausing
}

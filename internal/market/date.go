package market

import (
	"time"

	"quotewire/internal/calendar"
)

// Date is a day of the calendar without a time zone.
type Date = calendar.Date

// DateOf is the day of t in t's location.
func DateOf(t time.Time) Date { return calendar.DateOf(t) }

// ParseDate reads a date written as 2006-01-02.
func ParseDate(s string) (Date, error) { return calendar.ParseDate(s) }

// LastSession is the date of the last New York trading day that had closed by
// now: on a trading day before its close it is the trading day before.
func (m *Market) LastSession(now time.Time) Date {
	return m.calendars.NewYork().LastCompleted(now)
}

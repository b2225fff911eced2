// Package venue says when what a symbol names is traded: whether it is at a moment, and
// when a day's session begins and ends. Sources ask it whose own word about their market
// is missing or wrong. What it does not know for certain it does not say.
package venue

import (
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/spelling"
)

// Venues finds venues. It is immutable.
type Venues struct{ calendars *calendar.Calendars }

// New loads the calendars.
func New() (*Venues, error) {
	c, err := calendar.New()
	return &Venues{c}, err
}

// NewYork is the calendar of the exchanges of the United States, for who counts sessions.
func (v *Venues) NewYork() *calendar.Exchange { return v.calendars.NewYork() }

// Venue is where a symbol is traded.
type Venue struct {
	Kind     spelling.Kind
	Listing  spelling.Listing // zero where nothing is known
	exchange *calendar.Exchange
	// around says that there is trading before and after the session.
	around bool
}

// Of is the venue of a symbol in Yahoo's spelling. One of which nothing is known but its
// zone has weekdays, and no hours.
func (v *Venues) Of(symbol string) Venue {
	at := Venue{Kind: spelling.KindOf(symbol)}
	at.Listing, _ = spelling.ListingOf(symbol)
	at.exchange, at.around = v.exchangeOf(symbol, at), at.Kind == spelling.US
	return at
}

func (v *Venues) exchangeOf(symbol string, at Venue) *calendar.Exchange {
	if at.Kind == spelling.US {
		return v.calendars.NewYork()
	}
	if e, ok := v.calendars.OfSymbol(symbol); ok {
		return e
	}
	for _, code := range at.Listing.Exchanges {
		if e, ok := v.calendars.Of(code); ok {
			return e
		}
	}
	loc, err := time.LoadLocation(at.Listing.Zone)
	if err != nil {
		loc = time.UTC
	}
	return calendar.Weekdays(loc)
}

// Location is the venue's time zone, UTC where it is not known.
func (v Venue) Location() *time.Location { return v.exchange.Location }

// Zone is its IANA name, empty where it is not known.
func (v Venue) Zone() string {
	if v.Listing.Zone == "" {
		return ""
	}
	return v.exchange.Location.String()
}

// Day is the day at the venue at a moment.
func (v Venue) Day(t time.Time) market.Date { return market.DateOf(t.In(v.exchange.Location)) }

// Opening is when the bar of a day begins: with the session, of futures and of what
// trades around the clock with the day. It is false on a day without a session.
func (v Venue) Opening(day market.Date) (time.Time, bool) {
	s, ok := v.exchange.Session(day)
	switch {
	case !ok:
		return time.Time{}, false
	case v.Day(s.Open) != day:
		return day.In(v.exchange.Location), true
	}
	return s.Open, true
}

// Closing is when the session of a day ends; false on a day without one, and where the
// hours are not known.
func (v Venue) Closing(day market.Date) (time.Time, bool) {
	s, ok := v.exchange.Session(day)
	return s.Close, ok && v.exchange.HasHours()
}

// Regular reports whether a moment is within a session, its midday break among it.
func (v Venue) Regular(t time.Time) bool {
	day := v.Day(t)
	for _, d := range []market.Date{day, day.AddDays(1)} { // that of a future begins on the evening before
		if s, ok := v.exchange.Session(d); ok && !t.Before(s.Open) && t.Before(s.Close) {
			return true
		}
	}
	return false
}

// Unfinished reports whether the session, week or month of a bar is not over at a moment.
// Bars within a day are of their session.
func (v Venue) Unfinished(bar time.Time, interval market.Interval, now time.Time) bool {
	first := v.Day(bar)
	for d := interval.LastDay(first); d.Compare(first) >= 0; d = d.AddDays(-1) {
		if s, ok := v.exchange.Session(d); ok {
			return now.Before(s.Close)
		}
	}
	return false
}

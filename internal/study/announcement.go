package study

import (
	"time"

	"quotewire/internal/market"
)

// Announcement is when a company's results are or were announced. The zero one is
// none.
type Announcement struct {
	// From and Until are the first and last day at the exchange of the window in which
	// it lies; the same where the day is known.
	From, Until market.Date
	At          time.Time // UTC, where the day is known; midnight is a day without an hour
	When        string    // market.Next or market.Latest
	Estimated   bool      // it lies ahead and is the source's guess
}

// AnnouncementOf is what a quote says of it.
func AnnouncementOf(t *market.Ticker) Announcement {
	if t.EarningsAt.IsZero() {
		return Announcement{}
	}
	until := t.EarningsUntil
	if until.IsZero() {
		until = t.EarningsAt
	}
	return announcement(t.EarningsAt, until, t.Location, t.EarningsWhen, t.EarningsEstimated)
}

// NextAnnouncement is what a company's fundamentals say of it, by when the source was
// asked last, and answered or refused: what lies before has happened.
func NextAnnouncement(f *market.Fundamentals) Announcement {
	e := f.Earnings
	if e == nil || len(e.Next) == 0 {
		return Announcement{}
	}
	asked := f.AsOf
	if f.Stale {
		asked = asked.Add(f.Age)
	}
	when := e.WhenBy(asked, f.Location)
	return announcement(e.Next[0], e.Next[len(e.Next)-1], f.Location, when, e.Estimated && when != market.Latest)
}

func announcement(at, until time.Time, zone *time.Location, when string, estimated bool) Announcement {
	a := Announcement{From: market.AnnouncedOn(at, zone), Until: market.AnnouncedOn(until, zone), When: when, Estimated: estimated}
	if a.From == a.Until {
		a.At = at
	}
	return a
}

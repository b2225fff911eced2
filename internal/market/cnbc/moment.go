package cnbc

import (
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/venue"
)

// momentOf reads a time of CNBC's, UTC: with an offset, with milliseconds or without, or
// a day alone, which is the end of its session once that is over. It is zero where there
// is none, and where it lies ahead.
func momentOf(text string, at venue.Venue, now time.Time) time.Time {
	for _, form := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano} {
		if t, err := time.Parse(form, text); err == nil {
			return past(t, now)
		}
	}
	if d, err := market.ParseDate(text); err == nil {
		if end, ok := at.Closing(d); ok {
			return past(end, now)
		}
	}
	return time.Time{}
}

// past is t in UTC; zero where it is later than two clocks can be apart.
func past(t, now time.Time) time.Time {
	if t.After(now.Add(2 * time.Minute)) {
		return time.Time{}
	}
	return t.UTC()
}

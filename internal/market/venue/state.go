package venue

import (
	"time"

	"quotewire/internal/market"
)

const (
	// fresh is how old a price may be that shows trading by itself.
	fresh = 15 * time.Minute
	// settling is how long after the opening a price may still be that of the session
	// before: of what is seldom traded, or told late.
	settling = 30 * time.Minute
	// Hours around a session in the United States, from the midnight of its day and from
	// its end.
	before = 4 * time.Hour
	after  = 4 * time.Hour
)

// State is the state of the market at a moment, by the calendar and by the time of the
// latest price, which is zero where it is not known. Where the two contradict each other
// it is unknown: prices from a closed market, or none from an open one, are of a closure
// or an opening that no calendar knows.
func (v Venue) State(now, price time.Time) market.State {
	day := v.Day(now)
	recent := !price.IsZero() && now.Sub(price) < fresh && !price.After(now.Add(time.Minute))
	switch {
	case !v.exchange.HasHours() || !v.exchange.Known(day):
		if recent {
			return market.StateOpen
		}
		return market.StateUnknown
	case v.exchange.IsOpen(now):
		if s, ok := v.exchange.Session(day); ok && !price.IsZero() && price.Before(s.Open) && now.Sub(s.Open) > settling {
			return market.StateUnknown
		}
		return market.StateOpen
	}
	s, ok := v.exchange.Session(day)
	switch {
	case v.around && ok && now.Before(s.Open) && !now.Before(day.In(v.exchange.Location).Add(before)):
		return market.StatePre
	case v.around && ok && !now.Before(s.Close) && now.Before(s.Close.Add(after)):
		return market.StatePost
	case recent && !v.OfSession(price):
		return market.StateUnknown
	}
	return market.StateClosed
}

// OfSession reports whether a price is of a session: from within it, or that of the auction
// that ends it, which may be told a little later.
func (v Venue) OfSession(price time.Time) bool {
	end, ok := v.Closing(v.Day(price))
	return v.Regular(price) || ok && !price.Before(end) && price.Sub(end) < fresh
}

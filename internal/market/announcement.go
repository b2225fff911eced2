package market

import (
	"slices"
	"time"
)

// announced says by now whether the announcement is ahead.
func (t *Ticker) announced(now time.Time) {
	end := t.EarningsAt
	if t.EarningsUntil.After(end) {
		end = t.EarningsUntil
	}
	t.EarningsWhen = nextOrLatest(end, t.EarningsEstimated || !t.EarningsUntil.IsZero(), now, t.Location)
}

// WhenBy is whether the announcement of Next lies ahead at a moment: Next or Latest,
// empty without one. zone is the exchange's.
func (e *Earnings) WhenBy(now time.Time, zone *time.Location) string {
	if e == nil || len(e.Next) == 0 {
		return ""
	}
	return nextOrLatest(slices.MaxFunc(e.Next, time.Time.Compare), e.Estimated || len(e.Next) > 1, now, zone)
}

// nextOrLatest is what an announcement at a moment is by now, empty without one. One
// that is vague has no hour, so it is ahead to the end of its day at the exchange.
func nextOrLatest(at time.Time, vague bool, now time.Time, zone *time.Location) string {
	switch today := DateOf(now.In(zone)); {
	case at.IsZero():
		return ""
	case at.After(now), (vague || bareDay(at)) && AnnouncedOn(at, zone).Compare(today) >= 0:
		return Next
	}
	return Latest
}

// AnnouncedOn is the day of an announcement at an exchange in zone. Midnight of UTC is
// how Yahoo writes a day without an hour: it is that day everywhere.
func AnnouncedOn(at time.Time, zone *time.Location) Date {
	if bareDay(at) {
		return DateOf(at.UTC())
	}
	return DateOf(at.In(zone))
}

func bareDay(at time.Time) bool { return at.Unix()%(24*60*60) == 0 }

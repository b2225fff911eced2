package market

import "time"

// fewSessions is how long a price may be without a trade before that has to be said
// beside it: over a closure that no calendar knows, a share trades again on the next
// day.
const fewSessions = 3

// judged adds to a ticker where it is from and what depends on when Yahoo was asked.
func (m *Market) judged(t *Ticker) *Ticker {
	now := m.now()
	t.Origin, t.Location = m.about(t.Symbol, ""), m.zones.of(t.TimeZone)
	t.announced(now)
	if n := m.sessionsSince(t, now); n > fewSessions {
		t.SessionsSinceTrade = n
	}
	if t.Kind == KindCrypto {
		t.ChangeSpan = DayAndNight
	}
	return t
}

// sessionsSince is how many sessions of its exchange ended after the day of the
// price: by the calendar where there is one, else weekdays, of a coin days.
func (m *Market) sessionsSince(t *Ticker, now time.Time) int {
	if t.AsOf.IsZero() || !now.After(t.AsOf) {
		return 0
	}
	if e, ok := m.calendars.Of(t.Exchange); ok {
		traded := DateOf(t.AsOf.In(e.Location))
		return len(e.Between(traded.AddDays(1), e.LastCompleted(now)))
	}
	loc, n := t.Location, 0
	today := DateOf(now.In(loc))
	for d := DateOf(t.AsOf.In(loc)).AddDays(1); d.Compare(today) < 0; d = d.AddDays(1) {
		if wd := d.Weekday(); t.Kind == KindCrypto || wd != time.Saturday && wd != time.Sunday {
			n++
		}
	}
	return n
}

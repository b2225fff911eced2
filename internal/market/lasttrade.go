package market

import "time"

// fewSessions is how long a price may be without a trade before that has to be said
// beside it: over a closure that no calendar knows, a share trades again on the next
// day.
const fewSessions = 3

// judged adds to a ticker what depends on when its source was asked, and its time zone.
// None stays none.
func (m *Market) judged(t *Ticker) *Ticker {
	if t == nil {
		return nil
	}
	now := m.now()
	t.Location = m.zones.of(t.TimeZone)
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

// judgedChain, and those below, do so with what else a source answered.
func (m *Market) judgedChain(c *Chain, err error) (*Chain, error) {
	if err == nil {
		m.judged(c.Underlying)
	}
	return c, err
}

func (m *Market) judgedScreen(s *Screen, err error) (*Screen, error) {
	if err == nil {
		m.judgedAll(s.Rows)
	}
	return s, err
}

func (m *Market) judgedMembers(all *Members, err error) (*Members, error) {
	if err == nil {
		m.judgedAll(all.Rows)
	}
	return all, err
}

func (m *Market) judgedAll(rows []*Ticker) {
	for _, t := range rows {
		m.judged(t)
	}
}

func (m *Market) judgedFundamentals(f *Fundamentals, err error) (*Fundamentals, error) {
	if err != nil {
		return nil, err
	}
	f.Location = time.UTC
	if e, ok := m.calendars.Of(f.Exchange); ok {
		f.TimeZone, f.Location = e.Location.String(), e.Location
	}
	if f.Earnings != nil {
		f.Earnings.When = f.Earnings.WhenBy(f.AsOf, f.Location)
	}
	return f, nil
}

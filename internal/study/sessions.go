package study

import (
	"context"
	"fmt"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/dates"
	"quotewire/internal/market"
)

// MaxListed is the most holidays and early closes that Sessions lists.
const MaxListed = 40

// Sessions is when a market trades over a span of days.
type Sessions struct {
	Span     Span
	SoFar    int         // trading days of it up to today, where it ends after today and was counted
	First    market.Date // first trading day in it; zero: none
	Last     market.Date // last one
	Holidays []Holiday   // weekdays without trading, oldest first, at most MaxListed
	Early    []Holiday   // days with an early close or other unusual hours
	Open     string      // the hours on HoursOn: 09:30 to 16:00 America/New_York
	HoursOn  market.Date // the last trading day of the span, or the first one after it
	// OpenNow says whether a regular session is under way, where HoursKnown.
	// LastCompleted is the newest trading day whose session is over, Next the first
	// one after today.
	HoursKnown    bool
	OpenNow       bool
	LastCompleted market.Date
	Next          market.Date
}

// Holiday is a day on which a market does not trade, or not to the usual hour.
type Holiday struct {
	Date market.Date
	Why  string // its name, or the hour of the close
}

// Sessions tells when the market of symbol trades over words about time. Unlike
// prices, days that lie ahead can be asked for: tomorrow, next week, and Christmas
// Eve is the next one. Of a market whose calendar is not known it tells no hours,
// and not whether it is open.
func (s *Study) Sessions(ctx context.Context, words string, symbol market.Symbol, zone *time.Location) (*Sessions, error) {
	span, err := s.read(ctx, words, symbol, dates.AsOf{Now: s.now(), Location: zone, Ahead: true})
	if err != nil {
		return nil, err
	}
	e, now := span.exchange, s.now()
	r := &Sessions{Span: span, LastCompleted: e.LastCompleted(now), Next: e.Add(market.DateOf(now.In(e.Location)), 1)}
	if d := e.OnOrAfter(span.From); d.Compare(span.To) <= 0 {
		r.First, r.Last = d, e.OnOrBefore(span.To)
	}
	if today := market.DateOf(now.In(e.Location)); span.Sessions > 0 && span.From.Compare(today) <= 0 && span.To.Compare(today) > 0 {
		r.SoFar = len(e.Between(span.From, today))
	}
	if !e.HasHours() {
		return r, nil
	}
	r.HoursKnown, r.OpenNow = true, e.IsOpen(now)
	r.HoursOn = r.Last
	if r.HoursOn.IsZero() {
		r.HoursOn = e.OnOrAfter(span.To)
	}
	if session, ok := e.Session(r.HoursOn); ok {
		r.Open = hoursOf(session) + " " + e.Location.String()
	}
	r.list(e)
	return r, nil
}

// hoursOf is when a session opens, pauses and closes.
func hoursOf(s calendar.Session) string {
	if s.Pause.IsZero() {
		return s.Open.Format("15:04") + " to " + s.Close.Format("15:04")
	}
	return fmt.Sprintf("%s to %s and %s to %s", s.Open.Format("15:04"), s.Pause.Format("15:04"), s.Resume.Format("15:04"), s.Close.Format("15:04"))
}

// list finds what is out of the ordinary, the newest when there is too much.
func (r *Sessions) list(e *calendar.Exchange) {
	from := r.Span.From
	if oldest := r.Span.To.AddDays(-5 * 366); from.Compare(oldest) < 0 {
		from = oldest
	}
	for d := from; d.Compare(r.Span.To) <= 0; d = d.AddDays(1) {
		session, ok := e.Session(d)
		switch why := e.Holiday(d); {
		case why != "" && why != "weekend":
			r.Holidays = append(r.Holidays, Holiday{d, why})
		case ok && session.Special:
			r.Early = append(r.Early, Holiday{d, hoursOf(session)})
		case ok && session.Early:
			r.Early = append(r.Early, Holiday{d, "closes at " + session.Close.Format("15:04")})
		}
	}
	r.Holidays = r.Holidays[max(0, len(r.Holidays)-MaxListed):]
	r.Early = r.Early[max(0, len(r.Early)-MaxListed):]
}

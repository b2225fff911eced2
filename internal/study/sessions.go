package study

import (
	"context"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
)

// MaxListed is the most holidays and early closes that Sessions lists.
const MaxListed = 40

// Sessions is when a market trades over a span of days.
type Sessions struct {
	Span     Span
	First    market.Date // first trading day in it; zero: none
	Last     market.Date // last one
	Holidays []Holiday   // weekdays without trading, oldest first, at most MaxListed
	Early    []Holiday   // days with an early close
	Open     string      // usual hours on Last, or after it: 09:30 to 16:00 America/New_York
	// OpenNow says whether a regular session is under way; LastCompleted is the
	// newest trading day whose session is over, Next the first one after today.
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
// prices a date that lies ahead can be asked for, written as 2006-01-02.
func (s *Study) Sessions(ctx context.Context, words string, symbol market.Symbol, zone *time.Location) (*Sessions, error) {
	span, err := s.ahead(ctx, words, symbol)
	if err != nil {
		return nil, err
	}
	if span.exchange == nil {
		if span, err = s.Read(ctx, words, symbol, zone); err != nil {
			return nil, err
		}
	}
	e, now := span.exchange, s.now()
	r := &Sessions{Span: span, OpenNow: e.IsOpen(now), LastCompleted: e.LastCompleted(now), Next: e.Add(market.DateOf(now.In(e.Location)), 1)}
	if d := e.OnOrAfter(span.From); d.Compare(span.To) <= 0 {
		r.First, r.Last = d, e.OnOrBefore(span.To)
	}
	if session, ok := e.Session(e.OnOrAfter(span.To)); ok {
		r.Open = session.Open.Format("15:04") + " to " + session.Close.Format("15:04") + " " + e.Location.String()
	}
	r.list(e)
	return r, nil
}

// ahead reads a date that is not over, which package dates refuses.
func (s *Study) ahead(ctx context.Context, words string, symbol market.Symbol) (Span, error) {
	d, err := market.ParseDate(words)
	if err != nil {
		return Span{}, nil
	}
	e, exact := s.venue(ctx, symbol)
	span := Span{Words: words, Reading: d.In(time.UTC).Format("Monday 2 January 2006"), From: d, To: d, Market: e.Name, Closed: e.Holiday(d), exchange: e}
	if span.Closed == "" {
		span.Sessions = 1
	}
	if !exact || !e.Known(d) {
		span.Note = "the holidays of that market and year are not known exactly"
	}
	return span, nil
}

// list finds what is out of the ordinary, the newest when there is too much.
func (r *Sessions) list(e *calendar.Exchange) {
	from := r.Span.From
	if oldest := r.Span.To.AddDays(-5 * 366); from.Compare(oldest) < 0 {
		from = oldest
	}
	for d := from; d.Compare(r.Span.To) <= 0; d = d.AddDays(1) {
		if why := e.Holiday(d); why != "" && why != "weekend" {
			r.Holidays = append(r.Holidays, Holiday{d, why})
		} else if session, ok := e.Session(d); ok && session.Early {
			r.Early = append(r.Early, Holiday{d, "closes at " + session.Close.Format("15:04")})
		}
	}
	r.Holidays = r.Holidays[max(0, len(r.Holidays)-MaxListed):]
	r.Early = r.Early[max(0, len(r.Early)-MaxListed):]
}

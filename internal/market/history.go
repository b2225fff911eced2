package market

import (
	"context"
	"time"
)

// Interval is the time one bar covers.
type Interval string

// The intervals that Yahoo serves.
const (
	Minute    Interval = "1m"
	Minutes5  Interval = "5m"
	Minutes15 Interval = "15m"
	Minutes30 Interval = "30m"
	Hour      Interval = "1h"
	Day       Interval = "1d"
	Week      Interval = "1wk"
	Month     Interval = "1mo"
)

// HistoryQuery asks for bars: either of a Range that ends now, or from From to
// To, both inclusive, as dates of the exchange. A week or month belongs to the
// period when it starts in it: one that began before From is left out.
type HistoryQuery struct {
	Symbol   Symbol
	Range    string   // 1d 5d 1mo 3mo 6mo ytd 1y 2y 5y 10y max; empty: 1mo, or From is set
	From, To Date     // To zero: today
	Interval Interval // empty: Day
}

// History is a run of bars, oldest first. It is immutable: callers share it.
type History struct {
	Symbol       Symbol
	Name         string
	Kind         Kind
	Currency     string
	Exchange     string
	ExchangeName string
	Location     *time.Location // the exchange's time zone, UTC where it is not known
	Interval     Interval       // what Yahoo sent, at times longer than asked for
	Bars         []Bar
	// Open says that the session, week or month of the last bar was not over at
	// AsOf, so its figures are not final.
	Open bool
	// Gaps counts bars that Yahoo sent without a close or time; they are left out.
	Gaps int
	// Partial counts bars that lack another price: see Bar.
	Partial int
	// Doubts are what does not fit together in the bars, oldest first: few, and
	// none in good data. What was mended is one too.
	Doubts []Doubt
	// FirstTrade is the day at the exchange on which trading began, where Yahoo says so.
	FirstTrade Date
	Origin
}

// History is the bars of query. An invalid query is an error that wraps ErrQuery,
// a period without trading one that wraps ErrNoData. While the source refuses us or is
// down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) History(ctx context.Context, query HistoryQuery) (*History, error) {
	query, err := query.normal(m.now())
	if err != nil {
		return nil, err
	}
	return spelled(ctx, query.Symbol, func(ctx context.Context, symbol Symbol) (*History, error) {
		query := query
		query.Symbol = symbol
		return kept(ctx, m, m.caches.histories, query.key(), symbol.String(), func(ctx context.Context) (*History, error) {
			return askPart(ctx, m, m.roles.histories, query.part(), symbol, func(ctx context.Context, s Historian) (*History, error) { return s.History(ctx, query) })
		})
	})
}

// Length is the time that a bar within a day covers, 0 for longer intervals.
func (i Interval) Length() time.Duration {
	return map[Interval]time.Duration{
		Minute: time.Minute, Minutes5: 5 * time.Minute, Minutes15: 15 * time.Minute, Minutes30: 30 * time.Minute, Hour: time.Hour,
	}[i]
}

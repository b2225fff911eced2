package coinbase

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
)

const (
	// perRequest is how many bars Coinbase gives at once.
	perRequest = 300
	// most is how many it is asked for in one history, which bounds the requests: its
	// days since it began, or a week of five minutes.
	most = 20 * perRequest
)

// steps are the lengths of bars that it has.
func steps() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 24 * time.Hour}
}

// began is before the exchange's first trade.
func began() time.Time { return time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC) }

// History asks for the bars of a product, three hundred at once.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	now := s.client.Now()
	span := candle.SpanOf(q, now)
	if !slices.Contains(steps(), span.Step) {
		return nil, candle.None(q.Symbol, "it has no bars of that length")
	}
	if span.Bars(began()) > most {
		return nil, candle.None(q.Symbol, "it would have to be asked too many times for bars of that length")
	}
	var rows []candle.Row
	for from := span.Since(began()); from.Before(span.To); from = from.Add(perRequest * span.Step) {
		last := from.Add((perRequest - 1) * span.Step) // both ends are in the answer
		if last.After(span.To) {
			last = span.To
		}
		some, err := s.rows(ctx, q.Symbol, span.Step, from, last)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	h, err := span.History(q, rows, now, s.client.Origin(page(q.Symbol)))
	if err != nil {
		return nil, err
	}
	h.ExchangeName = Provider().Name
	return h, nil
}

// rows are the bars that begin from a moment to another, both inclusive; there may be
// some before.
func (s *Source) rows(ctx context.Context, symbol market.Symbol, step time.Duration, from, to time.Time) (rows []candle.Row, err error) {
	var wire [][]httpsource.Decimal
	err = s.ask(ctx, symbol, "/candles", url.Values{
		"granularity": {strconv.Itoa(int(step / time.Second))},
		"start":       {from.UTC().Format(time.RFC3339)},
		"end":         {to.UTC().Format(time.RFC3339)},
	}, &wire)
	if err != nil {
		return nil, err
	}
	for _, w := range wire {
		// Time, low, high, open, close, volume.
		if len(w) < 5 {
			return nil, &market.Error{Kind: market.ErrMalformed, Symbol: symbol.String(), Message: "a bar with too few figures"}
		}
		rows = append(rows, candle.Row{At: time.Unix(int64(w[0].Value()), 0).UTC(), Low: w[1], High: w[2], Open: w[3], Close: w[4]})
	}
	return rows, nil
}

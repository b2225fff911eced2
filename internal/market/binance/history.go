package binance

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

const (
	// perRequest is how many bars Binance gives at once.
	perRequest = 1000
	// most is how many it is asked for in one history, which bounds the requests.
	most = 20 * perRequest
)

// began is before the first trade.
func began() time.Time { return time.Date(2017, 7, 1, 0, 0, 0, 0, time.UTC) }

// History asks for the bars of a pair, in USDT, a thousand at once.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	now := s.client.Now()
	span := candle.SpanOf(q, now)
	if span.Bars(began()) > most {
		return nil, candle.None(q.Symbol, "it would have to be asked too many times for bars of that length")
	}
	var rows []candle.Row
	for from := span.Since(began()); from.Before(span.To); {
		some, err := s.rows(ctx, q.Symbol, span.Step, from, span.To)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
		if len(some) < perRequest {
			break
		}
		next := some[len(some)-1].At.Add(span.Step)
		if !next.After(from) {
			return nil, &market.Error{Kind: market.ErrMalformed, Symbol: q.Symbol.String(), Message: "bars that are not later than those before"}
		}
		from = next
	}
	h, err := span.History(q, rows, now, s.client.Origin(page(q.Symbol)))
	if err != nil {
		return nil, err
	}
	h.Currency, h.ExchangeName = currency, Provider().Name
	return h, nil
}

// interval is what Binance calls a step.
func interval(step time.Duration) string {
	return map[time.Duration]string{
		time.Minute: "1m", 5 * time.Minute: "5m", 15 * time.Minute: "15m", 30 * time.Minute: "30m", time.Hour: "1h", 24 * time.Hour: "1d",
	}[step]
}

// rows are the bars of a step that begin from a moment to another, both inclusive, oldest
// first, a thousand at most.
func (s *Source) rows(ctx context.Context, symbol market.Symbol, step time.Duration, from, to time.Time) (rows []candle.Row, err error) {
	pair, ok := spelling.To(spelling.Binance, symbol.String())
	if !ok {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
	}
	var wire [][]httpsource.Decimal
	err = s.ask(ctx, "klines", url.Values{
		"symbol": {pair}, "interval": {interval(step)}, "limit": {strconv.Itoa(perRequest)},
		"startTime": {strconv.FormatInt(from.UnixMilli(), 10)}, "endTime": {strconv.FormatInt(to.UnixMilli(), 10)},
	}, &wire)
	if err != nil {
		return nil, httpsource.OfSymbol(symbol, err)
	}
	for _, w := range wire {
		// Time in milliseconds, open, high, low, close, volume in coins, end, volume in USDT.
		if len(w) < 8 {
			return nil, &market.Error{Kind: market.ErrMalformed, Symbol: symbol.String(), Message: "a bar with too few figures"}
		}
		rows = append(rows, candle.Row{At: time.UnixMilli(int64(w[0].Value())).UTC(), Open: w[1], High: w[2], Low: w[3], Close: w[4], Volume: w[7].Number})
	}
	return rows, nil
}

package kraken

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// most is how many bars Kraken has of each length: the latest.
const most = 720

// History asks for the bars of a pair. A period that begins before the first bar that
// Kraken still has is refused: a part of it is not the answer. Volume is in what a coin is
// priced in, and absent of currencies.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	now := s.client.Now()
	span := candle.SpanOf(q, now)
	rows, err := s.rows(ctx, q.Symbol, span.Step, span.From)
	if err != nil {
		return nil, err
	}
	if len(rows) >= most && rows[0].At.After(span.From.Add(span.Step)) {
		return nil, candle.None(q.Symbol, "it has the latest 720 bars alone, and the period begins before them")
	}
	h, err := span.History(q, rows, now, s.client.Origin(page(q.Symbol)))
	if err != nil {
		return nil, err
	}
	h.ExchangeName = Provider().Name
	return h, nil
}

// rows are the bars of a step that begin at from or later, oldest first. Where there are
// more than Kraken has, they are the latest.
func (s *Source) rows(ctx context.Context, symbol market.Symbol, step time.Duration, from time.Time) (rows []candle.Row, err error) {
	pair, ok := spelling.To(spelling.Kraken, symbol.String())
	if !ok {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
	}
	query := url.Values{"pair": {pair}, "interval": {strconv.Itoa(int(step / time.Minute))}}
	if !from.IsZero() {
		query.Set("since", strconv.FormatInt(from.Unix()-1, 10)) // later than that
	}
	coin := spelling.KindOf(symbol.String()) == spelling.Crypto
	err = s.ask(ctx, "OHLC", query, func(result json.RawMessage) error {
		rows, err = readRows(result, pair, coin)
		return err
	})
	return rows, httpsource.OfSymbol(symbol, err)
}

// readRows reads the bars of a pair: time, open, high, low, close, average, volume, trades.
func readRows(result json.RawMessage, pair string, coin bool) (rows []candle.Row, err error) {
	var all map[string]json.RawMessage
	if err := httpsource.JSON(result, &all); err != nil {
		return nil, err
	}
	delete(all, "last")
	for name, raw := range all {
		if !named(name, pair) {
			return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about another pair"}
		}
		var wire [][]httpsource.Decimal
		if err := httpsource.JSON(raw, &wire); err != nil {
			return nil, err
		}
		for _, w := range wire {
			if len(w) < 7 {
				return nil, httpsource.Malformed("a bar with too few figures")
			}
			r := candle.Row{At: time.Unix(int64(w[0].Value()), 0).UTC(), Open: w[1], High: w[2], Low: w[3], Close: w[4]}
			if coin {
				r.Volume = turnover(w[6], w[5])
			}
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b candle.Row) int { return a.At.Compare(b.At) })
	return rows, nil
}

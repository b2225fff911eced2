package coingecko

import (
	"context"
	"net/url"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
)

const (
	day = 24 * time.Hour
	// year is how long ago a day may be: what is older takes a key.
	year = 365 * day
)

// History asks for one day: its close, which is the price at midnight UTC at its end, and
// the volume of the 24 hours before that. A day that is not over, more days than one, and
// bars within a day it does not have.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	now := s.client.Now().UTC()
	ends := q.From.AddDays(1).In(time.UTC)
	switch {
	case q.Interval != market.Day || q.From.IsZero() || q.From != q.To:
		return nil, candle.None(q.Symbol, "it has the close of one day alone")
	case ends.After(now):
		return nil, candle.None(q.Symbol, "that day is not over")
	case ends.Before(now.Truncate(day).Add(-year)):
		return nil, candle.None(q.Symbol, "it has the days of the last year alone")
	}
	id, in, ok := spelled(q.Symbol)
	if !ok {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: q.Symbol.String()}
	}
	var w struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Data struct {
			Price  map[string]httpsource.Decimal `json:"current_price"`
			Volume map[string]httpsource.Decimal `json:"total_volume"`
		} `json:"market_data"`
	}
	// What it says of a date is of its first moment.
	if err := s.ask(ctx, "coins/"+id+"/history", url.Values{"date": {ends.Format("02-01-2006")}, "localization": {"false"}}, &w); err != nil {
		return nil, httpsource.OfSymbol(q.Symbol, err)
	}
	if w.ID != id {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: q.Symbol.String(), Message: "the answer is about another coin"}
	}
	row := candle.Row{At: ends.Add(-day), Close: w.Data.Price[in], Volume: w.Data.Volume[in].Above()}
	h, err := candle.SpanOf(q, now).History(q, []candle.Row{row}, now, s.client.Origin(page(q.Symbol)))
	if err != nil {
		return nil, err
	}
	h.Name = httpsource.Text(w.Name)
	return h, nil
}

package coinbase

import (
	"context"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
)

const (
	// withDay is of how many products at once the change and the day are asked for too:
	// that takes two requests each.
	withDay = 4
	// patience is how long quotes wait for those: they are wanted at once, by those too who
	// only hold a price against another.
	patience = time.Second
)

// Quotes asks for one product after the other. Of up to four at once the statistics of the last 24 hours
// are asked for too, for the change, and the bars of today and yesterday.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return httpsource.OneByOne(ctx, symbols, func(ctx context.Context, symbol market.Symbol) (*market.Ticker, error) {
		t, err := s.quote(ctx, symbol)
		if err == nil && len(symbols) <= withDay {
			s.complete(soon, t)
		}
		return t, err
	})
}

// wireTicker is the last trade of a product.
type wireTicker struct {
	Price, Bid, Ask httpsource.Decimal
	Time            time.Time
}

func (s *Source) quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error) {
	var w wireTicker
	if err := s.ask(ctx, symbol, "/ticker", nil, &w); err != nil {
		return nil, err
	}
	t := candle.Ticker(symbol, s.client.Now(), s.client.Origin(page(symbol)))
	t.ExchangeName, t.DelayMinutes = Provider().Name, market.Num(0) // its own trades
	t.Price, t.Bid, t.Ask = w.Price.Above(), w.Bid.Above(), w.Ask.Above()
	t.AsOf = w.Time.UTC()
	if t.Price.IsZero() {
		return nil, candle.None(symbol, "there is no trade of that product")
	}
	return t, nil
}

// complete adds to a quote what two other answers say, where those come: without
// them it is one all the same.
func (s *Source) complete(ctx context.Context, t *market.Ticker) {
	if before, err := s.dayAgo(ctx, t.Symbol); err == nil {
		t.Change, t.ChangePercent = httpsource.Change(t.Price, before)
	}
	now := s.client.Now()
	today := now.UTC().Truncate(24 * time.Hour)
	if rows, err := s.rows(ctx, t.Symbol, 24*time.Hour, today.Add(-24*time.Hour), today); err == nil {
		candle.Today(t, rows, now)
	}
}

// dayAgo is the price of 24 hours ago: what the statistics call open.
func (s *Source) dayAgo(ctx context.Context, symbol market.Symbol) (market.Number, error) {
	var w struct{ Open httpsource.Decimal }
	err := s.ask(ctx, symbol, "/stats", nil, &w)
	return w.Open.Above(), err
}

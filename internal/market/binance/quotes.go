package binance

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

const (
	// withDay is of how many pairs at once the day is asked for too: that takes a request
	// each.
	withDay = 4
	// patience is how long quotes wait for that: they are wanted at once, by those too who
	// only hold a price against another.
	patience = time.Second
	// alone is how many pairs at most are asked for one by one, where one of them spoils
	// the answer about all.
	alone = 10
)

// Quotes asks for the last 24 hours of all pairs at once, in USDT, which is the currency
// of each ticker. Of up to four the bars of today and yesterday are asked for too.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers := make([]*market.Ticker, len(symbols))
	rows, err := s.tickers(ctx, symbols)
	errs := candle.Each(symbols, err)
	switch n := len(symbols); {
	case errors.Is(err, market.ErrUnknownSymbol) && n > 1 && n <= alone:
		for i := range symbols {
			one, err := s.Quotes(ctx, symbols[i:i+1])
			tickers[i], errs[i] = one[0], err[0]
		}
		return tickers, errs
	case err != nil:
		return tickers, errs
	}
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for i, symbol := range symbols {
		if tickers[i], errs[i] = s.ticker(symbol, rows); tickers[i] != nil && len(symbols) <= withDay {
			s.day(soon, tickers[i])
		}
	}
	return tickers, errs
}

// wireTicker is what Binance says of a pair over the last 24 hours. Times are in
// milliseconds.
type wireTicker struct {
	Symbol      string             `json:"symbol"`
	Price       httpsource.Decimal `json:"lastPrice"`
	Open        httpsource.Decimal `json:"openPrice"` // 24 hours ago
	Bid         httpsource.Decimal `json:"bidPrice"`
	Ask         httpsource.Decimal `json:"askPrice"`
	QuoteVolume httpsource.Decimal `json:"quoteVolume"`
	CloseTime   int64              `json:"closeTime"`
}

// tickers are those of the pairs, in any order.
func (s *Source) tickers(ctx context.Context, symbols []market.Symbol) (rows []wireTicker, err error) {
	var pairs []string
	for _, symbol := range symbols {
		if pair, ok := spelling.To(spelling.Binance, symbol.String()); ok {
			pairs = append(pairs, pair)
		}
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	err = s.ask(ctx, "ticker/24hr", url.Values{"symbols": {string(list)}}, &rows)
	return rows, err
}

// ticker is the quote of a pair among rows.
func (s *Source) ticker(symbol market.Symbol, rows []wireTicker) (*market.Ticker, error) {
	pair, ok := spelling.To(spelling.Binance, symbol.String())
	for _, w := range rows {
		if !ok || w.Symbol != pair {
			continue
		}
		t := candle.Ticker(symbol, s.client.Now(), s.client.Origin(page(symbol)))
		t.Currency, t.ExchangeName, t.DelayMinutes = currency, Provider().Name, market.Num(0) // its own trades
		t.Price, t.Bid, t.Ask, t.Volume = w.Price.Above(), w.Bid.Above(), w.Ask.Above(), w.QuoteVolume.Above()
		if w.CloseTime > 0 {
			t.AsOf = time.UnixMilli(w.CloseTime).UTC()
		}
		if t.Price.IsZero() {
			return nil, candle.None(symbol, "there is no trade of that pair")
		}
		t.Change, t.ChangePercent = httpsource.Change(t.Price, w.Open.Above())
		return t, nil
	}
	if len(rows) > 0 {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "the answer is about other pairs"}
	}
	return nil, candle.None(symbol, "an empty answer")
}

// day adds to a quote what its bars of today and yesterday say, where those come:
// without them it is one all the same.
func (s *Source) day(ctx context.Context, t *market.Ticker) {
	now := s.client.Now()
	today := now.UTC().Truncate(24 * time.Hour)
	rows, err := s.rows(ctx, t.Symbol, 24*time.Hour, today.Add(-24*time.Hour), today)
	if err == nil {
		candle.Today(t, rows, now)
	}
}

package coingecko

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
)

// prices are figures by coin and name: usd, usd_market_cap.
type prices map[string]map[string]httpsource.Decimal

// Quotes asks for all coins at once. Their change is over 24 hours, volume that of 24
// hours in the currency; of the day nothing is said.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers := make([]*market.Ticker, len(symbols))
	var ids, currencies []string
	for _, symbol := range symbols {
		if id, in, ok := spelled(symbol); ok {
			ids, currencies = append(ids, id), append(currencies, in)
		}
	}
	var all prices
	err := s.ask(ctx, "simple/price", url.Values{
		"ids": {distinct(ids)}, "vs_currencies": {distinct(currencies)}, "precision": {"full"},
		"include_market_cap": {"true"}, "include_24hr_vol": {"true"}, "include_24hr_change": {"true"}, "include_last_updated_at": {"true"},
	}, &all)
	if code := all["status"]["error_code"]; err == nil && !code.IsZero() {
		err = &market.Error{Kind: market.ErrBlocked, Message: "an error in an answer"}
	}
	errs := candle.Each(symbols, err)
	if err != nil {
		return tickers, errs
	}
	for i, symbol := range symbols {
		tickers[i], errs[i] = s.ticker(symbol, all)
	}
	return tickers, errs
}

// distinct are texts in a list, each once.
func distinct(all []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(all))), ",")
}

// ticker is the quote of a coin among all that came. CoinGecko says 0 of what it does not
// know.
func (s *Source) ticker(symbol market.Symbol, all prices) (*market.Ticker, error) {
	id, in, _ := spelled(symbol)
	w, ok := all[id]
	price := w[in].Above()
	switch {
	case !ok:
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "the answer does not have that coin"}
	case price.IsZero():
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "the answer has no price in that currency"}
	}
	t := candle.Ticker(symbol, s.client.Now(), s.client.Origin(page(symbol)))
	t.Price, t.MarketCap, t.Volume = price, w[in+"_market_cap"].Above(), w[in+"_24h_vol"].Above()
	if at := w["last_updated_at"].Value(); at > 0 {
		t.AsOf = time.Unix(int64(at), 0).UTC()
	}
	change := w[in+"_24h_change"]
	if t.ChangePercent = change.Number; change.Value() > -100 && !change.IsZero() {
		p, _ := price.Get()
		t.Change, _ = httpsource.Change(price, market.Num(p/(1+change.Value()/100)))
	}
	return t, nil
}

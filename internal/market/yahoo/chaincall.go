package yahoo

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

func (y *Source) Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error) {
	query := url.Values{"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"}}
	if !expiry.IsZero() {
		query.Set("date", strconv.FormatInt(expiry.In(time.UTC).Unix(), 10))
	}
	chain, err := ask(ctx, y, client.Request{
		Path: "/v7/finance/options/" + symbol.String(), Query: query, Symbol: symbol.String(), Crumb: true,
	}, func(body []byte) (*market.Chain, error) { return y.readChain(body, symbol, expiry) })
	if err != nil {
		return nil, err
	}
	chain.Origin = y.about(symbol, "/options/")
	return chain, nil
}

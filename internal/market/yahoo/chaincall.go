package yahoo

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

func (y *Source) Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (chain *market.Chain, err error) {
	query := url.Values{"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"}}
	if !expiry.IsZero() {
		query.Set("date", strconv.FormatInt(expiry.In(time.UTC).Unix(), 10))
	}
	err = y.client.Ask(ctx, client.Request{
		Path: "/v7/finance/options/" + symbol.String(), Query: query, Symbol: symbol.String(), Crumb: true,
		Read: func(body []byte) error {
			chain, err = y.readChain(body, symbol, expiry)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	chain.Origin = y.about(symbol, "/options/")
	return chain, nil
}

package yahoo

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"quotewire/internal/market"
)

func (y *Source) Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (chain *market.Chain, err error) {
	query := url.Values{"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"}}
	if !expiry.IsZero() {
		query.Set("date", strconv.FormatInt(expiry.In(time.UTC).Unix(), 10))
	}
	err = y.transport.ask(ctx, request{
		path: "/v7/finance/options/" + symbol.String(), query: query, symbol: symbol.String(), crumb: true,
		read: func(body []byte) error {
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

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
	return ask(ctx, y, client.Request{
		Path: "/v7/finance/options/" + symbol.String(), Query: query, Symbol: symbol.String(), Crumb: true,
	}, func(answer chainAnswer) (*market.Chain, error) { return y.readChain(answer, symbol, expiry) })
}

package market

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Options is the chain of symbol's options that expire on expiry, or, where that
// is zero, of those that expire next. A day on which none expire is an error that
// wraps ErrNoData and names those on which some do. While Yahoo refuses us or is
// down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Options(ctx context.Context, symbol Symbol, expiry Date) (*Chain, error) {
	if symbol == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	if err := checkDay("expiry", expiry); err != nil {
		return nil, err
	}
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Chain, error) {
		key := symbol.String() + "|" + expiry.String()
		return kept(ctx, m, m.depth.chains, key, symbol.String(), func(ctx context.Context) (*Chain, error) {
			return m.fetchChain(ctx, symbol, expiry)
		})
	})
}

// checkDay refuses a day that no calendar has, or that is out of any market's
// time. The zero Date is fine.
func checkDay(field string, d Date) error {
	if d.IsZero() || d.Year >= 1900 && d.Year <= 2200 && DateOf(d.In(time.UTC)) == d {
		return nil
	}
	return fmt.Errorf("%w: %s: %d-%02d-%02d is no date: want one from 1900 to 2200, such as 2025-01-17", ErrQuery, field, d.Year, d.Month, d.Day)
}

func (m *Market) fetchChain(ctx context.Context, symbol Symbol, expiry Date) (chain *Chain, err error) {
	query := url.Values{"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"}}
	if !expiry.IsZero() {
		query.Set("date", strconv.FormatInt(expiry.In(time.UTC).Unix(), 10))
	}
	err = m.transport.ask(ctx, request{
		path: "/v7/finance/options/" + symbol.String(), query: query, symbol: symbol.String(), crumb: true,
		read: func(body []byte) error {
			chain, err = m.readChain(body, symbol, expiry)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	chain.Origin = m.about(symbol, "/options/")
	return chain, nil
}

// Package coingecko asks CoinGecko's public API: the price and the market value of coins
// in many currencies, averaged over the exchanges that trade them, and the price at the
// end of one day. It bears few requests a minute and gives the last year alone.
package coingecko

import (
	"context"
	"net/url"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const address = "https://api.coingecko.com/api/v3/"

type client = httpsource.Client

// Source is CoinGecko. What it tells of its health is the client's.
type Source struct{ *client }

var _ interface {
	market.Source
	market.Quoter
	market.Historian
} = (*Source)(nil)

// Provider is what it is called.
func Provider() market.Provider {
	return market.Provider{Name: "CoinGecko", Site: "https://www.coingecko.com"}
}

// New makes one. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.CoinGecko, Provider(), o, httpsource.Limits{Concurrent: 2, Rate: 0.2, Burst: 4})
	if err != nil {
		return nil, err
	}
	return &Source{c}, nil
}

// Name is coingecko.
func (s *Source) Name() string { return spelling.CoinGecko }

// Covers is true of the coins whose id is known, in any currency: what it does not have
// it says.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, _, ok := spelled(symbol)
	return ok
}

// spelled is a coin's id and the code, in small letters, of what it is to be priced in. An
// id has no currency: that of BTC-EUR is that of BTC-USD.
func spelled(symbol market.Symbol) (id, in string, ok bool) {
	_, quote, ok := spelling.Pair(symbol.String())
	coin, priced := strings.CutSuffix(symbol.String(), "-"+quote)
	if !ok || !priced {
		return "", "", false
	}
	id, ok = spelling.To(spelling.CoinGecko, coin+"-USD")
	return id, strings.ToLower(quote), ok
}

// ask reads what CoinGecko says into a value.
func (s *Source) ask(ctx context.Context, what string, query url.Values, into any) error {
	return s.client.Ask(ctx, httpsource.Request{URL: address + what, Query: query, Read: func(a outbound.Answer) error {
		return httpsource.JSON(a.Body, into)
	}})
}

// page is where a reader finds a coin.
func page(symbol market.Symbol) string {
	id, _, _ := spelled(symbol)
	return "/en/coins/" + id
}

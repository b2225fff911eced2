// Package coinbase asks the public API of Coinbase's exchange: spot prices of coins in
// dollars, euros and pounds, and their bars. Its days are those of UTC.
//
// What it calls open in its statistics is the price of 24 hours ago. It counts volume in
// coins, which is left out: that of a coin is in what it is priced in. Bars in whose time
// nobody traded are not there.
package coinbase

import (
	"context"
	"net/url"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const address = "https://api.exchange.coinbase.com/products/"

type client = httpsource.Client

// Source is Coinbase. What it tells of its health is the client's.
type Source struct{ *client }

var _ interface {
	market.Source
	market.Quoter
	market.Historian
} = (*Source)(nil)

// Provider is what it is called.
func Provider() market.Provider {
	return market.Provider{Name: "Coinbase", Site: "https://www.coinbase.com"}
}

// New makes one. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.Coinbase, Provider(), o, httpsource.Limits{Concurrent: 4, Rate: 6, Burst: 10})
	if err != nil {
		return nil, err
	}
	return &Source{c}, nil
}

// Name is coinbase.
func (s *Source) Name() string { return spelling.Coinbase }

// Covers is true of the products that Coinbase is known to trade.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Coinbase, symbol.String())
	return ok
}

// ask reads what Coinbase says of a product below its address into a value.
func (s *Source) ask(ctx context.Context, symbol market.Symbol, what string, query url.Values, into any) error {
	product, ok := spelling.To(spelling.Coinbase, symbol.String())
	if !ok {
		return &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
	}
	return s.client.Ask(ctx, httpsource.Request{URL: address + product + what, Query: query, Symbol: symbol.String(), Read: func(a outbound.Answer) error {
		return httpsource.JSON(a.Body, into)
	}})
}

// page is where a reader finds a product.
func page(symbol market.Symbol) string {
	product, _ := spelling.To(spelling.Coinbase, symbol.String())
	return "/advanced-trade/spot/" + product
}

// Package binance asks Binance's public market data: prices of coins in USDT, and their
// bars. Its days are those of UTC.
//
// USDT is a token that is meant to be worth a dollar and is not one: it was 0.9985 dollars
// on a day in 2026. So all that is said here of BTC-USD is in the currency USDT and says
// so; nothing is converted, as Binance has no rate in dollars.
package binance

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const (
	address = "https://data-api.binance.vision/api/v3/"
	// currency is what Binance's prices are in.
	currency = "USDT"
)

type client = httpsource.Client

// Source is Binance. What it tells of its health is the client's.
type Source struct{ *client }

var _ interface {
	market.Source
	market.Quoter
	market.Historian
} = (*Source)(nil)

// Provider is what it is called.
func Provider() market.Provider {
	return market.Provider{Name: "Binance", Site: "https://www.binance.com"}
}

// New makes one. It reaches for nothing before the first question. Who goes on after a
// refusal is banned for days: it is left alone for five minutes.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.Binance, Provider(), o, httpsource.Limits{Concurrent: 4, Rate: 5, Burst: 10, BlockPause: 5 * time.Minute})
	if err != nil {
		return nil, err
	}
	return &Source{c}, nil
}

// Name is binance.
func (s *Source) Name() string { return spelling.Binance }

// Covers is true of the coins in dollars of which Binance has the price in USDT.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Binance, symbol.String())
	return ok
}

// ask reads what Binance says into a value.
func (s *Source) ask(ctx context.Context, what string, query url.Values, into any) error {
	return s.client.Ask(ctx, httpsource.Request{URL: address + what, Query: query, Judge: judge, Read: func(a outbound.Answer) error {
		return httpsource.JSON(a.Body, into)
	}})
}

// judge reads the code of a refusal with status 400, which says whether it is the symbol,
// the question or us.
func judge(a outbound.Answer) error {
	var wire struct{ Code int }
	if a.Status != http.StatusBadRequest || json.Unmarshal(a.Body, &wire) != nil {
		return httpsource.Judge(a)
	}
	e := &market.Error{Kind: market.ErrNoData, Status: a.Status, Said: httpsource.Text(string(a.Body[:min(len(a.Body), 1024)]))}
	switch wire.Code {
	case -1121:
		e.Kind = market.ErrUnknownSymbol
	case -1003, -1015:
		e.Kind, e.Message = market.ErrBlocked, "too many requests"
	}
	return e
}

// page is where a reader finds a pair.
func page(symbol market.Symbol) string {
	base, _, _ := spelling.Pair(symbol.String())
	return "/en/trade/" + base + "_" + currency
}

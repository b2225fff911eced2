package yahoo

import (
	"context"
	"errors"
	"slices"
	"strings"

	finance "github.com/piquette/finance-go"
	"github.com/piquette/finance-go/equity"

	"quotewire/internal/market"
)

// mostTogether is how many symbols one request for quotes names.
const mostTogether = 50

// Quotes asks for as many at once as one request may name.
func (y *Source) Quotes(ctx context.Context, symbols []market.Symbol) (tickers []*market.Ticker, errs []error) {
	for some := range slices.Chunk(symbols, mostTogether) {
		t, e := y.quotes(ctx, some)
		tickers, errs = append(tickers, t...), append(errs, e...)
	}
	return tickers, errs
}

// quotes asks for quotes by one request: each symbol has a ticker or an error. All kinds of instrument come from one endpoint, and the library's Equity has
// every field of the others.
func (y *Source) quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	names := namesOf(symbols)
	var entries []entry
	c := &call{client: y.client, symbol: strings.Join(names, ","), crumb: true}
	c.clean = func(body []byte) (clean []byte, err error) {
		clean, entries, err = cleanQuotes(body, symbols, y.fields)
		return clean, err
	}
	tickers, errs := make([]*market.Ticker, len(names)), make([]error, len(names))
	err := library(ctx, y.logger, c, func() error {
		quotes := equity.Client{B: c}.ListP(&equity.Params{Params: finance.Params{Context: &ctx}, Symbols: names})
		for i, e := range entries {
			if errs[i] = e.err; e.err == nil && quotes.Next() {
				tickers[i] = y.signed(newTicker(symbols[i], quotes.Equity(), e.row))
			}
		}
		return quotes.Err()
	})
	if err == nil {
		err = &market.Error{Kind: market.ErrMalformed, Symbol: c.symbol, Message: "no quote in the answer"}
	}
	for i, name := range names {
		if tickers[i] == nil && errs[i] == nil {
			errs[i] = ofOne(name, err)
		}
	}
	return tickers, errs
}

func namesOf(symbols []market.Symbol) []string {
	names := make([]string, len(symbols))
	for i, s := range symbols {
		names[i] = s.String()
	}
	return names
}

// ofOne is what a request that failed for several symbols is to one of them.
func ofOne(symbol string, err error) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok || e.Symbol == "" {
		return err
	}
	own := *e
	own.Symbol = symbol
	return &own
}

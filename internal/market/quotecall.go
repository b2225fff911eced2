package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	finance "github.com/piquette/finance-go"
	"github.com/piquette/finance-go/equity"

	"quotewire/internal/cache"
)

// mostTogether is how many symbols one request for quotes names.
const mostTogether = 50

// Quote is symbol's present facts. A symbol that Yahoo does not know is tried in
// its other spelling where it has one (BRK.B as BRK-B), here and in all that is asked
// of one symbol: the answer carries the symbol that it is of. While Yahoo refuses us
// or is down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Quote(ctx context.Context, symbol Symbol) (*Ticker, error) {
	if symbol == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	return spelled(ctx, symbol, m.quoteOf)
}

// Quotes is the present facts of several symbols, for each of them what Quote gives.
// Those that are not in memory are asked for together.
func (m *Market) Quotes(ctx context.Context, symbols []Symbol) ([]*Ticker, []error) {
	tickers, errs := make([]*Ticker, len(symbols)), make([]error, len(symbols))
	told := make(map[Symbol]quoted, len(symbols))
	m.quotesOf(ctx, symbols, told)
	var others []Symbol
	for symbol, q := range told {
		if other, ok := symbol.respelled(); ok && errors.Is(q.err, ErrUnknownSymbol) {
			others = append(others, other)
		}
	}
	m.quotesOf(ctx, others, told)
	for i, symbol := range symbols {
		tickers[i], errs[i] = spelled(ctx, symbol, func(_ context.Context, s Symbol) (*Ticker, error) {
			return told[s].ticker, told[s].err
		})
	}
	return tickers, errs
}

// quoted is what became of one symbol among several.
type quoted struct {
	ticker *Ticker
	err    error
}

// quotesOf adds the quotes of symbols, in this spelling alone, to those told already.
func (m *Market) quotesOf(ctx context.Context, symbols []Symbol, told map[Symbol]quoted) {
	var keys []string
	for _, symbol := range symbols {
		if symbol == (Symbol{}) {
			told[symbol] = quoted{err: fmt.Errorf("%w: empty", ErrSymbol)}
		} else if _, ok := told[symbol]; !ok {
			keys = append(keys, symbol.String())
		}
	}
	items, errs := m.tickers.GetAll(ctx, keys, func(ctx context.Context, keys []string) (tickers []*Ticker, errs []error) {
		for some := range slices.Chunk(keys, mostTogether) {
			t, e := m.fetchTickers(ctx, some)
			tickers, errs = append(tickers, t...), append(errs, e...)
		}
		return tickers, errs
	})
	for i, key := range keys {
		ticker, err := m.tickerFrom(ctx, key, items[i], errs[i])
		told[Symbol{key}] = quoted{ticker, err}
	}
}

// quoteOf is the quote of symbol in this spelling alone.
func (m *Market) quoteOf(ctx context.Context, symbol Symbol) (*Ticker, error) {
	key := symbol.String()
	item, err := m.tickers.Get(ctx, key, func(ctx context.Context) (*Ticker, error) {
		tickers, errs := m.fetchTickers(ctx, []string{key})
		return tickers[0], errs[0]
	})
	return m.tickerFrom(ctx, key, item, err)
}

// tickerFrom is what the cache gave for a caller under ctx.
func (m *Market) tickerFrom(ctx context.Context, symbol string, item cache.Item[*Ticker], err error) (*Ticker, error) {
	if err != nil {
		return nil, m.failure(ctx, symbol, err)
	}
	if !item.Stale {
		return item.Value, nil
	}
	ticker := *item.Value
	ticker.Stale, ticker.Age = true, item.Age
	return &ticker, nil
}

// fetchTickers asks Yahoo for quotes by one request: each symbol has a ticker or an
// error. All kinds of instrument come from one endpoint, and the library's Equity has
// every field of the others.
func (m *Market) fetchTickers(ctx context.Context, names []string) ([]*Ticker, []error) {
	symbols := make([]Symbol, len(names))
	for i, name := range names {
		symbols[i] = Symbol{name}
	}
	var entries []entry
	c := &call{transport: m.transport, symbol: strings.Join(names, ","), crumb: true}
	c.clean = func(body []byte) (clean []byte, err error) {
		clean, entries, err = cleanQuotes(body, symbols, m.fields)
		return clean, err
	}
	tickers, errs := make([]*Ticker, len(names)), make([]error, len(names))
	err := library(ctx, m.logger, c, func() error {
		quotes := equity.Client{B: c}.ListP(&equity.Params{Params: finance.Params{Context: &ctx}, Symbols: names})
		for i, e := range entries {
			if errs[i] = e.err; e.err == nil && quotes.Next() {
				tickers[i] = m.judged(newTicker(symbols[i], quotes.Equity(), e.row))
			}
		}
		return quotes.Err()
	})
	if err == nil {
		err = &Error{Kind: ErrMalformed, Symbol: c.symbol, Message: "no quote in the answer"}
	}
	for i, name := range names {
		if tickers[i] == nil && errs[i] == nil {
			errs[i] = ofOne(name, err)
		}
	}
	return tickers, errs
}

// ofOne is what a request that failed for several symbols is to one of them.
func ofOne(symbol string, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Symbol == "" {
		return err
	}
	own := *e
	own.Symbol = symbol
	return &own
}

package market

import (
	"context"
	"errors"
)

// Quote is symbol's present facts. A symbol that its source does not know is tried in
// its other spelling where it has one (BRK.B as BRK-B), here and in all that is asked
// of one symbol: the answer carries the symbol that it is of. While the sources refuse us
// or are down it is what one said up to a day ago, marked Stale with its Age.
func (m *Market) Quote(ctx context.Context, symbol Symbol) (*Ticker, error) {
	return spelled(ctx, symbol, m.quoteOf)
}

// Quotes is the present facts of several symbols, for each of them what Quote gives.
// Those that are not in memory are asked for together. One alone is held against a second
// source where one is free to ask and answers in time: its ticker says by whom it is
// ConfirmedBy, or what is Disputed.
func (m *Market) Quotes(ctx context.Context, symbols []Symbol) ([]*Ticker, []error) {
	if len(symbols) == 1 {
		ticker, err := spelled(ctx, symbols[0], m.checked)
		return []*Ticker{ticker}, []error{err}
	}
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
		if _, ok := told[symbol]; !ok && symbol != (Symbol{}) {
			keys = append(keys, symbol.String())
		}
	}
	items, errs := m.caches.tickers.GetAll(ctx, keys, m.askQuotes)
	for i, key := range keys {
		ticker, err := given(ctx, m, key, items[i], errs[i])
		told[Symbol{key}] = quoted{ticker, err}
	}
}

// quoteOf is the quote of symbol in this spelling alone.
func (m *Market) quoteOf(ctx context.Context, symbol Symbol) (*Ticker, error) {
	key := symbol.String()
	return kept(ctx, m, m.caches.tickers, key, key, func(ctx context.Context) (*Ticker, error) {
		tickers, errs := m.askQuotes(ctx, []string{key})
		return tickers[0], errs[0]
	})
}

package market

import (
	"context"
	"errors"
	"slices"
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

// quotesAnswer is what a source says of several symbols.
type quotesAnswer struct {
	tickers []*Ticker
	errs    []error
}

// askQuotes asks the sources for the quotes of names, each name of the first source of its
// kind that answers, and those of one source together.
func (m *Market) askQuotes(ctx context.Context, names []string) ([]*Ticker, []error) {
	told := quotesAnswer{make([]*Ticker, len(names)), make([]error, len(names))}
	asks := make([]*asking, 0, len(names))
	for i, name := range names {
		all := m.roles.quotes.covering(m.order, quotes, Symbol{name})
		if told.errs[i] = m.roles.quotes.none(Symbol{name}); len(all) == 0 {
			continue
		}
		a := m.newAsking(i, all)
		if a.ready(Symbol{name}) {
			asks = append(asks, a)
		} else {
			told.errs[i] = a.faults.first()
		}
	}
	for len(asks) > 0 && ctx.Err() == nil {
		one, together, rest := nextGroup(asks)
		answer := m.quotesOfOne(ctx, one, together, names)
		asks = rest
		for j, a := range together {
			if told.tickers[a.place], told.errs[a.place] = answer.tickers[j], answer.errs[j]; answer.errs[j] == nil {
				continue
			}
			if one.final(answer.errs[j]) {
				continue
			}
			a.faults.add(a.left[0].place, answer.errs[j])
			if a.left = a.left[1:]; a.ready(Symbol{names[a.place]}) {
				asks = append(asks, a)
			} else {
				told.errs[a.place] = a.faults.first()
			}
		}
	}
	return told.tickers, told.errs
}

// asking is one symbol on its way from source to source.
type asking struct {
	place  int              // among the names
	left   []member[Quoter] // to be asked, first the one whose turn it is
	lost   []member[Quoter] // that are asked last, if at all
	faults faults
}

func (m *Market) newAsking(place int, all []member[Quoter]) *asking {
	a := &asking{place: place, left: all}
	if len(all) > 1 {
		a.left, a.lost = m.roles.quotes.parted(all)
	}
	return a
}

// ready reports whether there is a source to be asked: where no other is left, one that was
// lost and is due.
func (a *asking) ready(symbol Symbol) bool {
	for len(a.left) == 0 && len(a.lost) > 0 {
		one := a.lost[0]
		if a.lost = a.lost[1:]; one.due(quotes) {
			a.left = []member[Quoter]{one}
		} else {
			a.faults.add(one.place, one.failure(quotes, symbol))
		}
	}
	return len(a.left) > 0
}

// nextGroup are all symbols whose turn it is with the source of the first, and the rest.
func nextGroup(asks []*asking) (one member[Quoter], together, rest []*asking) {
	one = asks[0].left[0]
	for _, a := range asks {
		if a.left[0].monitor == one.monitor {
			together = append(together, a)
		} else {
			rest = append(rest, a)
		}
	}
	return one, together, rest
}

// quotesOfOne asks one source for the symbols of some names together.
func (m *Market) quotesOfOne(ctx context.Context, one member[Quoter], together []*asking, names []string) quotesAnswer {
	var symbols []Symbol
	others := true
	for _, a := range together {
		symbols = append(symbols, Symbol{names[a.place]})
		others = others && len(a.left) > 1
	}
	defer one.tried(quotes)
	answer, err := put(ctx, one.monitor, quotes, others, func(ctx context.Context) (quotesAnswer, error) {
		tickers, errs := one.source.Quotes(ctx, symbols)
		return quotesAnswer{tickers, errs}, refusedAll(errs)
	})
	if errors.Is(err, errSlow) {
		answer = quotesAnswer{make([]*Ticker, len(symbols)), slices.Repeat([]error{err}, len(symbols))}
	}
	for i, t := range answer.tickers {
		if m.judged(t) != nil {
			one.sign(t)
			m.retryLost(together[i], symbols[i:i+1])
		}
	}
	return answer
}

// retryLost finds out by a symbol that was answered whether the sources that it was not
// asked of are back.
func (m *Market) retryLost(a *asking, symbols []Symbol) {
	for _, other := range a.lost {
		m.tryAgain(other.monitor, quotes, func(ctx context.Context) error {
			_, errs := other.source.Quotes(ctx, symbols)
			return errs[0]
		})
	}
}

// refusedAll is the error by which a source is judged that was asked for several: that of
// the first where none was answered, unless it is of its symbol alone.
func refusedAll(errs []error) error {
	for _, err := range errs {
		if !Refused(err) && !errors.Is(err, ErrMalformed) {
			return err
		}
	}
	return errs[0]
}

package market

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// quotesAnswer is what a source says of several symbols.
type quotesAnswer struct {
	tickers []*Ticker
	errs    []error
}

// askQuotes asks the sources for the quotes of names, each name of the first source of its
// kind that answers, and those of one source together. Sources are asked beside each other,
// so that one that is slow holds up its own symbols alone.
func (m *Market) askQuotes(ctx context.Context, names []string) ([]*Ticker, []error) {
	told := quotesAnswer{make([]*Ticker, len(names)), make([]error, len(names))}
	asks := make([]*asking, 0, len(names))
	for i, name := range names {
		symbol := Symbol{name}
		all := m.roles.quotes.covering(m.order, quotes, symbol)
		if len(all) == 0 {
			told.errs[i] = m.roles.quotes.none(symbol)
			continue
		}
		a := &asking{place: i, symbol: symbol, well: all}
		if len(all) > 1 || len(names) > 1 && all[0].silent() {
			a.well, a.lost = m.roles.quotes.parted(all)
		}
		asks = append(asks, a)
	}
	m.askGroups(ctx, asks, told)
	return told.tickers, told.errs
}

// asking is one symbol on its way from source to source.
type asking struct {
	place  int // among the names
	symbol Symbol
	well   []member[Quoter] // to be asked, first the one whose turn it is
	lost   []member[Quoter] // that are asked last, if at all
	faults faults
	slow   bool // one was silent
}

// group are the symbols whose turn it is with one source.
type group struct {
	one    member[Quoter]
	asks   []*asking
	trying bool // it was lost, and is tried again
}

// askGroups puts each symbol to the source whose turn it is, and those that it does not
// answer to the next.
func (m *Market) askGroups(ctx context.Context, asks []*asking, told quotesAnswer) {
	var running sync.WaitGroup
	defer running.Wait()
	groups := groupsOf(asks, told)
	for i, g := range groups {
		if i == len(groups)-1 {
			m.askGroup(ctx, g, told)
			return
		}
		running.Go(func() { m.askGroup(ctx, g, told) })
	}
}

// groupsOf are the symbols by their next source. One that has none left has its error told.
func groupsOf(asks []*asking, told quotesAnswer) (groups []*group) {
	find := func(s *monitor) *group {
		if i := slices.IndexFunc(groups, func(g *group) bool { return g.one.monitor == s }); i >= 0 {
			return groups[i]
		}
		return nil
	}
	for _, a := range asks {
		one, trying, ok := a.next(find)
		if !ok {
			told.errs[a.place] = a.faults.first()
			continue
		}
		g := find(one.monitor)
		if g == nil {
			g = &group{one: one}
			groups = append(groups, g)
		}
		g.asks, g.trying = append(g.asks, a), g.trying || trying
	}
	return groups
}

// next is the source whose turn it is: where none is left that was well, one that is back,
// or that is due to be tried again, by this question or by a group of it that is there
// already.
func (a *asking) next(find func(*monitor) *group) (one member[Quoter], trying, ok bool) {
	if len(a.well) > 0 {
		one, a.well = a.well[0], a.well[1:]
		return one, false, true
	}
	for len(a.lost) > 0 {
		one, a.lost = a.lost[0], a.lost[1:]
		if find(one.monitor) != nil || !one.monitor.lost(quotes) {
			return one, false, true
		}
		if one.due(quotes) {
			return one, true, true
		}
		a.faults.add(one.place, one.failure(quotes, a.symbol))
	}
	return one, false, false
}

// askGroup asks one source for the symbols of a group together, and the next ones for what
// it does not answer.
func (m *Market) askGroup(ctx context.Context, g *group, told quotesAnswer) {
	answer := m.quotesOfOne(ctx, g)
	var rest []*asking
	for i, a := range g.asks {
		t, err := answer.tickers[i], answer.errs[i]
		told.tickers[a.place], told.errs[a.place] = t, err
		if err == nil {
			m.retryLost(a)
			continue
		}
		if ctx.Err() != nil || g.one.final(err) {
			continue
		}
		a.faults.add(g.one.place, err)
		a.slow = a.slow || errors.Is(err, errSlow)
		rest = append(rest, a)
	}
	if len(rest) > 0 {
		m.askGroups(ctx, rest, told)
	}
}

// quotesOfOne asks the source of a group. It has no longer than where one of the symbols
// has another to go to.
func (m *Market) quotesOfOne(ctx context.Context, g *group) quotesAnswer {
	if g.trying {
		defer g.one.tried(quotes)
	}
	symbols := make([]Symbol, len(g.asks))
	others, slow := false, true
	for i, a := range g.asks {
		symbols[i] = a.symbol
		others, slow = others || len(a.well) > 0, slow && a.slow
	}
	if !others && len(g.asks) == 1 { // several are waited for together
		meanwhile(ctx, g.asks[0].faults, g.asks[0].lost, quotes, g.asks[0].symbol)
	}
	answer, err := put(ctx, g.one.monitor, quotes, g.one.limit(others, slow), func(ctx context.Context) (quotesAnswer, error) {
		told := m.quotesFrom(ctx, g.one, symbols)
		return told, refusedAll(told.errs)
	})
	if len(answer.errs) == 0 || errors.Is(err, errSlow) {
		return answerOf(symbols, err)
	}
	return answer
}

// answerOf is one error for all symbols.
func answerOf(symbols []Symbol, err error) quotesAnswer {
	return quotesAnswer{make([]*Ticker, len(symbols)), slices.Repeat([]error{err}, len(symbols))}
}

// quotesFrom is what a source answers about symbols, held against what was asked: each has
// a ticker of its own or an error.
func (m *Market) quotesFrom(ctx context.Context, one member[Quoter], symbols []Symbol) quotesAnswer {
	tickers, errs := one.source.Quotes(ctx, symbols)
	if len(tickers) != len(symbols) || len(errs) != len(symbols) {
		return answerOf(symbols, &Error{Kind: ErrMalformed, Message: "not an answer for each symbol"})
	}
	for i, symbol := range symbols {
		if errs[i] == nil {
			errs[i] = one.vet(symbol, tickers[i])
		}
		if errs[i] != nil {
			tickers[i] = nil
			continue
		}
		one.sign(m.judged(tickers[i]))
	}
	return quotesAnswer{tickers, errs}
}

// retryLost finds out by a symbol that was answered whether the sources that it was not
// asked of are back.
func (m *Market) retryLost(a *asking) {
	for _, other := range a.lost {
		m.tryAgain(other.monitor, quotes, func(ctx context.Context) error {
			return m.quotesFrom(ctx, other, []Symbol{a.symbol}).errs[0]
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

package market

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

const (
	// checkGrace is how long a quote that is there waits for the one that it is held
	// against.
	checkGrace = 150 * time.Millisecond
	// checkTime bounds the question to the second source.
	checkTime = 2 * time.Second
	// mostChecks is how many second sources may be asked at once.
	mostChecks = 8
)

// second is the quote of one more source, to hold others against. Without a Ticker it is
// of a source that has none of the symbol.
type second struct {
	ticker  *Ticker
	verdict atomic.Pointer[verdict] // the last
}

// verdict is what came of holding a quote against a second.
type verdict struct{ of, told *Ticker }

// checked is the quote of symbol in this spelling alone, held against that of the next source of
// its kind that is free: one that answers at present, of the same world, for which fewer
// than mostChecks questions are open. Both are asked at once, and the first waits for the
// second no longer than checkGrace.
func (m *Market) checked(ctx context.Context, symbol Symbol) (*Ticker, error) {
	if item, ok := m.caches.seconds.Kept(symbol.String()); ok && !item.Stale {
		ticker, err := m.quoteOf(ctx, symbol)
		return m.heldAgainst(ticker, item.Value), err
	}
	one, ok := m.freeSecond(symbol)
	if !ok {
		return m.quoteOf(ctx, symbol)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answer := make(chan *second, 1)
	asked := m.background.begin(func() {
		defer func() { <-m.checks }()
		item, _ := m.caches.seconds.Get(ctx, symbol.String(), func(ctx context.Context) (*second, error) { return m.quoteOfSecond(ctx, one, symbol) })
		answer <- item.Value // nil after an error, which put has noted
	})
	if !asked {
		<-m.checks
	}
	ticker, err := m.quoteOf(ctx, symbol)
	if err != nil || ticker.Stale || !asked {
		return ticker, err
	}
	grace := time.NewTimer(checkGrace)
	defer grace.Stop()
	select {
	case s := <-answer:
		return m.heldAgainst(ticker, s), nil
	case <-grace.C:
	case <-ctx.Done():
	}
	return ticker, nil
}

// freeSecond is the source that is asked after the first, whose place among mostChecks is
// taken; false where nobody is free.
func (m *Market) freeSecond(symbol Symbol) (one member[Quoter], ok bool) {
	well, _ := parted(m.roles.quotes.covering(m.order, "quotes", symbol))
	if len(well) < 2 {
		return one, false
	}
	select {
	case m.checks <- struct{}{}:
		return well[1], true
	default:
		return one, false
	}
}

func (m *Market) quoteOfSecond(ctx context.Context, one member[Quoter], symbol Symbol) (*second, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, checkTime, errSlow)
	defer cancel()
	answer, err := put(ctx, one.seat, false, func(ctx context.Context) (*Ticker, error) {
		tickers, errs := one.source.Quotes(ctx, []Symbol{symbol})
		return tickers[0], errs[0]
	})
	switch {
	case errors.Is(err, ErrUnknownSymbol), errors.Is(err, ErrNoData):
		return &second{}, nil // it is not asked again for a while
	case err != nil:
		return nil, err
	}
	one.sign(m.judged(answer))
	return &second{ticker: answer}, nil
}

// heldAgainst is the ticker with what a second says of it.
func (m *Market) heldAgainst(t *Ticker, s *second) *Ticker {
	if t == nil || t.Stale || s == nil || s.ticker == nil || s.ticker.Symbol != t.Symbol || s.ticker.Source == t.Source || s.ticker.Simulated != t.Simulated {
		return t
	}
	if v := s.verdict.Load(); v != nil && v.of == t {
		return v.told
	}
	told := t
	if agreed, disputes := compare(t, s.ticker); agreed || len(disputes) > 0 {
		copied := *t
		told = &copied
		if told.Disputed = disputes; agreed {
			told.ConfirmedBy = []string{s.ticker.Provider}
		}
		m.countVerdict(t.Source, agreed)
	}
	s.verdict.Store(&verdict{t, told})
	return told
}

func (m *Market) countVerdict(source string, agreed bool) {
	i := slices.IndexFunc(m.seats, func(s *seat) bool { return s.name == source })
	switch {
	case i < 0:
	case agreed:
		m.seats[i].counts.confirmed.Inc()
	default:
		m.seats[i].counts.disagreed.Inc()
	}
}

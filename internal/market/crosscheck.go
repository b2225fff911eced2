package market

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// checked is the quote of symbol in this spelling alone, held against that of the next
// source of its kind that is free: one that answers at present, of the same world, for
// which fewer than mostChecks questions are open. Both are asked at once, and the first
// waits for the second no longer than checkGrace. Where they disagree the one after is
// asked too, as two that agree outvote a third.
func (m *Market) checked(ctx context.Context, symbol Symbol) (*Ticker, error) {
	if item, ok := m.caches.seconds.Kept(symbol.String()); ok && !item.Stale {
		ticker, err := m.quoteOf(ctx, symbol)
		if err != nil {
			return nil, err
		}
		return m.heldAgainst(ctx, ticker, item.Value), nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answer := m.askOther(ctx, symbol)
	ticker, err := m.quoteOf(ctx, symbol)
	if err != nil || answer == nil {
		return ticker, err
	}
	return m.heldAgainst(ctx, ticker, answer.within(ctx)), nil
}

// check is a question to one more source. Its answer is one value, nil after an error.
type check struct {
	of     *monitor
	answer chan *second
}

// within is the answer if it comes within checkGrace, else nil.
func (c *check) within(ctx context.Context) *second {
	grace := time.NewTimer(checkGrace)
	defer grace.Stop()
	select {
	case s := <-c.answer:
		return s
	case <-grace.C:
		c.of.rest()
	case <-ctx.Done():
	}
	return nil
}

// rest has no quote wait for a source that was late with its own, for as long as its first
// pause.
func (s *monitor) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rests = time.Now().Add(s.first)
}

// rested reports whether quotes may wait for the source's.
func (s *monitor) rested() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !time.Now().Before(s.rests)
}

// askOther asks one more source than those that are heard, of those that are well and
// rested; before anybody is, the first of them will be. It is nil where nobody is free.
func (m *Market) askOther(ctx context.Context, symbol Symbol, heard ...string) *check {
	all := m.roles.quotes.covering(m.order, quotes, symbol)
	if len(all) < 2 { // there never is one, which is known from now on
		_, _ = m.caches.seconds.Get(ctx, symbol.String(), func(context.Context) (*second, error) { return &second{}, nil })
		return nil
	}
	well, _ := m.roles.quotes.parted(all)
	if len(well) < 2 {
		return nil
	}
	key := symbol.String()
	if len(heard) == 0 {
		heard = []string{well[0].name}
	} else {
		key += "|" + strings.Join(heard, "|")
	}
	i := slices.IndexFunc(well, func(one member[Quoter]) bool { return !slices.Contains(heard, one.name) && one.rested() })
	if i < 0 {
		return nil
	}
	other := well[i]
	select {
	case m.checks <- struct{}{}:
	default:
		return nil
	}
	asked := &check{of: other.monitor, answer: make(chan *second, 1)}
	if !m.background.begin(func() {
		defer func() { <-m.checks }()
		item, _ := m.caches.seconds.Get(ctx, key, func(ctx context.Context) (*second, error) { return m.quoteOfSecond(ctx, other, symbol) })
		asked.answer <- item.Value // nil after an error, which put has noted
	}) {
		return nil // the Market is closing
	}
	return asked
}

func (m *Market) quoteOfSecond(ctx context.Context, one member[Quoter], symbol Symbol) (*second, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, checkTime, errSlow)
	defer cancel()
	answer, err := put(ctx, one.monitor, quotes, 0, func(ctx context.Context) (*Ticker, error) {
		told := m.quotesFrom(ctx, one, []Symbol{symbol})
		return told.tickers[0], told.errs[0]
	})
	switch {
	case errors.Is(err, ErrUnknownSymbol), errors.Is(err, ErrNoData):
		return &second{}, nil // it is not asked again for a while
	case err != nil:
		return nil, err
	}
	return &second{ticker: answer}, nil
}

// heldAgainst is the ticker with what a second says of it, and a third where those two
// disagree, or where the second answered in place of the first.
func (m *Market) heldAgainst(ctx context.Context, t *Ticker, s *second) *Ticker {
	if s == nil || s.ticker == nil || t.Stale {
		return t
	}
	before := s.verdict.Load()
	if before != nil && before.of == t {
		return before.told
	}
	told, heard := *t, []string{t.Source}
	switch {
	case s.ticker.Source == t.Source:
	case !comparable(t, s.ticker):
		return t
	case told.hold(s.ticker) && len(told.Disputed) > 0:
		heard = append(heard, s.ticker.Source)
	default:
		heard = nil
	}
	if len(heard) > 0 {
		if answer := m.askOther(ctx, t.Symbol, heard...); answer != nil {
			if third := answer.within(ctx); third != nil && comparable(t, third.ticker) {
				told.hold(third.ticker)
			}
		}
	}
	if s.verdict.CompareAndSwap(before, &verdict{t, &told}) && len(told.ConfirmedBy)+len(told.Disputed) > 0 {
		m.countVerdict(t.Source, len(told.Disputed) == 0)
	}
	return &told
}

// hold notes what another ticker says of t, which is its caller's alone. It reports whether
// that says anything.
func (t *Ticker) hold(other *Ticker) bool {
	agreed, disputes := compare(t, other)
	if t.Disputed = append(slices.Clip(t.Disputed), disputes...); agreed {
		t.ConfirmedBy = append(slices.Clip(t.ConfirmedBy), other.Provider)
	}
	return agreed || len(disputes) > 0
}

// comparable reports whether two tickers are of one symbol and world and of two sources.
func comparable(t, other *Ticker) bool {
	return other != nil && other.Symbol == t.Symbol && other.Source != t.Source && other.Simulated == t.Simulated
}

func (m *Market) countVerdict(source string, agreed bool) {
	i := slices.IndexFunc(m.monitors, func(s *monitor) bool { return s.name == source })
	switch {
	case i < 0:
	case agreed:
		m.monitors[i].counts.confirmed.Inc()
	default:
		m.monitors[i].counts.disagreed.Inc()
	}
}

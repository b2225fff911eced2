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
	// checkSlow is how long a second source may take and still be waited for the next time.
	checkSlow = 500 * time.Millisecond
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
// waits for the second no longer than checkGrace, and not at all where that was late the
// last time. Where they disagree the one after is asked too, as two that agree outvote a
// third. A question to a second goes on when the quote is given without it, so that it is
// known how that source is, and ends when its asker leaves before the quote is there.
func (m *Market) checked(ctx context.Context, symbol Symbol) (*Ticker, error) {
	if item, ok := m.caches.seconds.Kept(symbol.String()); ok && !item.Stale {
		ticker, err := m.quoteOf(ctx, symbol)
		if err != nil {
			return nil, err
		}
		return m.heldAgainst(ctx, ticker, item.Value), nil
	}
	asked := m.askOther(ctx, symbol, 1)
	ticker, err := m.quoteOf(ctx, symbol)
	if asked == nil {
		return ticker, err
	}
	if err != nil {
		asked.end()
		return nil, err
	}
	return m.heldAgainst(ctx, ticker, asked.within(ctx)), nil
}

// check is an open question to a second source.
type check struct {
	of     *monitor
	answer chan *second // has one value, nil after an error
	detach func() bool  // from its asker
	end    context.CancelFunc
}

// within is an answer that comes within checkGrace, at once where the source was late the
// last time, else nil.
func (c *check) within(ctx context.Context) *second {
	defer c.detach()
	if c.of.late.Load() {
		select {
		case s := <-c.answer:
			return s
		default:
			return nil
		}
	}
	grace := time.NewTimer(checkGrace)
	defer grace.Stop()
	select {
	case s := <-c.answer:
		return s
	case <-grace.C:
		c.of.late.Store(true)
	case <-ctx.Done():
	}
	return nil
}

// askOther asks the source at a place among those that are well; nil where nobody is free.
func (m *Market) askOther(ctx context.Context, symbol Symbol, place int) *check {
	well, _ := m.roles.quotes.parted(m.roles.quotes.covering(m.order, quotes, symbol))
	if len(well) <= place {
		return nil
	}
	select {
	case m.checks <- struct{}{}:
	default:
		return nil
	}
	one, key := well[place], symbol.String()
	if place > 1 {
		key += "|" + one.name
	}
	asking, end := context.WithCancel(context.WithoutCancel(ctx))
	c := &check{of: one.monitor, answer: make(chan *second, 1), end: end, detach: context.AfterFunc(ctx, end)}
	if !m.background.begin(func() {
		defer func() { <-m.checks }()
		defer end()
		defer context.AfterFunc(m.background.base, end)()
		began := time.Now()
		item, _ := m.caches.seconds.Get(asking, key, func(ctx context.Context) (*second, error) { return m.quoteOfSecond(ctx, one, symbol) })
		one.late.Store(time.Since(began) > checkSlow)
		c.answer <- item.Value // nil after an error, which put has noted
	}) {
		end()
		<-m.checks
		return nil
	}
	return c
}

func (m *Market) quoteOfSecond(ctx context.Context, one member[Quoter], symbol Symbol) (*second, error) {
	answer, err := put(ctx, one.monitor, quotes, true, func(ctx context.Context) (*Ticker, error) {
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

// heldAgainst is the ticker with what a second says of it, and a third where those two
// disagree.
func (m *Market) heldAgainst(ctx context.Context, t *Ticker, s *second) *Ticker {
	if s == nil || !comparable(t, s.ticker) {
		return t
	}
	if v := s.verdict.Load(); v != nil && v.of == t {
		return v.told
	}
	told := *t
	if told.hold(s.ticker) && len(told.Disputed) > 0 {
		if asked := m.askOther(ctx, t.Symbol, 2); asked != nil {
			if third := asked.within(ctx); third != nil && comparable(t, third.ticker) {
				told.hold(third.ticker)
			}
		}
	}
	if len(told.ConfirmedBy)+len(told.Disputed) > 0 {
		m.countVerdict(t.Source, len(told.Disputed) == 0)
	}
	s.verdict.Store(&verdict{t, &told})
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

// comparable reports whether two tickers are of one symbol and world and of two sources,
// and the first was just given.
func comparable(t, other *Ticker) bool {
	return other != nil && !t.Stale && other.Symbol == t.Symbol && other.Source != t.Source && other.Simulated == t.Simulated
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

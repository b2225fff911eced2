package market

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/calendar"
)

// Market answers from its sources and caches. It is safe for concurrent use. Its
// methods return values that callers share and must not change.
type Market struct {
	monitors  []*monitor
	roles     roles
	order     order // nil: that of the sources
	caches    caches
	calendars *calendar.Calendars
	zones     zones
	now       func() time.Time
	logger    *slog.Logger

	background background
	checks     chan struct{} // a place for each second source that is asked
}

// New makes a Market. It reaches for nothing before the first question.
func New(o Options) (*Market, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Calendars == nil {
		var err error
		if o.Calendars, err = calendar.New(); err != nil {
			return nil, fmt.Errorf("load calendars: %w", err)
		}
	}
	m := &Market{calendars: o.Calendars, now: o.Now, logger: o.Logger, checks: make(chan struct{}, mostChecks)}
	m.background.base, m.background.end = context.WithCancel(context.Background())
	m.background.logger = o.Logger
	metrics := newMetrics(o.Registerer)
	for _, s := range o.Sources {
		m.monitors = append(m.monitors, newMonitor(s, o, metrics.of(s.Name())))
	}
	m.roles = rolesOf(m.monitors)
	for _, s := range m.monitors {
		metrics.has(s.name, m.roles.of(s.source))
	}
	if !o.InOrder {
		m.order = newOrder()
	}
	m.caches.lastKnown = newLastKnown(o.Store, o.Sources, o.Now, &m.zones)
	if err := m.caches.open(o); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// failure is the error for a caller under ctx: the cause when it left, an *Error
// when the load ended otherwise.
func (m *Market) failure(ctx context.Context, symbol string, err error) error {
	switch _, typed := errors.AsType[*Error](err); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, cache.ErrClosed), errors.Is(err, ErrClosed):
		return ErrClosed
	case typed, errors.Is(err, ErrQuery):
		return err
	}
	if p, ok := errors.AsType[*cache.PanicError](err); ok {
		m.logger.ErrorContext(ctx, "panic while loading market data", "panic", p.Value, "stack", string(p.Stack))
	}
	return &Error{Kind: ErrUnavailable, Symbol: symbol, Err: err}
}

// Problem is why the last request to a source failed and since when requests do, nil
// while one source at least is well: of the first that has one.
func (m *Market) Problem() (since time.Time, err error) {
	return problemOf(m.monitors)
}

// Close ends the requests under way and waits for them. Questions after it fail. It closes
// its sources too, and not the Store, which may still be writing what they said.
func (m *Market) Close() {
	m.background.stop()
	m.caches.close()
	m.background.running.Wait()
	for _, s := range m.monitors {
		if s, ok := s.source.(interface{ Close() }); ok {
			s.Close()
		}
	}
}

package macro

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/market"
)

// Macro answers from its sources and its cache. It is safe for concurrent use. Its
// methods return values that callers share and must not change.
type Macro struct {
	catalogue *Catalogue
	members   []member
	inOrder   bool // of members, not of the catalogue
	parts     *cache.Cache[*Part]
	now       func() time.Time
	logger    *slog.Logger
}

// New makes a Macro. It reaches for nothing before the first question.
func New(o Options) (*Macro, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	catalogue, err := NewCatalogue()
	if err != nil {
		return nil, err
	}
	m := &Macro{catalogue: catalogue, inOrder: o.InOrder, now: o.Now, logger: o.Logger}
	for _, s := range o.Sources {
		m.members = append(m.members, newMember(s, o))
	}
	if m.parts, err = openParts(o, catalogue); err != nil {
		return nil, fmt.Errorf("open cache of series: %w", err)
	}
	return m, nil
}

// Series are those of the catalogue.
func (m *Macro) Series() []Series { return m.catalogue.Series() }

// Asked reports whether a series has a source that is asked here.
func (m *Macro) Asked(s Series) bool { return len(m.asked(s)) > 0 }

// Any reports whether there is a source at all.
func (m *Macro) Any() bool { return len(m.members) > 0 }

// Find is Catalogue.Find.
func (m *Macro) Find(text string) (Match, bool, []Series) { return m.catalogue.Find(text) }

// Close ends the requests under way and waits for them. Questions after it fail. It closes
// its sources too, and not the Store, which may still be writing what they said.
func (m *Macro) Close() {
	m.parts.Close()
	for _, s := range m.members {
		if s, ok := s.Source.(interface{ Close() }); ok {
			s.Close()
		}
	}
}

// failure is the error for a caller under ctx: the cause when it left, an error of
// package market when the load ended otherwise.
func (m *Macro) failure(ctx context.Context, err error) error {
	switch _, typed := errors.AsType[*market.Error](err); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, cache.ErrClosed):
		return market.ErrClosed
	case typed:
		return err
	}
	if p, ok := errors.AsType[*cache.PanicError](err); ok {
		m.logger.ErrorContext(ctx, "panic while loading a series", "panic", p.Value, "stack", string(p.Stack))
	}
	return &market.Error{Kind: market.ErrUnavailable, Err: err}
}

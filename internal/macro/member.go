package macro

import (
	"context"
	"fmt"
	"slices"
	"time"

	"quotewire/internal/market"
)

// member is a source, and what becomes of the questions to it.
type member struct {
	Source
	watch *market.Watch
}

// role is what all sources are asked for.
const role = "series"

func newMember(s Source, o Options) member {
	name := s.Name()
	if l, ok := s.(labelled); ok {
		name = l.Label()
	}
	return member{s, market.NewWatch(market.WatchOptions{Name: name, Role: role, Source: s, Logger: o.Logger, Registerer: o.Registerer})}
}

// load is one answer of the source.
func (s member) load(ctx context.Context, part string) (*Part, error) {
	p, err := market.Watched(ctx, s.watch, func(ctx context.Context) (*Part, error) { return s.Load(ctx, part) })
	if err != nil {
		return nil, fmt.Errorf("load series: %w", err)
	}
	return p, nil
}

// place is that of a source among those that are asked, -1 for one that is not.
func (m *Macro) place(name string) int {
	return slices.IndexFunc(m.members, func(s member) bool { return s.Name() == name })
}

// Sources are those that are asked with how they are, in the order in which they were given.
func (m *Macro) Sources() (all []market.SourceState) {
	for _, s := range m.members {
		all = append(all, s.watch.State())
	}
	return all
}

// Problem is why the last request to a source failed and since when requests do, nil while
// one source at least is well: of the first that has one.
func (m *Macro) Problem() (since time.Time, err error) {
	var all []*market.Watch
	for _, s := range m.members {
		all = append(all, s.watch)
	}
	return market.Problem(all)
}

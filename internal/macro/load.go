package macro

import (
	"context"
	"errors"
	"slices"
	"sync"

	"quotewire/internal/market"
)

// manyParts is how many answers of a source are asked for before one that has all in
// one answer goes first.
const manyParts = 12

// loaded are the values of a series and whose they are.
type loaded struct {
	values []Observation
	market.Origin
}

// load are the values of a series from from to to, of the first of its sources that
// has them. What is fresh goes before what an earlier one said once.
func (m *Macro) load(ctx context.Context, s Series, from, to market.Date) (loaded, error) {
	var stale loaded
	var old member // whose that is
	var failed error
	for _, k := range m.order(s, from, to) {
		source := m.members[m.place(k.Source)]
		got, err := m.ask(ctx, source, k.Key, from, to)
		switch {
		case ctx.Err() != nil:
			return loaded{}, context.Cause(ctx)
		case errors.Is(err, market.ErrClosed):
			return loaded{}, err
		case err != nil && (failed == nil || !market.Refused(failed) && market.Refused(err)):
			failed = err
		case err != nil:
		case !got.Stale:
			return got, nil
		case stale.values == nil:
			stale, old = got, source
		}
	}
	switch {
	case stale.values != nil:
		old.watch.ServedStale()
		return stale, nil
	case failed == nil:
		failed = &OffError{s}
	}
	return loaded{}, failed
}

// order are the keys of a series at the sources that there are: those that would have
// to be asked very often come last.
func (m *Macro) order(s Series, from, to market.Date) (few []Key) {
	var many []Key
	for _, k := range m.asked(s) {
		switch {
		case len(m.members[m.place(k.Source)].Parts(k.Key, from, to)) > manyParts:
			many = append(many, k)
		default:
			few = append(few, k)
		}
	}
	return append(few, many...)
}

// asked are the keys of a series at the sources that there are.
func (m *Macro) asked(s Series) (keys []Key) {
	for _, k := range s.Sources {
		if m.place(k.Source) >= 0 {
			keys = append(keys, k)
		}
	}
	if m.inOrder {
		slices.SortStableFunc(keys, func(a, b Key) int { return m.place(a.Source) - m.place(b.Source) })
	}
	return keys
}

// ask are the values of a key from its source, all parts together.
func (m *Macro) ask(ctx context.Context, source member, key string, from, to market.Date) (all loaded, err error) {
	names := source.Parts(key, from, to)
	parts, errs := make([]*Part, len(names)), make([]error, len(names))
	var running sync.WaitGroup
	for i, name := range names {
		running.Go(func() { parts[i], errs[i] = m.part(ctx, source, name) })
	}
	running.Wait()
	var none error
	for i, p := range parts {
		switch err := errs[i]; {
		case err == nil:
			all.add(key, p)
		case errors.Is(err, market.ErrNoData): // a year in which nothing was published
			none = err
		default:
			return loaded{}, m.failure(ctx, err)
		}
	}
	if all.values == nil {
		if none == nil {
			none = &market.Error{Kind: market.ErrNoData}
		}
		return loaded{}, none
	}
	return all, nil
}

// part is one answer of a source, from the cache while it is fresh.
func (m *Macro) part(ctx context.Context, source member, name string) (*Part, error) {
	item, err := m.parts.Get(ctx, source.Name()+"|"+name, func(ctx context.Context) (*Part, error) { return source.load(ctx, name) })
	if err != nil || !item.Stale {
		return item.Value, err
	}
	p := *item.Value
	p.Stale, p.Age = true, item.Age
	return &p, nil
}

// add adds a later part. Whose all of them are is told by the last one, and how old by
// the oldest that should be newer.
func (l *loaded) add(key string, p *Part) {
	values := p.Series[key]
	if len(values) == 0 {
		return
	}
	stale, age := l.Stale || p.Stale, max(l.Age, p.Age)
	l.Origin = p.Origin
	l.Stale, l.Age = stale, age
	l.values = slices.Concat(l.values, values)
}

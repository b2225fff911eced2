package market

import (
	"context"
	"errors"
	"slices"
	"strings"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
)

// ask puts a question about symbol, which is empty where it is about none, to the sources
// of a role in the order of the symbol's kind: to the next one where one refuses, is down
// or takes too long, and where it has nothing and is none that decides. One that failed is
// left alone for a while and then tried again beside the questions, so that none waits for
// it. What comes back is of one source, which its Origin names.
func ask[R, V any](ctx context.Context, m *Market, r role[R], symbol Symbol, question func(context.Context, R) (V, error)) (V, error) {
	part, _, _ := strings.Cut(r.what, " ")
	return askPart(ctx, m, r, part, symbol, question)
}

// askPart is ask in the order of a part of the role.
func askPart[R, V any](ctx context.Context, m *Market, r role[R], part string, symbol Symbol, question func(context.Context, R) (V, error)) (V, error) {
	all := r.covering(m.order, part, symbol)
	if len(all) == 0 {
		var none V
		return none, r.none(symbol)
	}
	asked := func(ctx context.Context, one member[R]) (V, error) {
		v, err := question(ctx, one.source)
		if err == nil {
			err = one.vet(symbol, v)
		}
		if err == nil {
			one.sign(v)
			return v, nil
		}
		var none V
		return none, err
	}
	slow := false // a source before was silent
	put := func(one member[R], others bool) (V, error) {
		v, err := put(ctx, one.monitor, r.what, one.limit(others, slow), func(ctx context.Context) (V, error) { return asked(ctx, one) })
		slow = slow || errors.Is(err, errSlow)
		return v, err
	}
	if len(all) == 1 && !all[0].silent() {
		return put(all[0], false)
	}
	well, lost := r.parted(all)
	var faults faults
	for i, one := range well {
		if i+1 == len(well) {
			meanwhile(ctx, faults, lost, r.what, symbol)
		}
		v, err := put(one, i+1 < len(well))
		if err == nil || ctx.Err() != nil || one.final(err) {
			for _, other := range lost {
				m.tryAgain(other.monitor, r.what, func(ctx context.Context) error {
					_, err := asked(ctx, other)
					return err
				})
			}
			return v, err
		}
		faults.add(one.place, err)
	}
	again := func(one member[R]) (V, error) {
		defer one.tried(r.what)
		return put(one, false)
	}
	for _, one := range lost {
		if !one.due(r.what) {
			faults.add(one.place, one.failure(r.what, symbol))
			continue
		}
		meanwhile(ctx, faults, lost, r.what, symbol)
		v, err := again(one)
		if err == nil || ctx.Err() != nil || one.final(err) {
			return v, err
		}
		faults.add(one.place, err)
	}
	var none V
	return none, faults.first()
}

// meanwhile has who waits for the last source that is left, in a load under ctx, not wait
// for all the time that it has: the faults of the others are something to say.
func meanwhile[R any](ctx context.Context, known faults, lost []member[R], role string, symbol Symbol) {
	known = slices.Clone(known)
	for _, other := range lost {
		known.add(other.place, other.failure(role, symbol))
	}
	if len(known) > 0 {
		cache.Meanwhile(ctx, known.first())
	}
}

// parted are those that answer at present, and those that do not.
func (r role[R]) parted(all []member[R]) (well, lost []member[R]) {
	for _, one := range all {
		if one.lost(r.what) {
			lost = append(lost, one)
		} else {
			well = append(well, one)
		}
	}
	return well, lost
}

// final reports whether no other source is worth asking after err.
func (s *monitor) final(err error) bool {
	return errors.Is(err, ErrQuery) || s.decides && (errors.Is(err, ErrUnknownSymbol) || errors.Is(err, ErrNoData))
}

// faults are the errors of several sources about one question.
type faults []placed

// placed is an error of the source at a place in the order.
type placed struct {
	place int
	err   error
}

func (f *faults) add(place int, err error) { *f = append(*f, placed{place, err}) }

// first is the error that says most: that of the first source that refuses or is down,
// since it may know what the others do not; else of the first whose answer was none; else
// the first. It is of one kind, by which old answers are served.
func (f faults) first() error {
	slices.SortStableFunc(f, func(a, b placed) int { return a.place - b.place })
	for _, is := range []func(error) bool{Refused, func(err error) bool { return errors.Is(err, ErrMalformed) }} {
		for _, one := range f {
			if is(one.err) {
				return one.err
			}
		}
	}
	return f[0].err
}

// sign has an answer say whose it is.
func (s *monitor) sign(v any) {
	switch v := v.(type) {
	case interface{ origin() *Origin }:
		v.origin().Source = s.name
	case []Match:
		for i := range v {
			v[i].Origin.Source = s.name
		}
	}
}

// tryAgain finds out by a question whether a lost source is back, once its pause is over
// and nobody else does. The question is the market's own: nobody waits for it.
func (m *Market) tryAgain(s *monitor, role string, question func(context.Context) error) {
	if !s.due(role) {
		return
	}
	m.background.begin(func() {
		defer s.tried(role)
		ctx := fairqueue.WithClient(m.background.base, "")
		_, _ = put(ctx, s, role, patience, func(ctx context.Context) (struct{}, error) { return struct{}{}, question(ctx) }) // put notes what it finds
	})
}

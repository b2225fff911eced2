package market

import (
	"context"
	"errors"
	"regexp"
)

var (
	// dotted is a class of share as New York writes it (BRK.B), and dottedAbroad as
	// others do (RCI.B.TO, BT.A.L); Yahoo has a dash for the dot.
	dotted       = regexp.MustCompile(`^([A-Z]{1,5})\.([A-Z])$`)
	dottedAbroad = regexp.MustCompile(`^([A-Z0-9]{1,6})\.([A-Z]{1,2})(\.[A-Z]{1,2})$`)
	// dottedPreferred is a preferred share as New York's exchange writes it.
	dottedPreferred = regexp.MustCompile(`^([A-Z]{1,5})\.PR([A-Z])$`)
	// dottedUnit is a unit of a trust as Toronto writes it without a suffix, and
	// dottedWarrant a warrant as New York does.
	dottedUnit    = regexp.MustCompile(`^([A-Z]{1,5})\.UN$`)
	dottedWarrant = regexp.MustCompile(`^([A-Z]{1,5})\.WS$`)
	// american is a share in the United States with a suffix of Stooq's or Reuters'.
	american = regexp.MustCompile(`^([A-Z]{1,5})\.(?:US|OQ)$`)
	// korean and taiwanese codes are given once for both boards of their exchange.
	korean    = regexp.MustCompile(`^([0-9][0-9A-Z]{5})\.KS$`)
	taiwanese = regexp.MustCompile(`^([0-9]{4}[0-9A-Z]{0,2})\.TW$`)
)

// respelled is the one other symbol that is tried where Yahoo does not know s. The
// dot before one letter is also a suffix of Yahoo's (VOD.L, 7203.T, F.F), so s comes
// first.
func (s Symbol) respelled() (Symbol, bool) {
	for _, r := range []struct {
		pattern *regexp.Regexp
		with    string
	}{
		{dotted, "$1-$2"}, {dottedAbroad, "$1-$2$3"}, {dottedPreferred, "$1-P$2"}, {dottedUnit, "$1-UN.TO"}, {dottedWarrant, "$1-WT"}, {american, "$1"}, {korean, "$1.KQ"}, {taiwanese, "$1.TWO"},
	} {
		if r.pattern.MatchString(s.s) {
			return exact(r.pattern.ReplaceAllString(s.s, r.with))
		}
	}
	return pairOf(s.s)
}

// doubtful says that s has another spelling, which may be the one that Yahoo knows.
func (s Symbol) doubtful() bool {
	_, ok := s.respelled()
	return ok
}

// spelled asks for symbol and, only where Yahoo does not know it, once more for its
// other spelling: the answer then is of that one. Where Yahoo knows neither, the
// error is that of symbol and names what was tried.
func spelled[V any](ctx context.Context, symbol Symbol, ask func(context.Context, Symbol) (V, error)) (V, error) {
	v, err := ask(ctx, symbol)
	if !errors.Is(err, ErrUnknownSymbol) {
		return v, err
	}
	other, ok := symbol.respelled()
	if !ok {
		return v, err
	}
	again, fault := ask(ctx, other)
	if !errors.Is(fault, ErrUnknownSymbol) {
		return again, fault
	}
	if e, ok := errors.AsType[*Error](err); ok {
		tried := *e
		tried.Tried = other
		err = &tried
	}
	return v, err
}

// settled is spelled for endpoints that say of an unknown symbol that there is
// nothing of it: a quote tells which it is.
func settled[V any](ctx context.Context, m *Market, symbol Symbol, ask func(context.Context, Symbol) (V, error)) (V, error) {
	return spelled(ctx, symbol, func(ctx context.Context, s Symbol) (V, error) {
		v, err := ask(ctx, s)
		if !symbol.doubtful() || !errors.Is(err, ErrNoData) {
			return v, err
		}
		if _, unknown := m.quoteOf(ctx, s); errors.Is(unknown, ErrUnknownSymbol) {
			return v, unknown
		}
		return v, err
	})
}

package market

import (
	"context"
	"errors"
	"fmt"
)

// spelled asks for symbol and, only where its source does not know it, once more for its
// other spelling: the answer then is of that one. Where that knows neither, the
// error is that of symbol and names what was tried.
func spelled[V any](ctx context.Context, symbol Symbol, ask func(context.Context, Symbol) (V, error)) (v V, err error) {
	if symbol == (Symbol{}) {
		return v, fmt.Errorf("%w: empty", ErrSymbol)
	}
	if v, err = ask(ctx, symbol); !errors.Is(err, ErrUnknownSymbol) {
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

// spelledByQuote is spelled for endpoints that say of an unknown symbol that there is
// nothing of it: a quote tells which it is.
func spelledByQuote[V any](ctx context.Context, m *Market, symbol Symbol, ask func(context.Context, Symbol) (V, error)) (V, error) {
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

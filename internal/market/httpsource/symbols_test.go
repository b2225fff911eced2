package httpsource

import (
	"context"
	"errors"
	"testing"

	"quotewire/internal/market"
)

func symbols(t *testing.T, texts ...string) (all []market.Symbol) {
	t.Helper()
	for _, text := range texts {
		s, err := market.ParseSymbol(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// A symbol that is not known ends nothing; a refusal is the answer about all behind it.
func TestOneByOne(t *testing.T) {
	all := symbols(t, "AAPL", "NOPE", "MSFT", "SPY", "QQQ")
	blocked := &market.Error{Kind: market.ErrBlocked, Symbol: "other"}
	asked := 0
	tickers, errs := OneByOne(t.Context(), all, func(_ context.Context, s market.Symbol) (*market.Ticker, error) {
		asked++
		switch s {
		case all[1]:
			return nil, &market.Error{Kind: market.ErrUnknownSymbol}
		case all[2]:
			return nil, blocked
		}
		return &market.Ticker{Symbol: s}, nil
	})
	if asked != 3 || tickers[0] == nil || errs[0] != nil || tickers[0].Symbol != all[0] {
		t.Errorf("%d asked, %v, %v", asked, tickers[0], errs[0])
	}
	for i, kind := range []error{nil, market.ErrUnknownSymbol, market.ErrBlocked, market.ErrBlocked, market.ErrBlocked} {
		e, typed := errors.AsType[*market.Error](errs[i])
		if !errors.Is(errs[i], kind) || typed && (e.Symbol != all[i].String() || tickers[i] != nil) {
			t.Errorf("%s: %v, %v, want %v", all[i], tickers[i], errs[i], kind)
		}
	}
	if blocked.Symbol != "other" || OfSymbol(all[0], nil) != nil {
		t.Error("the error of one has become that of another, or there is one of none")
	}
}

// Who has left is not asked for.
func TestOneByOneEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	_, errs := OneByOne(ctx, symbols(t, "AAPL", "MSFT"), func(ctx context.Context, _ market.Symbol) (*market.Ticker, error) {
		asked++
		cancel()
		return nil, context.Cause(ctx)
	})
	if asked != 1 || !errors.Is(errs[0], context.Canceled) || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("%d asked, %v", asked, errs)
	}
}

package sources_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/wire"
)

// Each fault is an error of a kind, or does no harm; what never ends, ends with its
// question.
func TestCoinsUnderFaults(t *testing.T) {
	now := time.Date(2025, 11, 22, 16, 7, 31, 0, time.UTC)
	want := map[wire.Kind]error{
		wire.Status: market.ErrUnavailable, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.Truncate: market.ErrMalformed, wire.Oversized: market.ErrMalformed,
		wire.HTML: market.ErrBlocked, wire.Redirect: market.ErrBlocked, wire.RateLimited: market.ErrBlocked, sources.Denied: market.ErrBlocked,
		wire.Hang: context.DeadlineExceeded, wire.Stall: context.DeadlineExceeded,
	}
	harmless := map[wire.Kind]bool{wire.Slow: true, wire.Late: true, wire.ContentType: true, wire.Gzip: true, sources.Disagree: true}
	for name, c := range coinSources() {
		symbols := markettest.Symbols(t, c.symbols[:1]...)
		calm, _ := openCoins(t, name, now)
		quotes, errs := calm.Quotes(t.Context(), symbols)
		if errs[0] != nil {
			t.Fatal(errs[0])
		}
		for _, kind := range sources.Kinds() {
			s, server := openCoins(t, name, now)
			if err := server.Set(wire.Fault{Kind: kind}); err != nil {
				t.Fatal(err)
			}
			patience := time.Minute
			if want[kind] == context.DeadlineExceeded {
				patience = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			got, errs := s.Quotes(ctx, symbols)
			cancel()
			var typed *market.Error
			switch {
			case harmless[kind]:
				factor := map[bool]float64{true: 1.03, false: 1}[kind == sources.Disagree]
				if errs[0] != nil || math.Abs(value(got[0].Price)/value(quotes[0].Price)-factor) > 1e-4 {
					t.Errorf("%s, %s: %+v, %v", name, kind, got[0], errs[0])
				}
			case want[kind] == context.DeadlineExceeded:
				if !errors.Is(errs[0], context.DeadlineExceeded) {
					t.Errorf("%s, %s: %v", name, kind, errs[0])
				}
			case got[0] != nil || !errors.As(errs[0], &typed) || want[kind] != nil && typed.Kind != want[kind]:
				t.Errorf("%s, %s: %+v, %v, want %v", name, kind, got[0], errs[0], want[kind])
			}
		}
	}
}

func value(n market.Number) float64 {
	v, _ := n.Get()
	return v
}

// A coin that the simulated world does not have is unknown, in the words of each source.
func TestCoinsThatAreUnknown(t *testing.T) {
	now := time.Date(2025, 11, 22, 16, 7, 31, 0, time.UTC)
	for name := range coinSources() {
		s, _ := openCoins(t, name, now)
		symbols := markettest.Symbols(t, "DOGE-USD", "BTC-USD")
		got, errs := s.Quotes(t.Context(), symbols)
		if !s.Covers(symbols[0]) || !errors.Is(errs[0], market.ErrUnknownSymbol) || errs[1] != nil || got[1].Price.IsZero() {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

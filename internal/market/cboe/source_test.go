package cboe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"quotewire/internal/market"
)

// 403 and 404 are about one symbol, and the others are still asked for; a page with 403 is
// about us, and they are not.
func TestRefusals(t *testing.T) {
	page := "<!DOCTYPE html><html><head><title>Sorry, you have been blocked</title></head></html>"
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
		asked  int
	}{
		"403": {403, "<Error/>", market.ErrUnknownSymbol, 3}, "404": {404, page, market.ErrUnknownSymbol, 3}, "a page with 403": {403, page, market.ErrBlocked, 1},
		"429": {429, "slow down", market.ErrBlocked, 1}, "503": {503, page, market.ErrUnavailable, 1},
	} {
		asked := 0
		s := serveFrom(t, "2024-06-26 18:30:00", func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		symbols := []market.Symbol{symbol(t, "KO"), symbol(t, "PEP"), symbol(t, "^VIX")}
		_, errs := s.Quotes(t.Context(), symbols)
		for i, err := range errs {
			if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != symbols[i].String() {
				t.Errorf("%s: %s: %v, want %v", name, symbols[i], err, c.want)
			}
		}
		if asked != c.asked {
			t.Errorf("%s: asked %d times, want %d", name, asked, c.asked)
		}
	}
}

func TestCovers(t *testing.T) {
	s := serve(t, "2024-06-26 18:30:00", nil)
	for text, want := range map[string]bool{"AAPL": true, "SPY": true, "BRK-B": true, "^GSPC": true, "^VIX": true, "^TNX": true, "VOD.L": false, "EURUSD=X": false, "BTC-USD": false, "^FTSE": false, "VFIAX": false, "CL=F": false} {
		if got := s.Covers(symbol(t, text)); got != want {
			t.Errorf("covers %s: %v", text, got)
		}
	}
	_, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "VOD.L")})
	_, history := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "VOD.L"), Range: "1mo", Interval: market.Day})
	_, chain := s.Options(t.Context(), symbol(t, "VOD.L"), market.Date{})
	for _, err := range []error{errs[0], history, chain} {
		if !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("what is not covered is %v", err)
		}
	}
}

// A caller that leaves is let go at once, in whatever it waits for.
func TestLeaving(t *testing.T) {
	arrived := make(chan struct{}, 10)
	s := serveFrom(t, "2024-06-26 18:30:00", func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ko := symbol(t, "KO")
	for name, ask := range map[string]func(ctx context.Context) error{
		"quotes": func(ctx context.Context) error {
			_, errs := s.Quotes(ctx, []market.Symbol{ko, symbol(t, "PEP")})
			return errs[1]
		},
		"history": func(ctx context.Context) error {
			_, err := s.History(ctx, market.HistoryQuery{Symbol: ko, Range: "1mo", Interval: market.Day})
			return err
		},
		"options": func(ctx context.Context) error {
			_, err := s.Options(ctx, ko, market.Date{})
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		if err := ask(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Nor does it wait for its turn.
	for range chainsAtOnce {
		s.places <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Options(ctx, ko, market.Date{}); !errors.Is(err, context.Canceled) {
		t.Errorf("without a place: %v", err)
	}
}

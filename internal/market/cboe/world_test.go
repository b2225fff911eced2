package cboe

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
)

// moments are of all states of the market in New York.
func moments() map[string]time.Time {
	return map[string]time.Time{
		"open":             time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC),
		"just open":        time.Date(2025, 11, 19, 14, 40, 0, 0, time.UTC),
		"before":           time.Date(2025, 11, 19, 13, 0, 0, 0, time.UTC),
		"just over":        time.Date(2025, 11, 19, 21, 5, 0, 0, time.UTC),
		"after":            time.Date(2025, 11, 19, 22, 30, 0, 0, time.UTC),
		"night":            time.Date(2025, 11, 20, 3, 0, 0, 0, time.UTC),
		"a weekend":        time.Date(2025, 11, 22, 15, 0, 0, 0, time.UTC),
		"Thanksgiving":     time.Date(2025, 11, 27, 15, 0, 0, 0, time.UTC),
		"after a half day": time.Date(2025, 11, 28, 19, 0, 0, 0, time.UTC),
	}
}

// simulated is the source in front of a simulated one.
func simulated(t *testing.T, now time.Time) (*Source, *sources.Server) {
	t.Helper()
	sim, base := sourcetest.Serve(t, "cboe", func() time.Time { return now })
	return markettest.Open(t, New, base, now), sim
}

func near4(a, b market.Number) bool { return math.Abs(num(a)-num(b)) < 1e-4*max(1, math.Abs(num(b))) }

// Cboe tells what Yahoo told a quarter of an hour ago.
func TestSimulatedTellsWhatYahooTold(t *testing.T) {
	names := []string{"AAPL", "BRK-B", "SPY", "^GSPC", "^DJI", "^TNX"}
	var symbols []market.Symbol
	for _, name := range names {
		symbols = append(symbols, symbol(t, name))
	}
	for when, now := range moments() {
		s, _ := simulated(t, now)
		y := sourcetest.Yahoo(t, now.Add(-delay))
		got, errs := s.Quotes(t.Context(), symbols)
		want, faults := y.Quotes(t.Context(), symbols)
		for i, name := range names {
			if errs[i] != nil || faults[i] != nil {
				t.Fatalf("%s: %s: %v, %v", when, name, errs[i], faults[i])
			}
			g, w := got[i], want[i]
			if !near4(g.Price, w.Price) || !near4(g.PreviousClose, w.PreviousClose) || !near4(g.ChangePercent, w.ChangePercent) || g.Kind != w.Kind || g.Currency != w.Currency {
				t.Errorf("%s: %s: %v after %v (%v %%), want %v after %v (%v %%)", when, name, num(g.Price), num(g.PreviousClose), num(g.ChangePercent), num(w.Price), num(w.PreviousClose), num(w.ChangePercent))
			}
			if name != "^TNX" && (!near4(g.Open, w.Open) || !near4(g.DayHigh, w.DayHigh) || !near4(g.DayLow, w.DayLow)) {
				t.Errorf("%s: %s: %v %v %v, want %v %v %v", when, name, num(g.Open), num(g.DayHigh), num(g.DayLow), num(w.Open), num(w.DayHigh), num(w.DayLow))
			}
			if apart := g.AsOf.Sub(w.AsOf).Abs(); apart > 16*time.Minute {
				t.Errorf("%s: %s as of %s, want %s", when, name, g.AsOf, w.AsOf)
			}
		}
	}
}

func TestSimulatedHistory(t *testing.T) {
	for _, when := range []string{"open", "before", "after a half day"} {
		now := moments()[when]
		s, _ := simulated(t, now)
		y := sourcetest.Yahoo(t, now.Add(-delay))
		names := []string{"RDDT"} // whose history is short
		if when == "open" {
			names = append(names, "^GSPC")
		}
		for _, name := range names {
			for _, q := range []market.HistoryQuery{
				{Range: "1mo", Interval: market.Day}, {Range: "6mo", Interval: market.Week}, {From: date(t, "2025-09-02"), To: date(t, "2025-10-31"), Interval: market.Day},
			} {
				q.Symbol = symbol(t, name)
				got, err := s.History(t.Context(), q)
				want, fault := y.History(t.Context(), q)
				if err != nil || fault != nil {
					t.Fatalf("%s: %s: %v, %v", when, name, err, fault)
				}
				if q.Interval == market.Week { // Yahoo's weeks are those of its own bars
					got.Bars, want.Bars = got.Bars[len(got.Bars)-5:], want.Bars[len(want.Bars)-5:]
				}
				if len(got.Bars) != len(want.Bars) || got.Open != want.Open {
					t.Fatalf("%s: %s: %d bars, open %v, want %d, %v", when, name, len(got.Bars), got.Open, len(want.Bars), want.Open)
				}
				for i, w := range want.Bars {
					if g := got.Bars[i]; got.DayOf(g) != want.DayOf(w) || math.Abs(g.Close-w.Close) > 1e-4*w.Close || math.Abs(g.Open-w.Open) > 1e-4*w.Open {
						t.Errorf("%s: %s: %+v, want %+v", when, name, g, w)
					}
				}
			}
		}
	}
}

func TestSimulatedChain(t *testing.T) {
	for _, when := range []string{"open", "just over", "a weekend"} {
		now := moments()[when]
		s, _ := simulated(t, now)
		y := sourcetest.Yahoo(t, now.Add(-delay))
		for _, name := range []string{"KO", "BRK-B"} {
			want, fault := y.Options(t.Context(), symbol(t, name), market.Date{})
			if fault != nil {
				t.Fatal(fault)
			}
			got, err := s.Options(t.Context(), symbol(t, name), want.Expiry)
			if err != nil {
				t.Fatalf("%s: %s: %v", when, name, err)
			}
			if len(got.Calls) != len(want.Calls) || len(got.Puts) != len(want.Puts) || len(got.Expirations) != len(want.Expirations) {
				t.Fatalf("%s: %s: %d calls, %d puts on %d days", when, name, len(got.Calls), len(got.Puts), len(got.Expirations))
			}
			for i, w := range want.Calls {
				g := got.Calls[i]
				if g.Symbol != w.Symbol || num(g.Strike) != num(w.Strike) || g.InTheMoney != w.InTheMoney || num(g.Ask) != num(w.Ask) || max(num(g.Bid), 0) != max(num(w.Bid), 0) || math.Abs(num(g.ImpliedVolatility)-num(w.ImpliedVolatility)) > 1e-4 {
					t.Errorf("%s: %+v, want %+v", when, g, w)
				}
			}
		}
		if _, err := s.Options(t.Context(), symbol(t, "^GSPC"), market.Date{}); !errors.Is(err, market.ErrNoData) {
			t.Errorf("%s: options that are not there: %v", when, err)
		}
	}
}

// Whatever goes wrong at the server is an error of a kind, or no harm.
func TestSimulatedFaults(t *testing.T) {
	now, share := moments()["open"], symbol(t, "RDDT") // whose history is short
	harmless := map[wire.Kind]bool{wire.Slow: true, wire.ContentType: true, wire.Gzip: true, wire.Late: true, sources.Disagree: true}
	waits := map[wire.Kind]bool{wire.Hang: true, wire.Stall: true}
	kinds := map[wire.Kind]error{
		wire.Status: market.ErrUnavailable, wire.HTML: market.ErrBlocked, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.Truncate: market.ErrMalformed,
		wire.Redirect: market.ErrBlocked, wire.Oversized: market.ErrMalformed, wire.RateLimited: market.ErrBlocked, sources.Denied: market.ErrBlocked, wire.NullResult: market.ErrNoData,
	}
	for _, kind := range sources.Kinds() {
		for what, ask := range map[string]func(context.Context, *Source) error{
			"quote": func(ctx context.Context, s *Source) error {
				_, errs := s.Quotes(ctx, []market.Symbol{share})
				return errs[0]
			},
			"history": func(ctx context.Context, s *Source) error {
				_, err := s.History(ctx, market.HistoryQuery{Symbol: share, Range: "1mo", Interval: market.Day})
				return err
			},
			"options": func(ctx context.Context, s *Source) error {
				_, err := s.Options(ctx, share, market.Date{})
				return err
			},
		} {
			s, sim := simulated(t, now)
			if err := sim.Set(wire.Fault{Kind: kind, Match: wire.Match{Symbol: "RDDT"}}); err != nil {
				t.Fatal(err)
			}
			patience := time.Minute // more than any of it takes
			if waits[kind] {
				patience = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			err := ask(ctx, s)
			cancel()
			e, typed := errors.AsType[*market.Error](err)
			switch {
			case waits[kind] && !errors.Is(err, context.DeadlineExceeded),
				harmless[kind] && err != nil,
				!harmless[kind] && !waits[kind] && !typed,
				kinds[kind] != nil && e.Kind != kinds[kind]:
				t.Errorf("%s under %s: %v, want %v", what, kind, err, kinds[kind])
			}
			if kind == sources.Disagree && what == "quote" {
				all, _ := s.Quotes(t.Context(), []market.Symbol{share})
				other, _ := simulated(t, now)
				told, _ := other.Quotes(t.Context(), []market.Symbol{share})
				if ratio := num(all[0].Price) / num(told[0].Price); math.Abs(ratio-1.03) > 0.001 {
					t.Errorf("disagrees by %v", ratio)
				}
			}
		}
	}
	s, _ := simulated(t, now)
	_, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "NOPE"), symbol(t, "TWTR"), symbol(t, "^VIX")})
	for _, err := range errs {
		if !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("what is not there: %v", err)
		}
	}
}

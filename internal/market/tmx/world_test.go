package tmx

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

// moments are of all states of the market in Toronto.
func moments() map[string]time.Time {
	return map[string]time.Time{
		"open":      time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC),
		"just open": time.Date(2025, 11, 19, 14, 40, 0, 0, time.UTC),
		"before":    time.Date(2025, 11, 19, 13, 0, 0, 0, time.UTC),
		"just over": time.Date(2025, 11, 19, 21, 5, 0, 0, time.UTC),
		"after":     time.Date(2025, 11, 19, 22, 30, 0, 0, time.UTC),
		"a weekend": time.Date(2025, 11, 22, 15, 0, 0, 0, time.UTC),
		"Christmas": time.Date(2025, 12, 25, 15, 0, 0, 0, time.UTC),
	}
}

// simulated is the source in front of a simulated one.
func simulated(t *testing.T, now time.Time) (*Source, *sources.Server) {
	t.Helper()
	sim, base := sourcetest.Serve(t, "tmx", func() time.Time { return now })
	return markettest.Open(t, New, base, now), sim
}

// TMX tells what Yahoo told a quarter of an hour ago.
func TestSimulatedTellsWhatYahooTold(t *testing.T) {
	near := func(a, b market.Number) bool { return math.Abs(num(a)-num(b)) < 1e-4*max(1, math.Abs(num(b))) }
	ry := symbol(t, "RY.TO")
	for when, now := range moments() {
		s, _ := simulated(t, now)
		y := sourcetest.Yahoo(t, now.Add(-delay))
		got, errs := s.Quotes(t.Context(), []market.Symbol{ry})
		want, faults := y.Quotes(t.Context(), []market.Symbol{ry})
		if errs[0] != nil || faults[0] != nil {
			t.Fatalf("%s: %v, %v", when, errs[0], faults[0])
		}
		g, w := got[0], want[0]
		for what, pair := range map[string][2]market.Number{
			"price": {g.Price, w.Price}, "before": {g.PreviousClose, w.PreviousClose}, "percent": {g.ChangePercent, w.ChangePercent}, "open": {g.Open, w.Open}, "high": {g.DayHigh, w.DayHigh},
			"low": {g.DayLow, w.DayLow}, "volume": {g.Volume, w.Volume}, "worth": {g.MarketCap, w.MarketCap}, "shares": {g.SharesOutstanding, w.SharesOutstanding}, "year": {g.YearHigh, w.YearHigh},
		} {
			if !near(pair[0], pair[1]) {
				t.Errorf("%s: %s: %v, want %v", when, what, num(pair[0]), num(pair[1]))
			}
		}
		if g.Currency != w.Currency || g.Exchange != w.Exchange || g.Kind != w.Kind || g.TimeZone != w.TimeZone {
			t.Errorf("%s: %+v, want %+v", when, g, w)
		}
		for _, q := range []market.HistoryQuery{{Range: "1mo", Interval: market.Day}, {Range: "max", Interval: market.Month}, {From: date(t, "2025-09-02"), To: date(t, "2025-10-31"), Interval: market.Day}} {
			if q.Range == "max" && when != "open" {
				continue // one is enough of what takes long
			}
			q.Symbol = ry
			got, err := s.History(t.Context(), q)
			want, fault := y.History(t.Context(), q)
			if err != nil || fault != nil {
				t.Fatalf("%s: %v, %v", when, err, fault)
			}
			if q.Range == "max" { // Yahoo begins where trading did
				got.Bars, want.Bars = got.Bars[len(got.Bars)-36:], want.Bars[len(want.Bars)-36:]
			}
			if len(got.Bars) != len(want.Bars) {
				t.Fatalf("%s: %d bars, want %d", when, len(got.Bars), len(want.Bars))
			}
			for i, w := range want.Bars {
				if g := got.Bars[i]; got.DayOf(g) != want.DayOf(w) || math.Abs(g.Close-w.Close) > 1e-4*w.Close || math.Abs(g.High-w.High) > 1e-4*w.High {
					t.Errorf("%s: %+v, want %+v", when, g, w)
				}
			}
		}
	}
}

// Whatever goes wrong at the server is an error of a kind, or no harm.
func TestSimulatedFaults(t *testing.T) {
	now, ry := moments()["open"], symbol(t, "RY.TO")
	harmless := map[wire.Kind]bool{wire.Slow: true, wire.ContentType: true, wire.Gzip: true, wire.Late: true, sources.Disagree: true}
	waits := map[wire.Kind]bool{wire.Hang: true, wire.Stall: true}
	kinds := map[wire.Kind]error{
		wire.Status: market.ErrUnavailable, wire.HTML: market.ErrBlocked, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.Truncate: market.ErrMalformed,
		wire.Redirect: market.ErrBlocked, wire.Oversized: market.ErrMalformed, wire.RateLimited: market.ErrBlocked, sources.Denied: market.ErrBlocked,
	}
	for _, kind := range sources.Kinds() {
		for what, ask := range map[string]func(context.Context, *Source) error{
			"quote": func(ctx context.Context, s *Source) error {
				_, errs := s.Quotes(ctx, []market.Symbol{ry})
				return errs[0]
			},
			"history": func(ctx context.Context, s *Source) error {
				_, err := s.History(ctx, market.HistoryQuery{Symbol: ry, Range: "1mo", Interval: market.Day})
				return err
			},
		} {
			s, sim := simulated(t, now)
			if err := sim.Set(wire.Fault{Kind: kind, Match: wire.Match{Symbol: "RY"}}); err != nil {
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
		}
	}
	s, _ := simulated(t, now)
	_, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "NOPE.TO")})
	if !errors.Is(errs[0], market.ErrUnknownSymbol) {
		t.Errorf("what is not there: %v", errs[0])
	}
}

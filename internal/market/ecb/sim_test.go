package ecb_test

import (
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/ecb"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
)

func history(t *testing.T, base string, now time.Time, text, period string) (*market.History, error) {
	s, err := ecb.New(httpsource.Options{BaseURL: base, Now: func() time.Time { return now }})
	if err != nil {
		t.Error(err)
		return nil, err
	}
	defer s.Close()
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		t.Error(err)
		return nil, err
	}
	return s.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: period, Interval: market.Day})
}

// The simulated bank tells what the pairs cost in the world, once a day, and nothing
// before it is published.
func TestSimulated(t *testing.T) {
	for name, c := range map[string]struct{ now, last string }{
		"before it is out": {"2026-02-18T14:30:00Z", "2026-02-17"}, "after": {"2026-02-18T15:30:00Z", "2026-02-18"}, "weekend": {"2026-02-21T12:00:00Z", "2026-02-20"},
		"Easter Monday": {"2026-04-06T18:00:00Z", "2026-04-02"}, "Labour Day": {"2025-05-01T18:00:00Z", "2025-04-30"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		_, base := sourcetest.Serve(t, "ecb", func() time.Time { return now })
		for _, period := range []string{"1d", "1mo"} {
			dollar, err := history(t, base, now, "EURUSD=X", period)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			yen, err := history(t, base, now, "JPY=X", period)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			b := dollar.Bars[len(dollar.Bars)-1]
			if day := dollar.DayOf(b); day.String() != c.last || b.Close != sourcetest.Fix(t, "EURUSD=X", day) {
				t.Errorf("%s, %s: %v on %s, want that of %s", name, period, b.Close, day, c.last)
			}
			y := yen.Bars[len(yen.Bars)-1]
			if want := sourcetest.Fix(t, "USDJPY=X", yen.DayOf(y)); y.Close < want*0.9999 || y.Close > want*1.0001 {
				t.Errorf("%s, %s: a dollar for %v yen, want %v", name, period, y.Close, want)
			}
			if period == "1mo" && (len(dollar.Bars) < 18 || len(dollar.Bars) != len(yen.Bars) || dollar.Gaps != 0) {
				t.Errorf("%s: %d days and %d", name, len(dollar.Bars), len(yen.Bars))
			}
		}
		if _, err := history(t, base, now, "EURNOK=X", "1mo"); err == nil {
			t.Errorf("%s: a rate that there is not", name)
		}
	}
}

func TestFaults(t *testing.T) {
	now := time.Date(2026, 2, 20, 18, 0, 0, 0, time.UTC)
	sourcetest.Faults(t, "ecb", func() time.Time { return now }, map[wire.Kind]error{wire.NullResult: market.ErrNoData}, func(t *testing.T, base string) error {
		_, err := history(t, base, now, "EURUSD=X", "1mo")
		return err
	})
}

func TestDisagrees(t *testing.T) {
	now := time.Date(2026, 2, 20, 18, 0, 0, 0, time.UTC)
	server, base := sourcetest.Serve(t, "ecb", func() time.Time { return now })
	if err := server.Set(wire.Fault{Kind: sources.Disagree, Match: wire.Match{Symbol: "USD"}}); err != nil {
		t.Fatal(err)
	}
	h, err := history(t, base, now, "EURUSD=X", "5d")
	if err != nil {
		t.Fatal(err)
	}
	b := h.Bars[len(h.Bars)-1]
	if off := b.Close / sourcetest.Fix(t, "EURUSD=X", h.DayOf(b)); off < 1.0299 || off > 1.0301 {
		t.Errorf("%v of what it is", off)
	}
}

package tiingo_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/tiingo"
	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
)

func open(t *testing.T, base string, now time.Time) *tiingo.Source {
	t.Helper()
	s, err := tiingo.New(httpsource.Options{BaseURL: base, Key: "simulated", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func instrument(t *testing.T, name string) *facts.Instrument {
	t.Helper()
	c, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return c.Find(name)
}

func dayOf(d market.Date) facts.Day { return facts.Date(d.Year, d.Month, d.Day) }

// Its bars are those of the world, over splits of each kind, and of a day when its
// prices are out.
func TestSimulated(t *testing.T) {
	for name, c := range map[string]struct{ now, last string }{
		"open": {"2025-11-19T16:30:00Z", "2025-11-18"}, "before": {"2025-11-19T13:00:00Z", "2025-11-18"}, "after": {"2025-11-19T22:00:00Z", "2025-11-18"}, "out": {"2025-11-19T22:31:00Z", "2025-11-19"},
		"weekend": {"2025-11-22T16:00:00Z", "2025-11-21"}, "holiday": {"2025-11-27T16:00:00Z", "2025-11-26"},
	} {
		now := moment(t, c.now)
		_, base := sourcetest.Serve(t, "tiingo", func() time.Time { return now })
		s := open(t, base, now)
		for _, text := range []string{"AAPL", "BRK-B", "SPY", "VFIAX", "NVDA"} {
			in := instrument(t, text)
			h, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, text), Range: map[bool]string{true: "2y", false: "6mo"}[text == "NVDA"], Interval: market.Day})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, text, err)
			}
			if last := h.DayOf(h.Bars[len(h.Bars)-1]); last.String() != c.last || h.Gaps != 0 || h.Partial != 0 || h.Open {
				t.Errorf("%s, %s: until %s, %+v", name, text, last, h)
			}
			for _, b := range h.Bars {
				want := in.Bar(dayOf(h.DayOf(b)))
				if b.Open != want.Open || b.High != want.High || b.Low != want.Low || b.Close != want.Close || math.Abs(b.Volume-float64(want.Volume)) > 10 || b.AdjClose > b.Close || b.AdjClose < 0.9*b.Close {
					t.Fatalf("%s, %s on %s: %+v, want %+v", name, text, h.DayOf(b), b, want)
				}
			}
		}
	}
}

func TestSimulatedSplitsAndDividends(t *testing.T) {
	now := moment(t, "2025-11-19T16:30:00Z")
	_, base := sourcetest.Serve(t, "tiingo", func() time.Time { return now })
	s := open(t, base, now)
	in := instrument(t, "AAPL")
	a, err := s.Actions(t.Context(), markettest.Symbol(t, "AAPL"), market.Date{}, market.DateOf(now))
	if err != nil || len(a.Splits) != 2 || a.Splits[0].Ratio != "7:1" || a.Splits[1].Ratio != "4:1" || dayOf(a.FirstTrade) != in.First || a.Name != "Apple Inc." {
		t.Fatalf("%+v, %v", a, err)
	}
	n := 0
	in.ExDays(in.First-1, dayOf(market.DateOf(now)), func(d facts.Day) {
		amount, _ := a.Dividends[n].Amount.Get()
		if dayOf(a.Dividends[n].Date) != d || math.Abs(amount-in.Dividend(d)) > 1e-6 {
			t.Fatalf("%+v, want %v on %s", a.Dividends[n], in.Dividend(d), d)
		}
		n++
	})
	if n != len(a.Dividends) || n < 100 {
		t.Errorf("%d dividends, want %d", len(a.Dividends), n)
	}
	all, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "AAPL"), Range: "max", Interval: market.Week})
	if err != nil || len(all.Bars) < 1800 || all.FirstTrade != a.FirstTrade {
		t.Errorf("%d weeks, %v", len(all.Bars), err)
	}
	for _, text := range []string{"TWTR", "NONE"} {
		if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, text), Range: "max", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFaults(t *testing.T) {
	now := moment(t, "2025-11-19T16:30:00Z")
	sourcetest.Faults(t, "tiingo", func() time.Time { return now }, nil, func(t *testing.T, base string) error {
		_, err := open(t, base, now).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "AAPL"), Range: "1mo", Interval: market.Day})
		return err
	})
}

func TestDisagrees(t *testing.T) {
	now := moment(t, "2025-11-19T16:30:00Z")
	server, base := sourcetest.Serve(t, "tiingo", func() time.Time { return now })
	if err := server.Set(wire.Fault{Kind: sources.Disagree, Match: wire.Match{Symbol: "AAPL"}}); err != nil {
		t.Fatal(err)
	}
	h, err := open(t, base, now).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "AAPL"), Range: "5d", Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	b := h.Bars[4]
	if off := b.Close / instrument(t, "AAPL").Close(dayOf(h.DayOf(b))); off < 1.0299 || off > 1.0301 {
		t.Errorf("%v of what it is", off)
	}
}

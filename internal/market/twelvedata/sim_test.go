package twelvedata_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/twelvedata"
	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
)

func open(t *testing.T, base string, now time.Time) *twelvedata.Source {
	t.Helper()
	s, err := twelvedata.New(httpsource.Options{BaseURL: base, Key: "simulated", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func symbols(t *testing.T, names ...string) (all []market.Symbol) {
	t.Helper()
	for _, name := range names {
		s, err := market.ParseSymbol(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// It tells what the world tells, of all exchanges, at any time of the day.
func TestSimulated(t *testing.T) {
	catalog, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"AAPL", "BRK-B", "SPY", "VOD.L", "SAP.DE", "7203.T", "0700.HK", "RY.TO", "BHP.AX", "RELIANCE.NS", "VFIAX", "QQQ"}
	for at, states := range map[string][2]market.State{ // of New York and London
		"2025-11-19T15:30:00Z": {market.StateOpen, market.StateOpen}, "2025-11-19T12:00:00Z": {market.StatePre, market.StateOpen}, "2025-11-19T22:00:00Z": {market.StatePost, market.StateClosed},
		"2025-11-22T16:00:00Z": {market.StateClosed, market.StateClosed}, "2025-11-27T16:00:00Z": {market.StateClosed, market.StateOpen},
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		_, base := sourcetest.Serve(t, "twelvedata", func() time.Time { return now })
		var tickers []*market.Ticker
		var errs []error
		for some := range slices.Chunk(symbols(t, names...), 8) { // of a minute each
			told, failed := open(t, base, now).Quotes(t.Context(), some)
			tickers, errs = append(tickers, told...), append(errs, failed...)
		}
		for i, text := range names {
			if errs[i] != nil {
				t.Errorf("%s at %s: %v", text, at, errs[i])
				continue
			}
			in := catalog.Find(text)
			p, q := in.Present(now), tickers[i]
			if q.Price != market.Num(p.Bar.Close) || q.PreviousClose != market.Num(p.Previous) && p.Previous != p.Bar.Close || q.Open != market.Num(p.Bar.Open) || q.DayHigh != market.Num(p.Bar.High) || q.DayLow != market.Num(p.Bar.Low) || !q.AsOf.Equal(p.At) || q.Currency != in.Currency {
				t.Errorf("%s at %s: %+v, want %+v", text, at, q, p)
			}
			if text == "AAPL" && q.State != states[0] || text == "VOD.L" && q.State != states[1] {
				t.Errorf("%s at %s: %s", text, at, q.State)
			}
		}
	}
}

func TestSimulatedHistory(t *testing.T) {
	catalog, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2025, 11, 19, 15, 30, 0, 0, time.UTC)
	_, base := sourcetest.Serve(t, "twelvedata", func() time.Time { return now })
	for text, period := range map[string]string{"AAPL": "max", "VOD.L": "2y", "7203.T": "1y", "SPY": "5d"} {
		s, in := open(t, base, now), catalog.Find(text)
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, text)[0], Range: period, Interval: market.Day})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		last := len(h.Bars) - 1
		for i, b := range h.Bars {
			d := h.DayOf(b)
			want := in.Bar(facts.Date(d.Year, d.Month, d.Day))
			if i == last && h.Open {
				want = in.Present(now).Bar
			}
			if b.Open != want.Open || b.High != want.High || b.Low != want.Low || b.Close != want.Close || b.Volume != float64(want.Volume) {
				t.Fatalf("%s on %s: %+v, want %+v", text, d, b, want)
			}
		}
		if h.Open != (text != "7203.T") || h.Gaps != 0 || h.Partial != 0 || period == "max" && len(h.Bars) < 9000 || period == "5d" && len(h.Bars) != 5 {
			t.Errorf("%s: %d bars, %+v", text, len(h.Bars), h.Origin)
		}
	}
	for _, text := range []string{"NONE", "NONE.L"} {
		if _, err := open(t, base, now).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, text)[0], Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFaults(t *testing.T) {
	now := time.Date(2025, 11, 19, 15, 30, 0, 0, time.UTC)
	t.Run("history", func(t *testing.T) {
		t.Parallel() // a server that hangs is waited for
		sourcetest.Faults(t, "twelvedata", func() time.Time { return now }, nil, func(t *testing.T, base string) error {
			_, err := open(t, base, now).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], Range: "1mo", Interval: market.Day})
			return err
		})
	})
	t.Run("quotes", func(t *testing.T) {
		t.Parallel()
		sourcetest.Faults(t, "twelvedata", func() time.Time { return now }, map[wire.Kind]error{wire.EmptyResult: market.ErrMalformed}, func(t *testing.T, base string) error {
			_, errs := open(t, base, now).Quotes(t.Context(), symbols(t, "VOD.L", "AAPL"))
			if (errs[0] == nil) != (errs[1] == nil) {
				t.Errorf("%v", errs)
			}
			return errs[0]
		})
	})
}

func TestDisagrees(t *testing.T) {
	now := time.Date(2025, 11, 19, 15, 30, 0, 0, time.UTC)
	server, base := sourcetest.Serve(t, "twelvedata", func() time.Time { return now })
	price := func() float64 {
		tickers, errs := open(t, base, now).Quotes(t.Context(), symbols(t, "SAP.DE"))
		if errs[0] != nil {
			t.Fatal(errs[0])
		}
		v, _ := tickers[0].Price.Get()
		return v
	}
	right := price()
	if err := server.Set(wire.Fault{Kind: sources.Disagree, Match: wire.Match{Symbol: "SAP:XETR"}}); err != nil {
		t.Fatal(err)
	}
	if off := price() / right; off < 1.0299 || off > 1.0301 {
		t.Errorf("%v of what it is", off)
	}
}

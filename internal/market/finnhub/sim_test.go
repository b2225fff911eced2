package finnhub_test

import (
	"errors"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/finnhub"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
)

func quote(t *testing.T, base string, now time.Time, text string) (*market.Ticker, error) {
	t.Helper()
	s, err := finnhub.New(httpsource.Options{BaseURL: base, Key: "simulated", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	tickers, errs := s.Quotes(t.Context(), []market.Symbol{symbol})
	return tickers[0], errs[0]
}

// It tells what the world tells, at any time of the day.
func TestSimulated(t *testing.T) {
	catalog, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for at, state := range map[string]market.State{
		"2025-11-19T16:30:00Z": market.StateOpen, "2025-11-19T12:00:00Z": market.StatePre, "2025-11-19T22:00:00Z": market.StatePost, "2025-11-22T16:00:00Z": market.StateClosed, "2025-11-27T16:00:00Z": market.StateClosed,
		"2025-11-28T18:30:00Z": market.StatePost, "2025-11-20T03:00:00Z": market.StateClosed,
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		_, base := sourcetest.Serve(t, "finnhub", func() time.Time { return now })
		for _, text := range []string{"AAPL", "BRK-B", "SPY"} {
			q, err := quote(t, base, now, text)
			if err != nil {
				t.Fatalf("%s at %s: %v", text, at, err)
			}
			p := catalog.Find(text).Present(now)
			if q.Price != market.Num(p.Bar.Close) || q.PreviousClose != market.Num(p.Previous) || q.Open != market.Num(p.Bar.Open) || q.DayHigh != market.Num(p.Bar.High) || q.DayLow != market.Num(p.Bar.Low) || !q.AsOf.Equal(p.At) || q.State != state {
				t.Errorf("%s at %s: %+v, want %+v, %s", text, at, q, p, state)
			}
		}
		for _, text := range []string{"TWTR", "NONE"} {
			if _, err := quote(t, base, now, text); !errors.Is(err, market.ErrUnknownSymbol) {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	now := time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC)
	but := map[wire.Kind]error{wire.EmptyResult: market.ErrMalformed}
	sourcetest.Faults(t, "finnhub", func() time.Time { return now }, but, func(t *testing.T, base string) error {
		_, err := quote(t, base, now, "AAPL")
		return err
	})
}

func TestDisagrees(t *testing.T) {
	now := time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC)
	server, base := sourcetest.Serve(t, "finnhub", func() time.Time { return now })
	right, err := quote(t, base, now, "AAPL")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Set(wire.Fault{Kind: sources.Disagree, Match: wire.Match{Symbol: "AAPL"}}); err != nil {
		t.Fatal(err)
	}
	wrong, err := quote(t, base, now, "AAPL")
	if err != nil {
		t.Fatal(err)
	}
	was, _ := right.Price.Get()
	is, _ := wrong.Price.Get()
	if off := is / was; off < 1.0299 || off > 1.0301 {
		t.Errorf("%v of what it is", off)
	}
}

package market_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/store/storetest"
)

// The last answer outlives the market, for as long as its source allows, and says its
// age.
func TestAnswersOutliveTheMarket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, l := storetest.NewMemory(), lenderOf(6*time.Hour)
		symbols := symbolsOf(t, "AAPL", "OMV.VI", "VOD.L")
		first := open(t, c, l)
		if _, errs := first.Quotes(t.Context(), symbols[:2]); errors.Join(errs...) != nil {
			t.Fatal(errs)
		}
		if _, err := first.History(t.Context(), market.HistoryQuery{Symbol: symbols[0]}); err != nil {
			t.Fatal(err)
		}
		first.Close()
		if want := []string{"history AAPL|1d|1mo||", "ticker AAPL", "ticker OMV.VI"}; !slices.Equal(c.Keys(), want) {
			t.Fatalf("kept %q, want %q", c.Keys(), want)
		}
		if got := time.Until(c.Until("ticker AAPL")); got != 6*time.Hour {
			t.Errorf("kept for %v, want 6h", got)
		}

		time.Sleep(2 * time.Hour)
		*l.refuse = refusal()
		second := open(t, c, l)
		tickers, errs := second.Quotes(t.Context(), symbols)
		for i := range 2 {
			if errs[i] != nil || tickers[i].Symbol != symbols[i] || tickers[i].Location.String() != "Europe/Vienna" || !tickers[i].Stale || tickers[i].Age != 2*time.Hour {
				t.Errorf("%s: %+v, %v", symbols[i], tickers[i], errs[i])
			}
		}
		if !errors.Is(errs[2], market.ErrBlocked) {
			t.Errorf("what was never asked for: %v, %v", tickers[2], errs[2])
		}
		h, err := second.History(t.Context(), market.HistoryQuery{Symbol: symbols[0]})
		if err != nil || !h.Stale || h.Age != 2*time.Hour || len(h.Bars) != 1 {
			t.Errorf("%+v, %v", h, err)
		}
		_, before := c.Asked()
		v, err := second.Quote(t.Context(), symbols[0])
		if _, gets := c.Asked(); err != nil || !v.Stale || gets != before {
			t.Errorf("%+v, %v: what was found is held in memory, and the store was asked %d times more", v, err, gets-before)
		}
		*l.refuse = nil
		if v, err := second.Quote(t.Context(), symbols[0]); err != nil || v.Stale {
			t.Errorf("the source answers again: %+v, %v", v, err)
		}
		*l.refuse = refusal()
		third := open(t, c, l)
		time.Sleep(4*time.Hour + time.Second)
		if v, err := third.Quote(t.Context(), symbols[1]); !errors.Is(err, market.ErrBlocked) {
			t.Errorf("past its time: %+v, %v", v, err)
		}
	})
}

// Other failures than a refusal are told as they are.
func TestStoreCoversUpNothing(t *testing.T) {
	c, l := storetest.NewMemory(), lenderOf(time.Hour)
	symbol := symbolsOf(t, "AAPL")[0]
	first := open(t, c, l)
	if _, err := first.Quote(t.Context(), symbol); err != nil {
		t.Fatal(err)
	}
	first.Close()
	for _, kind := range []error{market.ErrUnknownSymbol, market.ErrNoData, market.ErrMalformed} {
		*l.refuse = &market.Error{Kind: kind}
		if v, err := open(t, c, l).Quote(t.Context(), symbol); !errors.Is(err, kind) {
			t.Errorf("%+v, %v, want %v", v, err, kind)
		}
	}
	if _, gets := c.Asked(); gets != 0 {
		t.Errorf("the store was asked %d times", gets)
	}
}

// Only what a source allows is kept, and nothing under words of a client's.
func TestWhatIsNotKept(t *testing.T) {
	symbol := symbolsOf(t, "AAPL")[0]
	for name, source := range map[string]market.Source{"a source that says nothing of it": &wing{name: "Far"}, "one that forbids it": lenderOf(0)} {
		c := storetest.NewMemory()
		m := open(t, c, source)
		if _, err := m.Quote(t.Context(), symbol); err != nil {
			t.Fatal(err)
		}
		if m.Close(); len(c.Keys()) > 0 {
			t.Errorf("%s: kept %q", name, c.Keys())
		}
	}
	c, l := storetest.NewMemory(), lenderOf(time.Hour)
	m := open(t, c, l)
	for _, words := range []string{"aapl", "Inflation", "my own words", "a.b@example.com"} {
		if _, err := m.News(t.Context(), words, 5); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Search(t.Context(), words, 5); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "max"}); err != nil {
		t.Fatal(err)
	}
	m.Close()
	if want := []string{"news aapl"}; !slices.Equal(c.Keys(), want) {
		t.Errorf("kept %q, want %q", c.Keys(), want)
	}
	m.counted(t, "quotewire_store_writes_total", `
# HELP quotewire_store_writes_total Answers of sources that were to be kept for longer than the process.
# TYPE quotewire_store_writes_total counter
quotewire_store_writes_total{outcome="dropped"} 0
quotewire_store_writes_total{outcome="failed"} 0
quotewire_store_writes_total{outcome="kept"} 1
quotewire_store_writes_total{outcome="too_large"} 1
`)
}

// What a source left behind that is not asked any more is not served: its terms are
// not known.
func TestStoreOfAnotherSource(t *testing.T) {
	c, l := storetest.NewMemory(), lenderOf(time.Hour)
	symbol := symbolsOf(t, "AAPL")[0]
	first := open(t, c, l)
	if _, err := first.Quote(t.Context(), symbol); err != nil {
		t.Fatal(err)
	}
	first.Close()
	other := lender{&wing{name: "Other"}, time.Hour, new(error)}
	*other.refuse = refusal()
	if v, err := open(t, c, other).Quote(t.Context(), symbol); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("%+v, %v", v, err)
	}
	c.Damage()
	*l.refuse = refusal()
	if v, err := open(t, c, l).Quote(t.Context(), symbol); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("damaged: %+v, %v", v, err)
	}
}

package market_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// The last answer outlives the market, for as long as its source allows, and says its
// age.
func TestAnswersOutliveTheMarket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, l := newMemoryStore(), lenderOf(6*time.Hour)
		symbols := symbolsOf(t, "AAPL", "OMV.VI", "VOD.L")
		first := open(t, c, l)
		if _, errs := first.Quotes(t.Context(), symbols[:2]); errors.Join(errs...) != nil {
			t.Fatal(errs)
		}
		if _, err := first.History(t.Context(), market.HistoryQuery{Symbol: symbols[0]}); err != nil {
			t.Fatal(err)
		}
		first.Close()
		if want := []string{"history AAPL|1d|1mo||", "ticker AAPL", "ticker OMV.VI"}; !slices.Equal(c.keys(), want) {
			t.Fatalf("kept %q, want %q", c.keys(), want)
		}
		if got := time.Until(c.until["ticker AAPL"]); got != 6*time.Hour {
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
		asked := c.gets
		if v, err := second.Quote(t.Context(), symbols[0]); err != nil || !v.Stale || c.gets != asked {
			t.Errorf("%+v, %v: what was found is held in memory, and the store was asked %d times more", v, err, c.gets-asked)
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
	c, l := newMemoryStore(), lenderOf(time.Hour)
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
	if c.gets != 0 {
		t.Errorf("the store was asked %d times", c.gets)
	}
}

// Only what a source allows is kept, and nothing under words of a client's.
func TestWhatIsNotKept(t *testing.T) {
	symbol := symbolsOf(t, "AAPL")[0]
	for name, source := range map[string]market.Source{"a source that says nothing of it": &wing{name: "Far"}, "one that forbids it": lenderOf(0)} {
		c := newMemoryStore()
		m := open(t, c, source)
		if _, err := m.Quote(t.Context(), symbol); err != nil {
			t.Fatal(err)
		}
		if m.Close(); c.puts > 0 {
			t.Errorf("%s: kept %q", name, c.keys())
		}
	}
	c, l := newMemoryStore(), lenderOf(time.Hour)
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
	if want := []string{"news aapl"}; !slices.Equal(c.keys(), want) {
		t.Errorf("kept %q, want %q", c.keys(), want)
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
	c, l := newMemoryStore(), lenderOf(time.Hour)
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
	for key := range c.values { // as if it were damaged
		c.values[key][20] ^= 1
	}
	*l.refuse = refusal()
	if v, err := open(t, c, l).Quote(t.Context(), symbol); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("damaged: %+v, %v", v, err)
	}
}

// A store that is lost costs no answer, is left alone for a while, and leaves one
// record when it goes and one when it is back.
func TestLosingTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, l := newMemoryStore(), lenderOf(time.Hour)
		m := open(t, c, l)
		n := 0
		quotes := func(count int) {
			t.Helper()
			for range count {
				n++
				if _, err := m.Quote(t.Context(), symbolsOf(t, fmt.Sprintf("S%d", n))[0]); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // until it is written
			}
		}
		quotes(2)
		c.fails(true, true)
		quotes(10)
		if c.puts != 3 {
			t.Errorf("%d writes, want one after the two that went well", c.puts)
		}
		*l.refuse = refusal()
		if _, err := m.Quote(t.Context(), symbolsOf(t, "NEW")[0]); !errors.Is(err, market.ErrBlocked) || c.gets > 0 {
			t.Errorf("%v after %d reads, want the refusal without one", err, c.gets)
		}
		time.Sleep(6 * time.Second)
		if _, err := m.Quote(t.Context(), symbolsOf(t, "NEW")[0]); !errors.Is(err, market.ErrBlocked) || c.gets != 1 {
			t.Errorf("%v after %d reads, want the refusal after one", err, c.gets)
		}
		c.fails(true, false) // such as a full disk
		time.Sleep(6 * time.Second)
		if _, err := m.Quote(t.Context(), symbolsOf(t, "NEW")[0]); !errors.Is(err, market.ErrBlocked) || c.gets != 2 {
			t.Errorf("%v after %d reads", err, c.gets)
		}
		*l.refuse = nil
		quotes(1)
		if lost, back := strings.Count(m.log.String(), "store is lost"), strings.Count(m.log.String(), "store is back"); lost != 1 || back != 0 || !strings.Contains(m.log.String(), errStore.Error()) {
			t.Errorf("log:\n%s", m.log.String())
		}
		c.fails(false, false)
		time.Sleep(6 * time.Second)
		quotes(2)
		if lost, back := strings.Count(m.log.String(), "store is lost"), strings.Count(m.log.String(), "store is back"); lost != 1 || back != 1 {
			t.Errorf("log:\n%s", m.log.String())
		}
		if m.Close(); len(c.keys()) != 4 {
			t.Errorf("kept %q", c.keys())
		}
	})
}

// Nobody waits for a store that is slow; what it cannot take is dropped, and Close
// waits for it no longer than a second.
func TestSlowStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, l := newMemoryStore(), lenderOf(time.Hour)
		c.slow = make(chan struct{})
		m := open(t, c, l)
		began := time.Now()
		for i := range 400 {
			if _, err := m.Quote(t.Context(), symbolsOf(t, fmt.Sprintf("S%d", i))[0]); err != nil {
				t.Fatal(err)
			}
		}
		if !time.Now().Equal(began) {
			t.Errorf("answers waited for %v", time.Since(began))
		}
		synctest.Wait()
		m.Close()
		if took := time.Since(began); took > time.Second || c.puts > 0 {
			t.Errorf("Close took %v, %d writes", took, c.puts)
		}
	})
}

// What waits when the market closes is still written.
func TestCloseWritesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, l := newMemoryStore(), lenderOf(time.Hour)
		c.slow = make(chan struct{})
		m := open(t, c, l)
		for i := range 100 {
			if _, err := m.Quote(t.Context(), symbolsOf(t, fmt.Sprintf("S%d", i))[0]); err != nil {
				t.Fatal(err)
			}
		}
		time.AfterFunc(time.Second/2, func() { close(c.slow) })
		if m.Close(); len(c.keys()) != 100 {
			t.Errorf("%d kept, want 100", len(c.keys()))
		}
	})
}

// A reader who leaves while the store is asked is no fault of the store's.
func TestReaderWhoLeavesTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := lenderOf(time.Hour)
		*l.refuse = refusal()
		m := open(t, deafStore{}, l)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := m.Quote(ctx, symbolsOf(t, "AAPL")[0]); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		synctest.Wait()
		if strings.Contains(m.log.String(), "store") {
			t.Errorf("log: %s", m.log.String())
		}
		if _, err := m.Quote(t.Context(), symbolsOf(t, "AAPL")[0]); !errors.Is(err, market.ErrBlocked) {
			t.Errorf("%v, want the refusal", err)
		}
		if strings.Count(m.log.String(), "store is lost") != 1 {
			t.Errorf("log: %s", m.log.String())
		}
	})
}

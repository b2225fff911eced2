package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// hostile is a source whose answers are whatever a test makes of them.
type hostile struct {
	fake
	quotes  func([]Symbol) ([]*Ticker, []error)
	history func(HistoryQuery) (*History, error)
	covers  func() bool
}

func (h *hostile) Covers(Symbol) bool { return h.covers == nil || h.covers() }

func (h *hostile) Quotes(ctx context.Context, symbols []Symbol) ([]*Ticker, []error) {
	if h.quotes != nil {
		return h.quotes(symbols)
	}
	return h.fake.Quotes(ctx, symbols)
}

func (h *hostile) History(ctx context.Context, q HistoryQuery) (*History, error) {
	if h.history != nil {
		return h.history(q)
	}
	return h.fake.History(ctx, q)
}

func newMarket(t testing.TB, o Options, all ...Source) *Market {
	t.Helper()
	o.Sources = all
	m, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// Whatever a source gives in place of an answer, a panic among it, the next one answers, and
// nothing of it is given or kept.
func TestWhatIsNoAnswer(t *testing.T) {
	good := func(symbols []Symbol) ([]*Ticker, []error) {
		return (&fake{name: "odd", price: 666}).Quotes(context.Background(), symbols)
	}
	for name, odd := range map[string]*hostile{
		"a panic": {quotes: func([]Symbol) ([]*Ticker, []error) { panic("quotes") }, history: func(HistoryQuery) (*History, error) { panic("history") }},
		"nothing": {quotes: func([]Symbol) ([]*Ticker, []error) { return nil, nil }, history: func(HistoryQuery) (*History, error) { return nil, nil }},
		"too few": {quotes: func(s []Symbol) ([]*Ticker, []error) { return good(s[1:]) }, history: func(HistoryQuery) (*History, error) { return nil, nil }},
		"too few errors": {quotes: func(s []Symbol) ([]*Ticker, []error) {
			tickers, _ := good(s)
			return tickers, nil
		}, history: func(HistoryQuery) (*History, error) { return nil, nil }},
		"neither": {quotes: func(s []Symbol) ([]*Ticker, []error) { return make([]*Ticker, len(s)), make([]error, len(s)) }, history: func(HistoryQuery) (*History, error) { return nil, nil }},
		"of another symbol": {quotes: func(s []Symbol) ([]*Ticker, []error) {
			tickers, errs := good(s)
			for _, t := range tickers {
				t.Symbol = Symbol{"OTHER"}
			}
			return tickers, errs
		}, history: func(HistoryQuery) (*History, error) {
			return &History{Symbol: Symbol{"OTHER"}, Bars: []Bar{{Close: 666}}}, nil
		}},
		"in another order": {quotes: func(s []Symbol) ([]*Ticker, []error) {
			tickers, errs := good(s)
			slices.Reverse(tickers)
			for _, t := range tickers {
				t.Symbol = Symbol{t.Symbol.String() + "X"}
			}
			return tickers, errs
		}, history: func(HistoryQuery) (*History, error) { return &History{}, nil }},
		"it covers none": {covers: func() bool { panic("covers") }},
	} {
		t.Run(name, func(t *testing.T) {
			odd.name = "yahoo"
			cnbc := &fake{name: "cnbc", price: 8}
			m := newMarket(t, Options{}, odd, cnbc)
			symbols := []Symbol{{"AAPL"}, {"MSFT"}}
			for range 2 {
				tickers, errs := m.Quotes(t.Context(), symbols)
				for i, got := range tickers {
					if errs[i] != nil || got.Symbol != symbols[i] || got.Price != Num(8) || got.Source != "cnbc" {
						t.Errorf("%s of a batch: %+v, %v", symbols[i], got, errs[i])
					}
				}
			}
			one, errs := m.Quotes(t.Context(), []Symbol{{"TSLA"}})
			if errs[0] != nil || one[0].Source != "cnbc" || len(one[0].ConfirmedBy)+len(one[0].Disputed) > 0 {
				t.Errorf("alone: %+v, %v", one[0], errs[0])
			}
			h, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"KO"}})
			if err != nil || h.Symbol != (Symbol{"KO"}) || h.Source != "cnbc" {
				t.Errorf("prices: %+v, %v", h, err)
			}
		})
	}
}

// A panic beside the questions ends nothing: that of a source which is tried again, and of
// one that a quote is held against. Nor does it keep the source from being tried once more.
func TestPanicsBesideTheQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var panics atomic.Int64
		yahoo, odd, last := &hostile{fake: fake{name: "yahoo", price: 7}}, &hostile{fake: fake{name: "cnbc", price: 7}}, &fake{name: "nasdaq", price: 7}
		fails := func([]Symbol) ([]*Ticker, []error) {
			panics.Add(1)
			panic("once more")
		}
		yahoo.quotes, odd.quotes = fails, fails
		m := newMarket(t, Options{CacheTTL: time.Millisecond}, yahoo, odd, last)
		for range 40 {
			got, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}})
			if errs[0] != nil || got[0].Source != "nasdaq" {
				t.Fatalf("%+v, %v", got[0], errs[0])
			}
			time.Sleep(firstPause)
		}
		if n := panics.Load(); n < 10 {
			t.Errorf("%d panics in ten minutes: they are not tried again", n)
		}
		yahoo.quotes, odd.quotes = nil, nil
		for range 20 {
			_, _ = m.Quotes(t.Context(), []Symbol{{"AAPL"}})
			time.Sleep(firstPause)
		}
		got, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}})
		if errs[0] != nil || got[0].Source != "yahoo" || !slices.Equal(got[0].ConfirmedBy, []string{"CNBC"}) {
			t.Errorf("when they are well: %+v, %v", got[0].Origin, errs[0])
		}
	})
}

// All sources are lost by panics, and asked by the questions themselves: none stays marked
// as being tried.
func TestPanicsOfTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, two := &hostile{fake: fake{name: "yahoo", price: 7}}, &hostile{fake: fake{name: "cnbc", price: 7}}
		m := newMarket(t, Options{}, one, two)
		for _, s := range []*hostile{one, two} {
			s.history = func(HistoryQuery) (*History, error) { panic("history") }
			s.quotes = func([]Symbol) ([]*Ticker, []error) { panic("quotes") }
		}
		ask := func() error {
			_, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}, {"MSFT"}})
			_, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"AAPL"}})
			return errors.Join(append(errs, err)...)
		}
		for range 20 {
			if err := ask(); err == nil {
				t.Fatal("an answer of nobody")
			}
			time.Sleep(firstPause)
		}
		for _, s := range []*hostile{one, two} {
			s.history, s.quotes = nil, nil
		}
		time.Sleep(longestPause * firstPause)
		if err := ask(); err != nil {
			t.Errorf("when they are well: %v", err)
		}
	})
}

// A question that is given up at any moment leaves nothing behind: no question at a source,
// and no source that is lost by it.
func TestLeavingAtEachMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 8}, &fake{name: "nasdaq", price: 7}
		m := deskOf(t, Options{CacheTTL: time.Millisecond}, yahoo, cnbc, nasdaq)
		for i, f := range []*fake{yahoo, cnbc, nasdaq} {
			f.says(time.Duration(100+40*i)*time.Millisecond, nil)
		}
		for at := range 45 {
			for _, symbols := range [][]Symbol{{{"AAPL"}}, {{"AAPL"}, {"MSFT"}}} {
				ctx, leave := context.WithTimeout(t.Context(), time.Duration(at)*10*time.Millisecond)
				_, errs := m.Quotes(ctx, symbols)
				leave()
				if errs[0] != nil && !errors.Is(errs[0], context.DeadlineExceeded) {
					t.Errorf("after %d ms: %v", 10*at, errs[0])
				}
				synctest.Wait()
				if n := len(m.checks); n > 0 {
					t.Errorf("after %d ms: %d checks are under way", 10*at, n)
				}
				time.Sleep(2 * time.Millisecond)
			}
		}
		for _, s := range m.Sources() {
			if s.Lost {
				t.Errorf("%s is lost: %v", s.Name, s.Err)
			}
		}
	})
}

// Close ends what is tried again and what is checked, and waits for both.
func TestCloseAmidQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 8}, &fake{name: "nasdaq", price: 7}
		m := deskOf(t, Options{CacheTTL: time.Millisecond}, yahoo, cnbc, nasdaq)
		yahoo.says(0, refusal(0))
		if _, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(firstPause)
		yahoo.says(time.Hour, nil)
		nasdaq.says(time.Hour, nil)
		var clients sync.WaitGroup
		for i := range 20 {
			clients.Go(func() { _, _ = m.Quotes(t.Context(), []Symbol{{fmt.Sprintf("T%c", 'A'+i)}}) })
		}
		synctest.Wait()
		if len(m.checks) != mostChecks || len(yahoo.questions()) != 1 {
			t.Errorf("%d checks, yahoo asked %q", len(m.checks), yahoo.questions())
		}
		began := time.Now()
		m.Close()
		if took := time.Since(began); took > 0 {
			t.Errorf("Close took %s", took)
		}
		clients.Wait()
		if _, err := m.Quote(t.Context(), Symbol{"TA"}); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

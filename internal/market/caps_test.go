package market

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// closed is a source of quotes whose market is closed.
type closed struct{}

func (closed) Name() string       { return "closed" }
func (closed) Covers(Symbol) bool { return true }

func (closed) Quotes(_ context.Context, symbols []Symbol) (tickers []*Ticker, errs []error) {
	for _, s := range symbols {
		tickers = append(tickers, &Ticker{Symbol: s, Name: s.String(), State: StateClosed})
	}
	return tickers, make([]error, len(symbols))
}

func marketOf(t *testing.T, o Options) *Market {
	t.Helper()
	o.Sources = []Source{closed{}}
	m, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// A burst of 100,000 distinct tickers must leave the process where it was.
func TestDistinctTickersStayUnderTheCaps(t *testing.T) {
	m := marketOf(t, Options{})
	const tickers, workers = 100_000, 4
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < tickers; i += workers {
				symbol := Symbol{fmt.Sprintf("T%d", i)}
				_, err := m.Quote(t.Context(), symbol)
				if n := m.caches.tickers.Len(); err != nil || n > 50 {
					t.Errorf("after %s: error %v, %d tickers held, want at most 50", symbol, err, n)
					return
				}
			}
		})
	}
	wg.Wait()
	if n, b := m.caches.tickers.Len(), m.caches.tickers.Bytes(); n != 50 || b > 50*4096 {
		t.Errorf("%d tickers and %d bytes held after the burst, want 50 of at most 4 KB", n, b)
	}
}

// So must one over several sources, of which some fail, refuse or say otherwise, when each
// is held against a second.
func TestCheckedTickersStayUnderTheCaps(t *testing.T) {
	var all []Source
	for i := range 6 {
		all = append(all, &flaky{name: fmt.Sprint("source", i), n: i})
	}
	m := newMarket(t, Options{Pause: time.Millisecond}, all...)
	const tickers, workers = 100_000, 4
	var wg sync.WaitGroup
	var answered atomic.Int64
	most := runtime.NumGoroutine() + 2*mostChecks + 12*workers
	for w := range workers {
		wg.Go(func() {
			for i := w; i < tickers; i += workers {
				_, errs := m.Quotes(t.Context(), []Symbol{{fmt.Sprintf("T%d", i)}})
				if errs[0] == nil {
					answered.Add(1)
				}
				if n, s, g := m.caches.tickers.Len(), m.caches.seconds.Len(), runtime.NumGoroutine(); n > 50 || s > 50 || g > most {
					t.Errorf("after %d: %d tickers and %d seconds held, want at most 50; %d goroutines, want at most %d", i, n, s, g, most)
					return
				}
			}
		})
	}
	wg.Wait()
	if n, b := m.caches.seconds.Len(), m.caches.seconds.Bytes(); n == 0 || b > 50*8192 || answered.Load() < tickers/100 {
		t.Errorf("%d seconds of %d bytes held after the burst, %d answered", n, b, answered.Load())
	}
}

// flaky is a source of which each third question fails, each time otherwise.
type flaky struct {
	name  string
	n     int
	asked atomic.Int64
}

func (f *flaky) Name() string       { return f.name }
func (f *flaky) Covers(Symbol) bool { return true }

func (f *flaky) Quotes(ctx context.Context, symbols []Symbol) ([]*Ticker, []error) {
	switch (f.asked.Add(1) + int64(f.n)) % 12 {
	case 0:
		return answerOf(symbols, &Error{Kind: ErrUnavailable}).tickers, answerOf(symbols, &Error{Kind: ErrUnavailable}).errs
	case 3:
		return answerOf(symbols, refusal(0)).tickers, answerOf(symbols, refusal(0)).errs
	case 6:
		return nil, nil
	case 9:
		return answerOf(symbols, &Error{Kind: ErrUnknownSymbol}).tickers, answerOf(symbols, &Error{Kind: ErrUnknownSymbol}).errs
	}
	return (&fake{name: f.name, price: float64(100 + f.n)}).Quotes(ctx, symbols)
}

func TestBytesCapTheTickers(t *testing.T) {
	m := marketOf(t, Options{CacheEntries: 1000, CacheBytes: 16 << 10})
	for i := range 200 {
		if _, err := m.Quote(t.Context(), Symbol{fmt.Sprintf("T%d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if n, b := m.caches.tickers.Len(), m.caches.tickers.Bytes(); n < 3 || b > 16<<10 {
		t.Errorf("%d tickers and %d bytes held, want some and at most %d bytes", n, b, 16<<10)
	}
}

func TestOptionsNameWhatIsWrong(t *testing.T) {
	_, err := New(Options{CacheEntries: -1, CacheBytes: -1, CacheTTL: -1, LoadTimeout: -1})
	for _, field := range []string{"Sources", "CacheEntries", "CacheBytes", "CacheTTL", "LoadTimeout"} {
		if err == nil || !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
}

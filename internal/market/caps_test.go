package market

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
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

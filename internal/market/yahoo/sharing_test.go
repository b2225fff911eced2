package yahoo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quotewire/internal/market"
)

// gate answers one path only when it is opened, and says when a request came and
// when its client left.
type gate struct {
	arrived, left chan struct{}
	open          chan struct{}
}

func newGate() *gate {
	return &gate{make(chan struct{}, 1000), make(chan struct{}, 1000), make(chan struct{})}
}

func (g *gate) handler(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.arrived <- struct{}{}
		select {
		case <-g.open:
			next(w, r)
		case <-r.Context().Done():
			g.left <- struct{}{}
		}
	}
}

func await(t *testing.T, c <-chan struct{}, within time.Duration, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(within):
		t.Fatalf("not within %s: %s", within, what)
	}
}

func TestThousandCallersMakeOneRequest(t *testing.T) {
	f, g := newFakeYahoo(t), newGate()
	f.on("/v7/finance/quote", g.handler(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, quoteBody("AAPL")) }))
	m := newTestMarket(t, options{BaseURL: f.URL})
	aapl := sym(t, "AAPL")

	leader, leave := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var leaderErr error
	wg.Go(func() { _, leaderErr = m.Quote(leader, aapl) })
	await(t, g.arrived, 10*time.Second, "the first request")

	var good, begun atomic.Int32
	for range 999 {
		wg.Go(func() {
			begun.Add(1)
			if q, err := m.Quote(t.Context(), aapl); err == nil && q.Price == market.Num(244.6) {
				good.Add(1)
			}
		})
	}
	eventually(t, 10*time.Second, "999 followers began", func() bool { return begun.Load() == 999 })
	leave()
	close(g.open)
	wg.Wait()
	if !errors.Is(leaderErr, context.Canceled) && leaderErr != nil {
		t.Errorf("the leader that left got %v, want its cancellation", leaderErr)
	}
	if good.Load() != 999 {
		t.Errorf("%d of 999 followers got the quote after the leader left", good.Load())
	}
	if n := f.count("/v7/finance/quote"); n != 1 {
		t.Errorf("%d requests for one cold ticker, want 1", n)
	}
}

// A request that hangs must end with its last caller, as Yahoo sees it, wherever
// it hangs.
func TestLastCallerLeavingEndsTheRequest(t *testing.T) {
	for _, path := range []string{"/", "/v1/test/getcrumb", "/v7/finance/quote"} {
		t.Run(path, func(t *testing.T) {
			f, g := newFakeYahoo(t), newGate()
			f.on(path, g.handler(nil))
			m := newTestMarket(t, options{BaseURL: f.URL})
			cause := errors.New("client left")
			ctx, leave := context.WithCancelCause(t.Context())
			errs := make(chan error, 50)
			for range cap(errs) {
				go func() {
					_, err := m.Quote(ctx, sym(t, "AAPL"))
					errs <- err
				}()
			}
			await(t, g.arrived, 10*time.Second, "the request")
			leave(cause)
			await(t, g.left, 100*time.Millisecond, "Yahoo sees the request end")
			for range cap(errs) {
				if err := <-errs; !errors.Is(err, cause) {
					t.Errorf("Quote = %v, want the cause %v", err, cause)
				}
			}
		})
	}
}

func TestHangingChartEndsWithItsCaller(t *testing.T) {
	f, g := newFakeYahoo(t), newGate()
	f.on("/v8/finance/chart", g.handler(nil))
	m := newTestMarket(t, options{BaseURL: f.URL})
	ctx, leave := context.WithCancel(t.Context())
	errs := make(chan error, 1)
	go func() {
		_, err := m.History(ctx, market.HistoryQuery{Symbol: sym(t, "AAPL")})
		errs <- err
	}()
	await(t, g.arrived, 10*time.Second, "the request")
	leave()
	await(t, g.left, 100*time.Millisecond, "Yahoo sees the request end")
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Errorf("History = %v, want %v", err, context.Canceled)
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	f, g := newFakeYahoo(t), newGate()
	f.on("/v1/test/getcrumb", g.handler(nil))
	m := newTestMarket(t, options{BaseURL: f.URL})
	errs := make(chan error, 1)
	go func() {
		_, err := m.Quote(t.Context(), sym(t, "AAPL"))
		errs <- err
	}()
	await(t, g.arrived, 10*time.Second, "the request")
	m.Close()
	if err := <-errs; !errors.Is(err, market.ErrClosed) {
		t.Errorf("Quote during Close = %v, want %v", err, market.ErrClosed)
	}
	if _, err := m.Quote(t.Context(), sym(t, "AAPL")); !errors.Is(err, market.ErrClosed) {
		t.Errorf("Quote after Close = %v, want %v", err, market.ErrClosed)
	}
	m.Close() // again, harmless
}

func TestSilentYahooIsUnavailable(t *testing.T) {
	f, g := newFakeYahoo(t), newGate()
	f.on("/v8/finance/chart", g.handler(nil))
	m := newTestMarket(t, options{BaseURL: f.URL, Timeout: 50 * time.Millisecond})
	_, err := m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, "AAPL")})
	wantKind(t, err, market.ErrUnavailable)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v reads as the caller's own deadline", err)
	}
}

func TestAtMostFourRequestsAtOnce(t *testing.T) {
	f := newFakeYahoo(t)
	var now, most atomic.Int32
	f.on("/v8/finance/chart", func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for {
			old := most.Load()
			if n <= old || most.CompareAndSwap(old, n) {
				break
			}
		}
		runtime.Gosched()
		fmt.Fprint(w, chartBody)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			q := market.HistoryQuery{Symbol: sym(t, "AAPL"), From: market.Date{Year: 2020, Month: time.January, Day: 2}, To: market.Date{Year: 2020, Month: time.January, Day: 3}.AddDays(i)}
			if _, err := m.History(t.Context(), q); err != nil {
				t.Errorf("History: %v", err)
			}
		})
	}
	wg.Wait()
	if most.Load() > 4 {
		t.Errorf("%d requests at once, want at most 4", most.Load())
	}
	if n := f.count("/v8/finance/chart"); n != 100 {
		t.Errorf("%d requests, want 100", n)
	}
	if n := f.count("/v1/test/getcrumb"); n != 0 {
		t.Errorf("%d requests for a crumb that charts do not need", n)
	}
}

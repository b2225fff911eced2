package yahoo

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/market"
)

func TestOneCrumbForManyCallers(t *testing.T) {
	f, g := newFakeYahoo(t), newGate()
	f.mu.Lock()
	crumb := f.routes["/v1/test/getcrumb"]
	f.mu.Unlock()
	f.on("/v1/test/getcrumb", g.handler(crumb))
	m := newTestMarket(t, options{BaseURL: f.URL})
	var wg sync.WaitGroup
	var begun, failed atomic.Int32
	for i := range 200 {
		wg.Go(func() {
			begun.Add(1)
			if _, err := m.Quote(t.Context(), symbolOf(fmt.Sprintf("T%d", i))); err != nil {
				failed.Add(1)
			}
		})
	}
	await(t, g.arrived, 10*time.Second, "the request for a crumb")
	eventually(t, 10*time.Second, "200 callers began", func() bool { return begun.Load() == 200 })
	close(g.open)
	wg.Wait()
	if n, m := f.count("/v1/test/getcrumb"), f.count("/"); n != 1 || m != 1 || failed.Load() != 0 {
		t.Errorf("%d crumbs and %d cookies asked for, %d of 200 callers failed; want 1, 1, 0", n, m, failed.Load())
	}
}

func TestOldCrumbIsRenewedOnce(t *testing.T) {
	f := newFakeYahoo(t)
	var valid atomic.Int32 // the crumb that Yahoo takes
	valid.Store(1)
	f.on("/v1/test/getcrumb", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "crumb%d", valid.Load()) })
	f.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("crumb") != fmt.Sprintf("crumb%d", valid.Load()) {
			f.unauthorized(w)
			return
		}
		fmt.Fprint(w, quoteBody(r.URL.Query().Get("symbols")))
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	quote := func(s string) {
		t.Helper()
		if _, err := m.Quote(t.Context(), symbolOf(s)); err != nil {
			t.Errorf("Quote(%s): %v", s, err)
		}
	}
	quote("A")
	valid.Store(2)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() { quote(fmt.Sprintf("B%d", i)) })
	}
	wg.Wait()
	if n := f.count("/v1/test/getcrumb"); n != 2 {
		t.Errorf("%d crumbs asked for, want 2: one at first, one after it went old", n)
	}
}

func TestRefusedFreshCrumbEndsInACoolDown(t *testing.T) {
	f := newFakeYahoo(t)
	f.on("/v7/finance/quote", func(w http.ResponseWriter, _ *http.Request) { f.unauthorized(w) })
	f.says("/v8/finance/chart", http.StatusOK, chartBody)
	m := newTestMarket(t, options{BaseURL: f.URL})
	for i := range 5 {
		_, err := m.Quote(t.Context(), symbolOf(fmt.Sprintf("T%d", i)))
		if e := wantKind(t, err, market.ErrBlocked); i > 0 && e.RetryAfter < 50*time.Second {
			t.Errorf("RetryAfter = %v, want about a minute", e.RetryAfter)
		}
	}
	if n, q := f.count("/v1/test/getcrumb"), f.count("/v7/finance/quote"); n != 2 || q != 2 {
		t.Errorf("%d crumbs and %d quotes asked for, want 2 and 2", n, q)
	}
	if _, err := m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, "AAPL")}); err != nil {
		t.Errorf("a chart needs no crumb, yet: %v", err)
	}
}

func TestCrumbThatIsNone(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"text", "Too Many Requests\r\n", http.StatusOK},
		{"429", "Edge: Too Many Requests", http.StatusTooManyRequests},
		{"page", "<html><body>Will be right back</body></html>", http.StatusOK},
		{"empty", "", http.StatusOK},
		{"JSON", `{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Cookie"}}}`, http.StatusUnauthorized},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeYahoo(t)
			f.says("/v1/test/getcrumb", tt.status, tt.body)
			f.says("/v8/finance/chart", http.StatusOK, chartBody)
			m := newTestMarket(t, options{BaseURL: f.URL})
			for i := range 3 {
				_, err := m.Quote(t.Context(), symbolOf(fmt.Sprintf("T%d", i)))
				wantKind(t, err, market.ErrBlocked)
			}
			if n := f.count("/v1/test/getcrumb"); n > 2 {
				t.Errorf("%d crumbs asked for without a pause, want at most 2", n)
			}
			if n := f.count("/v7/finance/quote"); n != 0 {
				t.Errorf("%d quotes asked for without a crumb", n)
			}
			if _, err := m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, "AAPL")}); err != nil {
				t.Errorf("a chart needs no crumb, yet: %v", err)
			}
		})
	}
}

func TestUnreachableCookieHostIsNotTheEnd(t *testing.T) {
	m := newTestMarket(t, options{RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		switch {
		case r.URL.Host == "fc.yahoo.com":
			return nil, errors.New("no such host")
		case r.URL.Host == "finance.yahoo.com":
			return answer(r, http.StatusOK, "<html>", "Set-Cookie", "A3=cookie; Path=/; Domain=yahoo.com"), nil
		case r.URL.Path == "/v1/test/getcrumb":
			if _, err := r.Cookie("A3"); err != nil {
				return answer(r, http.StatusUnauthorized, ""), nil
			}
			return answer(r, http.StatusOK, fakeCrumb), nil
		}
		return answer(r, http.StatusOK, quoteBody("AAPL")), nil
	})})
	if _, err := m.Quote(t.Context(), sym(t, "AAPL")); err != nil {
		t.Error(err)
	}
}

func TestConsentGoesNowhereElse(t *testing.T) {
	var hosts []string
	m := newTestMarket(t, options{RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host)
		if r.URL.Host == "finance.yahoo.com" {
			return answer(r, http.StatusFound, "", "Location", "https://yahoo.com.evil.example/consent"), nil
		}
		return answer(r, http.StatusNotFound, ""), nil
	})})
	_, err := m.Quote(t.Context(), sym(t, "AAPL"))
	wantKind(t, err, market.ErrUnavailable)
	if strings.Contains(strings.Join(hosts, " "), "evil") {
		t.Errorf("followed a redirect away from Yahoo: %v", hosts)
	}
}

// script is a Yahoo without sockets whose answers for quotes a test changes as it
// goes.
type script struct {
	mu    sync.Mutex
	reply func(*http.Request) (*http.Response, error)
	asked int
}

func (s *script) set(reply func(*http.Request) (*http.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply, s.asked = reply, 0
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if resp := credentials(r); resp != nil {
		return resp, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return s.reply(r)
}

func good(r *http.Request) (*http.Response, error) {
	return answer(r, http.StatusOK, quoteBody(r.URL.Query().Get("symbols"))), nil
}

func TestBlockIsRespectedAndStaleIsServed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pause time.Duration
		reply func(*http.Request) (*http.Response, error)
	}{
		{"429", time.Minute, func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusTooManyRequests, "Edge: Too Many Requests"), nil
		}},
		{"Retry-After", 10 * time.Minute, func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusTooManyRequests, "", "Retry-After", "600"), nil
		}},
		{"short Retry-After", time.Minute, func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusTooManyRequests, "", "Retry-After", "1"), nil
		}},
		{"999", time.Minute, func(r *http.Request) (*http.Response, error) { return answer(r, 999, ""), nil }},
		{"text with 200", time.Minute, func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusOK, "Too Many Requests\r\n"), nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				yahoo := &script{reply: good}
				reg := prometheus.NewRegistry()
				m := newTestMarket(t, options{RoundTripper: yahoo, CacheTTL: time.Minute, Registerer: reg})
				old, err := m.Quote(t.Context(), symbolOf("OLD"))
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Minute)
				yahoo.set(tt.reply)
				_, err = m.Quote(t.Context(), symbolOf("NEW"))
				wantKind(t, err, market.ErrBlocked)
				for range 10 {
					_, err = m.Quote(t.Context(), symbolOf("NEW"))
					if e := wantKind(t, err, market.ErrBlocked); e.RetryAfter > tt.pause || e.RetryAfter < tt.pause-time.Second {
						t.Errorf("RetryAfter = %v, want %v", e.RetryAfter, tt.pause)
					}
				}
				stale, err := m.Quote(t.Context(), symbolOf("OLD"))
				if err != nil || !stale.Stale || stale.Age != 2*time.Minute || stale.Price != old.Price {
					t.Errorf("Quote while blocked = %+v, %v; want the old one, 2 minutes old", stale, err)
				}
				if old.Stale {
					t.Error("the shared ticker was changed")
				}
				if yahoo.asked != 1 {
					t.Errorf("%d requests after the refusal, want none", yahoo.asked-1)
				}
				if n := measured(t, reg, "quotewire_upstream_requests_total", "blocked"); n != 1 {
					t.Errorf("%v blocked requests counted, want 1", n)
				}
				yahoo.set(good)
				time.Sleep(tt.pause + time.Second)
				if q, err := m.Quote(t.Context(), symbolOf("OLD")); err != nil || q.Stale {
					t.Errorf("Quote after the pause = %+v, %v; want a fresh one", q, err)
				}
				time.Sleep(time.Second) // the half-open probe succeeded
				if _, err := m.Quote(t.Context(), symbolOf("NEW")); err != nil {
					t.Errorf("Quote after the pause: %v", err)
				}
				if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
					t.Errorf("metrics: %v %v", problems, err)
				}
			})
		})
	}
}

func TestManyFaultsOpenTheBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo := &script{reply: func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusBadGateway, "<html>nginx</html>"), nil
		}}
		m := newTestMarket(t, options{RoundTripper: yahoo})
		for range 10 {
			_, err := m.Quote(t.Context(), symbolOf("A"))
			wantKind(t, err, market.ErrUnavailable)
			if strings.Contains(err.Error(), "nginx") {
				t.Errorf("the page came through: %v", err)
			}
		}
		if yahoo.asked != 6 {
			t.Errorf("%d requests to a broken Yahoo, want %d", yahoo.asked, 6)
		}
		yahoo.set(good)
		time.Sleep(15*time.Second + time.Second)
		if _, err := m.Quote(t.Context(), symbolOf("A")); err != nil {
			t.Errorf("Quote after the pause: %v", err)
		}
	})
}

func TestBrokenConnectionIsTriedOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo := &script{}
		first := true
		yahoo.set(func(r *http.Request) (*http.Response, error) {
			if first {
				first = false
				return nil, io.ErrUnexpectedEOF
			}
			return good(r)
		})
		m := newTestMarket(t, options{RoundTripper: yahoo})
		if _, err := m.Quote(t.Context(), symbolOf("A")); err != nil || yahoo.asked != 2 {
			t.Errorf("Quote over a connection that broke once: %v after %d requests, want success after 2", err, yahoo.asked)
		}
	})
}

func TestErrorsDoNotShowTheCrumb(t *testing.T) {
	f := newFakeYahoo(t)
	f.on("/v7/finance/quote", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	_, err := m.Quote(t.Context(), sym(t, "AAPL"))
	wantKind(t, err, market.ErrUnavailable)
	if strings.Contains(err.Error(), "crumb=") || strings.Contains(err.Error(), "http://") {
		t.Errorf("error shows the request: %v", err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		status     int
		kind       error
	}{
		{"page", "<!doctype html><title>Yahoo</title>", 200, market.ErrMalformed},
		{"empty", "", 200, market.ErrMalformed},
		{"cut JSON", `{"quoteResponse":{"result":[{"quoteType":"EQ`, 200, market.ErrMalformed},
		{"another JSON", `{"somethingWeird":true}`, 200, market.ErrMalformed},
		{"a list", `[1,2]`, 200, market.ErrMalformed},
		{"null", `null`, 200, market.ErrMalformed},
		{"huge", `{"a":"` + strings.Repeat("x", 9<<20) + `"}`, 200, market.ErrMalformed},
		{"404 page", "<html>Not Found</html>", 404, market.ErrMalformed},
		{"404 of a symbol", `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}`, 404, market.ErrUnknownSymbol},
		{"422", `{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"1m data not available"}}}`, 422, market.ErrNoData},
		{"403", "denied", 403, market.ErrBlocked},
		{"500", "oops", 500, market.ErrUnavailable},
		{"fault with 200", `{"finance":{"result":null,"error":{"code":"Internal Server Error","description":"x"}}}`, 200, market.ErrUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeYahoo(t)
			for _, path := range []string{"/v7/finance/quote", "/v8/finance/chart", "/v1/finance/search"} {
				f.says(path, tt.status, tt.body)
			}
			symbol := sym(t, "AAPL")
			m := newTestMarket(t, options{BaseURL: f.URL})
			_, err := m.Quote(t.Context(), symbol)
			if e := wantKind(t, err, tt.kind); e.Symbol != "AAPL" {
				t.Errorf("error names symbol %q", e.Symbol)
			}
			m = newTestMarket(t, options{BaseURL: f.URL})
			_, err = m.History(t.Context(), market.HistoryQuery{Symbol: symbol})
			wantKind(t, err, tt.kind)
			m = newTestMarket(t, options{BaseURL: f.URL})
			_, err = m.Search(t.Context(), "apple", 3)
			wantKind(t, err, tt.kind)
		})
	}
}

func TestStaleHistoryIsServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo := &script{}
		yahoo.set(func(r *http.Request) (*http.Response, error) { return answer(r, http.StatusOK, chartBody), nil })
		m := newTestMarket(t, options{RoundTripper: yahoo})
		q := market.HistoryQuery{Symbol: symbolOf("AAPL"), Range: "5d"}
		fresh, err := m.History(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		yahoo.set(func(r *http.Request) (*http.Response, error) { return answer(r, http.StatusTooManyRequests, ""), nil })
		h, err := m.History(t.Context(), q)
		if err != nil || !h.Stale || h.Age != time.Hour || len(h.Bars) != len(fresh.Bars) || fresh.Stale {
			t.Errorf("History while blocked = %+v, %v; want the old one, an hour old", h, err)
		}
		time.Sleep(24 * time.Hour)
		_, err = m.History(t.Context(), q)
		wantKind(t, err, market.ErrBlocked)
	})
}

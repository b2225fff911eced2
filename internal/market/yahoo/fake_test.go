package yahoo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/outbound"
)

// fakeYahoo is a small Yahoo on a real socket: a cookie, a crumb, and what the
// test sets for the rest.
type fakeYahoo struct {
	*httptest.Server

	mu     sync.Mutex
	seen   map[string]int // requests by path
	routes map[string]http.HandlerFunc
}

const fakeCrumb = "a/b.c=D-1"

func newFakeYahoo(t testing.TB) *fakeYahoo {
	f := &fakeYahoo{seen: map[string]int{}, routes: map[string]http.HandlerFunc{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	f.on("/", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "A3", Value: "cookie", Path: "/"})
		w.WriteHeader(http.StatusNotFound)
	})
	f.on("/v1/test/getcrumb", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("A3"); err != nil || c.Value != "cookie" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, fakeCrumb)
	})
	f.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("crumb") != fakeCrumb {
			f.unauthorized(w)
			return
		}
		fmt.Fprint(w, quoteBody(r.URL.Query().Get("symbols")))
	})
	return f
}

func (f *fakeYahoo) unauthorized(w http.ResponseWriter) {
	w.WriteHeader(http.StatusUnauthorized)
	fmt.Fprint(w, `{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}`)
}

func (f *fakeYahoo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	path := r.URL.Path
	if strings.HasPrefix(path, "/v8/finance/chart/") {
		path = "/v8/finance/chart"
	}
	f.seen[path]++
	route := f.routes[path]
	f.mu.Unlock()
	if route == nil {
		http.NotFound(w, r)
		return
	}
	route(w, r)
}

func (f *fakeYahoo) on(path string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.routes[path] = h
}

// says answers path with status and body.
func (f *fakeYahoo) says(path string, status int, body string) {
	f.on(path, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

func (f *fakeYahoo) count(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[path]
}

// options are those of a Market that asks Yahoo, and of the latter.
type options struct {
	BaseURL       string
	CacheEntries  int
	CacheBytes    int64
	CacheTTL      time.Duration
	Timeout       time.Duration
	MaxBody       int64
	MaxConcurrent int
	RoundTripper  http.RoundTripper
	Logger        *slog.Logger
	Registerer    outbound.Registerer
	Now           func() time.Time
}

// calendars are shared: they do not change, and making them takes longer than most of
// what is tested.
var calendars = sync.OnceValues(calendar.New)

func newTestMarket(t testing.TB, o options) *market.Market {
	t.Helper()
	days, err := calendars()
	if err != nil {
		t.Fatalf("load calendars: %v", err)
	}
	y, err := New(Options{Now: o.Now, Logger: o.Logger, Client: client.Options{
		BaseURL: o.BaseURL, Timeout: o.Timeout, MaxBody: o.MaxBody, MaxConcurrent: o.MaxConcurrent, RoundTripper: o.RoundTripper,
		Registerer: o.Registerer,
	}})
	if err != nil {
		t.Fatalf("make Yahoo: %v", err)
	}
	m, err := market.New(market.Options{
		Sources: []market.Source{y}, CacheEntries: o.CacheEntries, CacheBytes: o.CacheBytes, CacheTTL: o.CacheTTL, LoadTimeout: 8 * o.Timeout,
		Calendars: days, Logger: o.Logger, Registerer: o.Registerer, Now: o.Now,
	})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(m.Close)
	return m
}

func sym(t testing.TB, s string) market.Symbol {
	t.Helper()
	symbol, err := market.ParseSymbol(s)
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

// quoteBody is a plausible quote of an equity whose market is closed.
func quoteBody(symbol string) string {
	return fmt.Sprintf(`{"quoteResponse":{"result":[{"quoteType":"EQUITY","symbol":%q,"currency":"USD","marketState":"CLOSED",`+
		`"shortName":"Example","regularMarketPrice":244.6,"regularMarketTime":1739566800,"regularMarketVolume":40896227}],"error":null}}`, symbol)
}

// roundTrip is a Yahoo without sockets, for tests on fake time.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(r *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader([]byte(body))),
	}
}

// credentials answers the requests for cookie and crumb, nil for others.
func credentials(r *http.Request) *http.Response {
	switch r.URL.Path {
	case "/":
		return answer(r, http.StatusNotFound, "", "Set-Cookie", "A3=cookie; Path=/; Domain=yahoo.com")
	case "/v1/test/getcrumb":
		return answer(r, http.StatusOK, fakeCrumb)
	}
	return nil
}

// wantKind checks that err is an *Error of kind.
func wantKind(t testing.TB, err, kind error) *market.Error {
	t.Helper()
	e, ok := errors.AsType[*market.Error](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("error = %v, want an *Error that is %q", err, kind)
	}
	return e
}

// eventually polls until ok, for what another process or goroutine brings about.
func eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
		<-tick.C
	}
}

// measured is the metric of that name that has a label of that value.
func measured(t testing.TB, reg *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == name && l.GetValue() == label {
					return m.GetCounter().GetValue() + m.GetGauge().GetValue()
				}
			}
		}
	}
	t.Fatalf("there is no %s of %s", name, label)
	return 0
}

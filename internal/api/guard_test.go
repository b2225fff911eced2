package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/api/access"
	"quotewire/internal/api/fault"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

func TestKeys(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.Keys = []string{"first-key", "second-key"} })
	for _, auth := range []string{"", "Bearer", "Bearer ", "Bearer wrong", "Bearer first-key2", "Basic first-key", "first-key"} {
		for _, path := range []string{"/api/models", "/api/chat/stream?question=a", "/api/quotes/AAPL", "/api/sessions/x"} {
			resp := w.do(t, t.Context(), http.MethodGet, path, "", http.Header{"Authorization": {auth}})
			if e := wantFault(t, resp, fault.Unauthorized); strings.Contains(e.Message+e.Fix, "first-key") || !strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%q: %v %v", auth, e, resp.Header)
			}
		}
	}
	for _, auth := range []string{"Bearer first-key", "bearer  second-key"} {
		if resp := w.do(t, t.Context(), http.MethodGet, "/api/models", "", http.Header{"Authorization": {auth}}); resp.StatusCode != http.StatusOK {
			t.Errorf("%q: %d", auth, resp.StatusCode)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/", "/openapi.yaml"} {
		if resp := w.do(t, t.Context(), http.MethodGet, path, "", nil); resp.StatusCode != http.StatusOK {
			t.Errorf("%s wants a key: %d", path, resp.StatusCode)
		}
	}
	if strings.Contains(w.logs.String(), "first-key") {
		t.Error("a key is in the log")
	}
}

// Two owners do not see each other's sessions.
func TestSessionsOfKeys(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.Keys = []string{"a", "b"} })
	as := func(key string) http.Header { return http.Header{"Authorization": {"Bearer " + key}} }
	resp := w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, as("a"))
	id := strings.Split(body(t, resp), `"`)[3]
	if resp := w.do(t, t.Context(), http.MethodGet, "/api/sessions/"+id, "", as("a")); resp.StatusCode != http.StatusOK {
		t.Errorf("its owner gets %d", resp.StatusCode)
	}
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/sessions/"+id, "", as("b")), fault.NotFound)
	wantFault(t, w.do(t, t.Context(), http.MethodDelete, "/api/sessions/"+id, "", as("b")), fault.NotFound)
}

// What is done for a request is done for its client, of routes and of answers: the
// owner of its key, else its address.
func TestWorkIsDoneForItsClient(t *testing.T) {
	for _, keys := range [][]string{nil, {"a", "b"}} {
		done := make(chan string, 1)
		tell := func(ctx context.Context) { done <- fairqueue.ClientOf(ctx) }
		answers := script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
			tell(ctx)
			says("x")(ctx, turn, yield)
		})
		w := newWorld(t, answers, func(o *Options) {
			o.Access.Keys = keys
			o.Market = manyQuotes{&fakeMarket{}, func(ctx context.Context, _ string) (*market.Ticker, error) {
				tell(ctx)
				return &market.Ticker{}, nil
			}}
		})
		clients := map[string]string{}
		for _, key := range []string{"a", "b"} {
			for _, path := range []string{"/api/quotes/AAPL", "/api/quotes?symbols=AAPL", "/api/chat/stream?question=x", "/api/advanced/stream?question=x"} {
				body(t, w.do(t, t.Context(), http.MethodGet, path, "", http.Header{"Authorization": {"Bearer " + key}}))
				client := <-done
				if was, ok := clients[key]; ok && client != was {
					t.Errorf("%s: for %q, want %q", path, client, was)
				}
				clients[key] = client
			}
		}
		if keys == nil && (clients["a"] != "ip:127.0.0.1" || clients["b"] != clients["a"]) ||
			keys != nil && (clients["a"] == clients["b"] || !strings.HasPrefix(clients["a"], "key:")) {
			t.Errorf("keys %q: clients %q", keys, clients)
		}
	}
}

func TestRateLimit(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.RateLimit = 5; o.Access.Keys = []string{"a", "b"} })
	get := func(key string) *http.Response {
		return w.do(t, t.Context(), http.MethodGet, "/api/models", "", http.Header{"Authorization": {"Bearer " + key}})
	}
	limited := func(key string) *http.Response {
		for range 100 { // a minute may turn meanwhile
			if resp := get(key); resp.StatusCode == http.StatusTooManyRequests {
				return resp
			}
		}
		t.Fatal("never limited")
		return nil
	}
	resp := limited("a")
	wantFault(t, resp, fault.RateLimited)
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil || s < 1 || s > 120 {
		t.Errorf("Retry-After %q", resp.Header.Get("Retry-After"))
	}
	wantFault(t, limited("wrong"), fault.RateLimited) // guessing is limited too
	if resp := get("b"); resp.StatusCode != http.StatusOK {
		t.Errorf("another key from that address: %d", resp.StatusCode)
	}
	if resp := w.do(t, t.Context(), http.MethodGet, "/healthz", "", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("healthz is limited: %d", resp.StatusCode)
	}
}

// A request counts by its size, whatever the limit is it is possible, and who waits as
// long as it is told is served.
func TestLargeRequestsCountByTheirSize(t *testing.T) {
	const large = "/api/analysis?symbols=A,B,C,D,E,F,G,H,I,J&measures=change,returns,months,years,streaks,above,candles,volatility&level=1"
	quotes := func(n int) string { return "/api/quotes?symbols=" + manySymbols(n) }
	for _, c := range []struct {
		limit int
		path  string
		units int
	}{
		{120, quotes(1), 1}, {120, quotes(10), 1}, {120, quotes(11), 2}, {120, quotes(50), 5},
		{120, "/api/analysis?symbols=A", 1}, {120, "/api/analysis?symbols=A,B", 1}, {120, "/api/analysis?symbols=A,B,C", 2}, {120, large, 8},
		{12, quotes(50), 3}, {13, quotes(50), 3}, {31, large, 7}, {7, large, 1}, {1, large, 1}, {120, "/api/quotes/A", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, err := New(Options{
				Agent: says("x"), Research: says("x"), Pages: &fakePages{}, Sessions: quietSessions{}, Models: []string{"m"}, Provider: "p",
				Market: &fakeMarket{ticker: &market.Ticker{}}, Studies: &fakeStudies{report: &study.Report{Inputs: make([]study.Input, 1)}}, Macro: &fakeMacro{}, Access: access.Options{RateLimit: c.limit},
			})
			if err != nil {
				t.Fatal(err)
			}
			handler := s.Handler()
			ask := func() *httptest.ResponseRecorder {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, nil))
				return w
			}
			served := 0
			last := ask()
			for ; last.Code == http.StatusOK && served <= c.limit; last = ask() {
				served++
			}
			if served != c.limit/c.units {
				t.Errorf("limit %d: %d of %.40s were served, want %d", c.limit, served, c.path, c.limit/c.units)
			}
			told := strings.Contains(last.Body.String(), fmt.Sprintf("counts as %d", c.units))
			if last.Code != http.StatusTooManyRequests || told != (c.units > 1 && c.limit%c.units != 0) {
				t.Errorf("limit %d, %.40s: %d %s", c.limit, c.path, last.Code, last.Body)
			}
			wait, err := strconv.Atoi(last.Header().Get("Retry-After"))
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(wait) * time.Second)
			if again := ask(); again.Code != http.StatusOK && c.limit%c.units != 0 {
				t.Errorf("limit %d, %.40s: after the %d s of Retry-After: %d %s", c.limit, c.path, wait, again.Code, again.Body)
			}
		})
	}
}

// quietSessions are none.
type quietSessions struct{ sessions }

func TestCrossOrigin(t *testing.T) {
	const own, foreign = "https://app.example", "https://evil.example"
	for _, c := range []struct {
		name          string
		origins       []string
		origin, site  string
		allowed, cors bool
	}{
		{"curl", nil, "", "", true, false},
		{"image tag", nil, "", "cross-site", false, false},
		{"image tag of a neighbour", nil, "", "same-site", false, false},
		{"typed by the user", nil, "", "none", true, false},
		{"own page", nil, "SELF", "same-origin", true, false},
		{"own page, old browser", nil, "SELF", "", true, false},
		{"foreign page", nil, foreign, "cross-site", false, false},
		{"foreign page, old browser", nil, foreign, "", false, false},
		{"sandboxed page", nil, "null", "cross-site", false, false},
		{"allowed page", []string{own}, own, "cross-site", true, true},
		{"foreign page beside an allowed one", []string{own}, foreign, "cross-site", false, false},
		{"suffix of an allowed one", []string{own}, own + ".evil.example", "cross-site", false, false},
		{"image tag beside an allowed one", []string{own}, "", "cross-site", false, false},
		{"all allowed", []string{"*"}, foreign, "cross-site", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, says("x"), func(o *Options) { o.Access.Origins = c.origins })
			h := http.Header{}
			if c.origin != "" {
				h.Set("Origin", strings.ReplaceAll(c.origin, "SELF", w.url))
			}
			if c.site != "" {
				h.Set("Sec-Fetch-Site", c.site)
			}
			resp := w.do(t, t.Context(), http.MethodGet, "/api/models", "", h)
			if c.allowed != (resp.StatusCode == http.StatusOK) {
				t.Errorf("status %d", resp.StatusCode)
			}
			if !c.allowed {
				wantFault(t, resp, fault.Forbidden)
			}
			if got := resp.Header.Get("Access-Control-Allow-Origin"); c.cors != (got == c.origin && got != "") {
				t.Errorf("allows origin %q", got)
			}
			if resp.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("allows credentials")
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.Origins = []string{"https://app.example"}; o.Access.Keys = []string{"k"} })
	ask := func(origin string) http.Header {
		return w.do(t, t.Context(), http.MethodOptions, "/api/chat/stream", "", http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,content-type"},
		}).Header
	}
	if h := ask("https://app.example"); h.Get("Access-Control-Allow-Origin") != "https://app.example" || h.Get("Access-Control-Allow-Methods") != "POST" {
		t.Errorf("allowed origin: %v", h)
	}
	if h := ask("https://evil.example"); h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("foreign origin: %v", h)
	}
}

func TestRequestID(t *testing.T) {
	w := newWorld(t, says("x"))
	for sent, kept := range map[string]bool{
		"abc-DEF_1.2": true, strings.Repeat("a", 64): true, strings.Repeat("a", 65): false,
		"a b": false, `a"b`: false, "a=b": false, "é": false, "": false,
	} {
		got := w.do(t, t.Context(), http.MethodGet, "/healthz", "", http.Header{"X-Request-Id": {sent}}).Header.Get("X-Request-Id")
		if kept != (got == sent) || got == "" {
			t.Errorf("sent %q, got %q", sent, got)
		}
	}
}

// One record a request, without what must not be in it, and no way to forge one.
func TestLogRecord(t *testing.T) {
	w := newWorld(t, says("the answer's text"), func(o *Options) { o.Access.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/chat/stream?question=my+secret+question", "", http.Header{
		"User-Agent": {"agent level=ERROR"}, "X-Forwarded-For": {"1.2.3.4"},
	})
	body(t, resp)
	w.do(t, t.Context(), http.MethodGet, "/api/none%0alevel=ERROR?secret=1", "", nil)
	for _, query := range []string{"What+is+AT&T+with+a+secret", "question=a&secret=1"} { // an & that was not encoded
		if e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/chat/stream?question="+query, "", nil), fault.InvalidRequest); !strings.Contains(e.Message, "secret") {
			t.Errorf("the client is not told which field: %v", e)
		}
	}
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", `{"the secret":1}`, http.Header{"Content-Type": {"application/json"}}), fault.InvalidRequest)
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/models?secret=1", "", nil), fault.InvalidRequest)
	eventually(t, "six records", func() bool { return strings.Count(w.logs.String(), "\n") == 6 })
	got := w.logs.String()
	for _, bad := range []string{"secret", "answer's text", "ERROR", "agent"} {
		if strings.Contains(got, bad) {
			t.Errorf("log holds %q:\n%s", bad, got)
		}
	}
	for _, want := range []string{"method=GET", "route=/api/chat/stream", "status=200", "client=ip:1.2.3.4", "outcome=done", "run=", "session=s_", "mode=chat", "deltas=1", "route=none status=404"} {
		if !strings.Contains(got, want) {
			t.Errorf("log lacks %q:\n%s", want, got)
		}
	}
}

func TestOptionsNameTheirFaults(t *testing.T) {
	_, err := New(Options{
		Access:       access.Options{Keys: []string{""}, Origins: []string{"https://a.b/path", "example.com", "https://*.a.b"}, RateLimit: -1, MaxStreams: -1},
		WriteTimeout: time.Second, Heartbeat: time.Second,
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"Agent", "Sessions", "Market", "Models", "Keys", "Origins", "RateLimit", "MaxStreams", "Heartbeat"} {
		if !strings.Contains(err.Error(), "Options."+field+":") {
			t.Errorf("%s is not named in:\n%v", field, err)
		}
	}
}

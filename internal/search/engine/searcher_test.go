package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// web answers each engine by its path.
func web(t *testing.T, answers map[string]http.HandlerFunc) string {
	paths := map[string]string{"GET /search": SearXNG, "GET /res/v1/web/search": Brave, "POST /search": Tavily, "POST /html/": DuckDuckGo}
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		h := answers[paths[r.Method+" "+r.URL.Path]]
		if h == nil {
			t.Errorf("asked %s %s", r.Method, r.URL.Path)
			h = says(500, "")
		}
		h(w, r)
	})
}

func urls(r Results) string {
	var all []string
	for _, x := range r.Results {
		all = append(all, x.Engine+" "+x.URL)
	}
	return strings.Join(all, "\n")
}

func TestFailover(t *testing.T) {
	log := &strings.Builder{}
	reg := prometheus.NewRegistry()
	base := web(t, map[string]http.HandlerFunc{
		Tavily:     says(401, secret),
		SearXNG:    says(200, `<html>`),
		DuckDuckGo: says(200, duckDuckGoBody),
	})
	s := newSearcher(t, base, Options{
		Engines: []string{Tavily, SearXNG, DuckDuckGo, Brave}, Enough: 2, Registerer: reg,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	r, err := s.Search(t.Context(), Query{Text: "apple"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantPages(DuckDuckGo), r.Results); diff != "" {
		t.Error(diff)
	}
	if len(r.Failures) != 2 || r.Failures[0].Engine != Tavily || r.Failures[1].Engine != SearXNG || len(r.Asked) != 1 {
		t.Fatalf("failures %+v, asked %v", r.Failures, r.Asked)
	}
	wantKind(t, r.Failures[0].Err, ErrUnauthorized)
	wantKind(t, r.Failures[1].Err, ErrMalformed)
	if strings.Contains(log.String(), "SECRET") || !strings.Contains(log.String(), "engine=tavily") {
		t.Errorf("log %s", log)
	}
	for metric, want := range map[prometheus.Counter]float64{
		s.metrics.searches["failed_over"]: 1, s.metrics.searches["ok"]: 0,
	} {
		if got := testutil.ToFloat64(metric); got != want {
			t.Errorf("%s = %v, want %v", metric.Desc(), got, want)
		}
	}
	requests := strings.NewReader(`# HELP quotewire_upstream_requests_total Requests to the outside world by provider and outcome.
# TYPE quotewire_upstream_requests_total counter
` + requestsOf("search_tavily", "unauthorized") + requestsOf("search_searxng", "malformed") + requestsOf("search_duckduckgo", "ok") + requestsOf("search_brave", ""))
	if err := testutil.GatherAndCompare(reg, requests, "quotewire_upstream_requests_total"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("metrics: %v %v", problems, err)
	}
}

// requestsOf are the counters of a provider after one request with an outcome.
func requestsOf(provider, with string) string {
	var all strings.Builder
	for _, outcome := range []string{"ok", "cancelled", "blocked", "unauthorized", "unavailable", "malformed", "refused"} {
		n := 0
		if outcome == with {
			n = 1
		}
		fmt.Fprintf(&all, "quotewire_upstream_requests_total{outcome=%q,provider=%q} %d\n", outcome, provider, n)
	}
	return all.String()
}

func TestNobodyAnswers(t *testing.T) {
	base := web(t, map[string]http.HandlerFunc{Tavily: says(401, ""), Brave: says(503, "")})
	r, err := newSearcher(t, base, Options{Engines: []string{Tavily, Brave}}).Search(t.Context(), Query{Text: "apple"})
	if !errors.Is(err, ErrUnauthorized) || !errors.Is(err, ErrUnavailable) || len(r.Failures) != 2 {
		t.Errorf("%+v, %v; want both errors", r, err)
	}
}

// Too little found is asked for on; what both know is in it once, and takes from
// the second what the first did not say.
func TestMerge(t *testing.T) {
	first := `{"results":[{"url":"http://reuters.com/a/?utm_medium=m&b=2&id=1","title":"","content":""},{"url":"https://x.example/only"}]}`
	second := `{"type":"search","web":{"results":[{"url":"https://www.reuters.com/a?id=1&b=2#frag","title":"A","description":"Of A.","page_age":"2025-01-02"},{"url":"https://x.example/only?fbclid=9","title":"Only"},{"url":"https://y.example:443/z"}]}}`
	base := web(t, map[string]http.HandlerFunc{SearXNG: says(200, first), Brave: says(200, second)})
	s := newSearcher(t, base, Options{Engines: []string{SearXNG, Brave, DuckDuckGo}})
	r, err := s.Search(t.Context(), Query{Text: "apple"})
	want := Results{
		Results: []Result{
			{Title: "A", URL: "http://reuters.com/a/?b=2&id=1", Snippet: "Of A.", Published: time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC), Engine: SearXNG},
			{Title: "Only", URL: "https://x.example/only", Engine: SearXNG},
			{Title: "y.example", URL: "https://y.example/z", Engine: Brave},
		},
		Asked: []string{SearXNG, Brave},
	}
	if diff := cmp.Diff(want, r); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	// Two wanted are found by the first.
	if r, err := s.Search(t.Context(), Query{Text: "apple", Limit: 2}); err != nil || len(r.Asked) != 1 || len(r.Results) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := s.Search(t.Context(), Query{Text: "apple", Limit: 1}); err != nil || len(r.Results) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Whatever an engine makes of a filter, nothing from elsewhere comes through.
func TestDomainsAreAFilter(t *testing.T) {
	var list []string
	for _, u := range []string{
		"https://reuters.com/1", "https://www.reuters.com/2", "https://a.b.REUTERS.com./3", "http://reuters.com:8080/4", "https://ｒeuters.com/5",
		"https://evil-reuters.com/", "https://reuters.com.evil.com/", "https://reuters.com@evil.com/", "https://evil.com/reuters.com",
		"https://evil.com?reuters.com", "https://evil.com#.reuters.com", `https://evil.com\\@reuters.com/`, `https://evil.com\\.reuters.com/`,
		"https://evil.com%2f.reuters.com/", "https://evil.com%00.reuters.com/", "https://user:pw@reuters.com/", "https://reuters.co/",
		"https://reuters.comm/", "https://xreuters.com/", "javascript:alert('https://reuters.com')", "data:text/html,reuters.com", "ftp://reuters.com/",
		"file:///reuters.com", "//reuters.com/", "reuters.com", "https:reuters.com", "https://", "https://re\u200buters.com/", "https://reuters.com\u2044.evil.com/",
		"https://evil.com/\u202ehttps://reuters.com", "view-source:https://reuters.com/",
	} {
		list = append(list, `{"title":"t","url":"`+u+`"}`)
	}
	base := web(t, map[string]http.HandlerFunc{Tavily: says(200, `{"results":[`+strings.Join(list, ",")+`]}`)})
	r, err := newSearcher(t, base, Options{Engines: []string{Tavily}}).Search(t.Context(), Query{Text: "x", Domains: []string{"Reuters.com."}, Limit: 50})
	want := strings.Join([]string{
		"tavily https://reuters.com/1", "tavily https://www.reuters.com/2", "tavily https://a.b.reuters.com/3", "tavily http://reuters.com:8080/4", "tavily https://reuters.com/5",
	}, "\n")
	if got := urls(r); got != want || err != nil {
		t.Errorf("%v, got:\n%s\nwant:\n%s", err, got, want)
	}
}

func TestBreakerOpensAndRecovers(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		kind   error
		tries  int // before it is kept back
		pause  time.Duration
		why    string // what the error of a question that was kept back names
	}{
		"429":           {func(r *http.Request) (*http.Response, error) { return reply(r, 429, ""), nil }, ErrBlocked, 1, time.Minute, ""},
		"Retry-After":   {func(r *http.Request) (*http.Response, error) { return reply(r, 429, "", "Retry-After", "5"), nil }, ErrBlocked, 1, 5 * time.Second, ""},
		"days":          {func(r *http.Request) (*http.Response, error) { return reply(r, 429, "", "Retry-After", "172800"), nil }, ErrBlocked, 1, time.Hour, ""},
		"days, busy":    {func(r *http.Request) (*http.Response, error) { return reply(r, 503, "", "Retry-After", "172800"), nil }, ErrUnavailable, 1, time.Hour, ""},
		"key":           {func(r *http.Request) (*http.Response, error) { return reply(r, 401, ""), nil }, ErrUnauthorized, 1, 5 * time.Minute, ""},
		"500":           {func(r *http.Request) (*http.Response, error) { return reply(r, 500, "out of order"), nil }, ErrUnavailable, 3, 30 * time.Second, ""},
		"busy":          {func(r *http.Request) (*http.Response, error) { return reply(r, 503, "", "Retry-After", "90"), nil }, ErrUnavailable, 1, 90 * time.Second, ""},
		"no connection": {func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, ErrUnavailable, 3, 30 * time.Second, "after: unexpected EOF"},
		"nonsense":      {func(r *http.Request) (*http.Response, error) { return reply(r, 200, "<html>"), nil }, ErrMalformed, 3, 30 * time.Second, "not JSON"},
		"silence": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, ErrUnavailable, 3, 30 * time.Second, "no answer within"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, answer := 0, tc.answer
				s := newSearcher(t, "http://x.example", Options{Engines: []string{Tavily}, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
					asked++
					return answer(r)
				})})
				var err error
				for range 6 {
					_, err = s.Search(t.Context(), Query{Text: "x"})
					wantKind(t, err, tc.kind)
				}
				if e := wantKind(t, err, tc.kind); e.RetryAfter != tc.pause {
					t.Errorf("RetryAfter %v, want %v", e.RetryAfter, tc.pause)
				}
				if asked != tc.tries || testutil.ToFloat64(s.metrics.held[Tavily]) != float64(6-tc.tries) {
					t.Errorf("%d requests; want %d and the rest held back", asked, tc.tries)
				}
				answer = func(r *http.Request) (*http.Response, error) { return reply(r, 200, tavilyBody), nil }
				time.Sleep(tc.pause - time.Second)
				_, err = s.Search(t.Context(), Query{Text: "x"})
				if e := wantKind(t, err, tc.kind); e.RetryAfter != time.Second || !strings.Contains(e.Message, "not asked until ") || !strings.Contains(e.Message, tc.why) || strings.Contains(fmt.Sprintf("%+v", *e), "out of order") {
					t.Errorf("error %q, RetryAfter %v; want it to be spared for another second, with %q", e, e.RetryAfter, tc.why)
				}
				time.Sleep(2 * time.Second)
				for range 3 {
					if r, err := s.Search(t.Context(), Query{Text: "x"}); err != nil || len(r.Results) != 2 {
						t.Errorf("after the pause: %+v, %v", r, err)
					}
				}
			})
		})
	}
}

// A question that an engine cannot be asked, and a client that left, are no
// reason to leave the engine alone.
func TestWhatIsNoFaultOfTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := false
		s := newSearcher(t, "http://x.example", Options{Engines: []string{Tavily}, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
			if good {
				return reply(r, 200, tavilyBody), nil
			}
			if strings.Contains(r.URL.RawQuery, "hang") {
				t.Error(r.URL)
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		for range 5 {
			ctx, leave := context.WithTimeout(t.Context(), time.Second)
			if _, err := s.Search(ctx, Query{Text: "x"}); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			leave()
			_, err := s.Search(t.Context(), Query{Text: strings.Repeat("w", 401)})
			wantKind(t, err, ErrQuery)
		}
		good = true
		if _, err := s.Search(t.Context(), Query{Text: "x"}); err != nil {
			t.Error(err)
		}
	})
}

// Our own limit: who would wait too long is sent on, and the engine not blamed.
func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		o := Options{Engines: []string{DuckDuckGo}, URLs: map[string]string{DuckDuckGo: "http://x.example"}, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked++
			return reply(r, 200, duckDuckGoBody), nil
		})}
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		start := time.Now()
		for range 3 {
			if _, err := s.Search(t.Context(), Query{Text: "x"}); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("a burst of 3 took %v", took)
		}
		if _, err := s.Search(t.Context(), Query{Text: "x"}); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("%v after %v; want the fourth to wait 2s", err, time.Since(start))
		}
		done := make(chan error)
		for range 2 {
			go func() {
				_, err := s.Search(t.Context(), Query{Text: "x"})
				done <- err
			}()
		}
		refused := wantKind(t, errors.Join(<-done, <-done), ErrBlocked)
		if refused.RetryAfter != 4*time.Second || asked != 5 {
			t.Errorf("RetryAfter %v after %d requests; want 4s after 5", refused.RetryAfter, asked)
		}
		// Neither is the engine blamed, nor does the place that was given up count.
		if _, err := s.Search(t.Context(), Query{Text: "x"}); err != nil {
			t.Error(err)
		}
	})
}

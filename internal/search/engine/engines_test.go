package engine

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/llm"
)

// Answers in the engines' own forms, each with the same two pages in it.
const (
	searxngBody = `{"query":"apple","number_of_results":0,"results":[
 {"url":"https://www.reuters.com/a?utm_source=x&id=1#top","title":"Apple &amp; <b>results</b>","content":"Sales  rose\n5%.","publishedDate":"2025-01-30T21:30:00","engine":"bing","engines":["bing"],"score":1.5,"category":"general"},
 {"url":"https://markets.reuters.com/b","title":"Outlook","content":"","publishedDate":null,"engine":"google"}],
 "answers":[],"corrections":[],"infoboxes":[],"suggestions":[],"unresponsive_engines":[["qwant","timeout"]]}`
	braveBody = `{"type":"search","query":{"original":"apple"},"mixed":{},"web":{"type":"search","results":[
 {"title":"Apple &amp; <strong>results</strong>","url":"https://www.reuters.com/a?utm_source=x&id=1","is_source_local":false,"description":"Sales rose 5%.","page_age":"2025-01-30T21:30:00","age":"2 weeks ago","profile":{"name":"Reuters"},"language":"en","meta_url":{"hostname":"www.reuters.com"}},
 {"title":"Outlook","url":"https://markets.reuters.com/b"}]}}`
	tavilyBody = `{"query":"apple","answer":null,"images":[],"results":[
 {"title":"Apple & results","url":"https://www.reuters.com/a?id=1&utm_campaign=y","content":"Sales rose 5%.","score":0.93,"raw_content":null,"published_date":"Thu, 30 Jan 2025 21:30:00 GMT"},
 {"title":"Outlook","url":"https://markets.reuters.com/b","content":"","score":0.5}],"response_time":1.2,"request_id":"x"}`
	duckDuckGoBody = `<!DOCTYPE html><html><head><title>apple at DuckDuckGo</title></head><body><div id="links" class="results">
<div class="result results_links results_links_deep result--ad "><div class="links_main result__body"><h2 class="result__title"><a class="result__a" href="https://duckduckgo.com/y.js?ad_domain=shop.example&amp;u3=x">Buy</a></h2></div></div>
<div class="result results_links results_links_deep web-result "><div class="links_main links_deep result__body"><h2 class="result__title">
 <a rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fwww.reuters.com%2Fa%3Fid%3D1%26utm_source%3Dx&amp;rut=abc">Apple &amp; <b>results</b></a></h2>
 <div class="result__extras"><div class="result__extras__url"><a class="result__url" href="//duckduckgo.com/l/?uddg=x">www.reuters.com/a</a><span>&nbsp; &nbsp; 2025-01-30T21:30:00.0000000</span></div></div>
 <a class="result__snippet" href="//duckduckgo.com/l/?uddg=x">Sales <b>rose</b> 5%.</a></div></div>
<div class="result results_links results_links_deep web-result "><div class="result__body"><h2 class="result__title"><a class="result__a" href="https://markets.reuters.com/b">Outlook</a></h2></div></div>
<div class="result results_links results_links_deep web-result "><div class="result__body"><h2 class="result__title"><a class="result__a" href="//duckduckgo.com/l/?uddg=javascript%3Aalert(1)">Bad</a></h2></div></div>
</div></body></html>`
	duckDuckGoNothing = `<html><body><div id="links" class="results"><div class="result results_links results_links_deep result--no-result"><div class="no-results">No results.</div></div></div></body></html>`
	duckDuckGoPuzzle  = `<html><body><form id="challenge-form" action="//duckduckgo.com/anomaly.js?sv=html" method="POST"><div class="anomaly-modal__title">Unfortunately, bots use DuckDuckGo too.</div></form></body></html>`
)

func httpEngines() map[string]string {
	return map[string]string{SearXNG: searxngBody, Brave: braveBody, Tavily: tavilyBody, DuckDuckGo: duckDuckGoBody}
}

func wantPages(engine string) []Result {
	return []Result{
		{Title: "Apple & results", URL: "https://www.reuters.com/a?id=1", Snippet: "Sales rose 5%.", Published: time.Date(2025, 1, 30, 21, 30, 0, 0, time.UTC), Engine: engine},
		{Title: "Outlook", URL: "https://markets.reuters.com/b", Engine: engine},
	}
}

// asked is a request as an engine saw it.
type asked struct {
	method, path, key string
	values            url.Values     // of the query or the form
	body              map[string]any // of JSON
}

func readAsked(t *testing.T, r *http.Request) asked {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	a := asked{method: r.Method, path: r.URL.Path, values: r.URL.Query(), key: r.Header.Get("Authorization") + r.Header.Get("X-Subscription-Token")}
	switch r.Header.Get("Content-Type") {
	case "application/json":
		if err := json.Unmarshal(raw, &a.body); err != nil {
			t.Error(err)
		}
	case "application/x-www-form-urlencoded":
		if a.values, err = url.ParseQuery(string(raw)); err != nil {
			t.Error(err)
		}
	}
	return a
}

func TestEnginesSpeakTheirForms(t *testing.T) {
	full := Query{Text: " apple\tresults ", Domains: []string{"https://www.Reuters.com/markets", "*.ft.com"}, Limit: 7}
	const sites = "apple results (site:reuters.com OR site:ft.com)"
	for engine, want := range map[string][2]asked{
		SearXNG: {
			{"GET", "/base/search", "", url.Values{"q": {"apple"}, "format": {"json"}, "categories": {"general"}, "pageno": {"1"}}, nil},
			{"GET", "/base/search", "", url.Values{"q": {sites}, "format": {"json"}, "categories": {"general"}, "pageno": {"1"}}, nil},
		},
		Brave: {
			{"GET", "/base/res/v1/web/search", secret, url.Values{"q": {"apple"}, "count": {"10"}, "result_filter": {"web"}, "text_decorations": {"false"}}, nil},
			{"GET", "/base/res/v1/web/search", secret, url.Values{"q": {sites}, "count": {"7"}, "result_filter": {"web"}, "text_decorations": {"false"}}, nil},
		},
		Tavily: {
			{"POST", "/base/search", "Bearer " + secret, url.Values{}, map[string]any{"query": "apple", "search_depth": "basic", "max_results": 10.0}},
			{"POST", "/base/search", "Bearer " + secret, url.Values{}, map[string]any{"query": "apple results", "search_depth": "basic", "max_results": 7.0, "include_domains": []any{"reuters.com", "ft.com"}}},
		},
		DuckDuckGo: {
			{"POST", "/base/html/", "", url.Values{"q": {"apple"}, "b": {""}, "kl": {""}}, nil},
			{"POST", "/base/html/", "", url.Values{"q": {sites}, "b": {""}, "kl": {""}}, nil},
		},
	} {
		t.Run(engine, func(t *testing.T) {
			var seen []asked
			base := serve(t, func(w http.ResponseWriter, r *http.Request) {
				seen = append(seen, readAsked(t, r))
				says(200, httpEngines()[engine])(w, r)
			})
			s := newSearcher(t, base+"/base/", Options{Engines: []string{engine}})
			for i, q := range []Query{{Text: "apple"}, full} {
				got, err := s.Search(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(Results{Results: wantPages(engine), Asked: []string{engine}}, got); diff != "" {
					t.Errorf("results (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(want[i], seen[i], cmp.AllowUnexported(asked{})); diff != "" {
					t.Errorf("request (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// Every engine meets what can go wrong with HTTP, and says it in one way.
func TestEnginesFail(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		header http.Header
		kind   error
		after  time.Duration
	}{
		"401":          {401, `{"detail":{"error":"key KEY is wrong"}}`, nil, ErrUnauthorized, 0},
		"429":          {429, `{"error":{"code":"RATE_LIMITED","detail":"slow"}}`, http.Header{"Retry-After": {"7"}}, ErrBlocked, 7 * time.Second},
		"429 for long": {429, ``, http.Header{"Retry-After": {"999999999"}}, ErrBlocked, time.Hour},
		"500":          {500, `<html>gw7.internal</html>`, nil, ErrUnavailable, 0},
		"404":          {404, `no such page`, nil, ErrMalformed, 0},
		"400":          {400, `{"detail":{"error":"bad"}}`, nil, ErrQuery, 0},
		"redirect":     {302, ``, http.Header{"Location": {"http://192.0.2.7/x?key=" + secret}}, ErrMalformed, 0},
		"login page":   {200, `<!doctype html><html><title>Sign in</title></html>`, nil, ErrMalformed, 0},
		"empty":        {200, ``, nil, ErrMalformed, 0},
		"huge":         {200, `{"results":[],"x":"` + strings.Repeat("x", 3<<20) + `"}`, nil, ErrMalformed, 0},
		"not gzip":     {200, `{}`, http.Header{"Content-Encoding": {"gzip"}}, ErrUnavailable, 0},
	} {
		for engine := range httpEngines() {
			t.Run(name+" "+engine, func(t *testing.T) {
				t.Parallel()
				base := serve(t, func(w http.ResponseWriter, r *http.Request) {
					for k := range tc.header {
						w.Header().Set(k, tc.header.Get(k))
					}
					// An engine that repeats our key.
					says(tc.status, strings.ReplaceAll(tc.body, "KEY", readAsked(t, r).key))(w, r)
				})
				r, err := newSearcher(t, base, Options{Engines: []string{engine}}).Search(t.Context(), Query{Text: "x"})
				e := wantKind(t, err, tc.kind)
				if e.Engine != engine || e.RetryAfter != tc.after {
					t.Errorf("error of %q with RetryAfter %v; want %v", e.Engine, e.RetryAfter, tc.after)
				}
				if len(r.Failures) != 1 || r.Failures[0].Engine != engine || len(r.Results)+len(r.Asked) != 0 {
					t.Errorf("results %+v; want one failure", r)
				}
			})
		}
	}
}

// What only one engine says.
func TestEnginesOwnWords(t *testing.T) {
	for name, tc := range map[string]struct {
		engine string
		status int
		body   string
		header http.Header
		kind   error
		said   string
		after  time.Duration
	}{
		"SearXNG without JSON":   {SearXNG, 403, `<html>Forbidden</html>`, nil, ErrUnauthorized, `add "json" to search.formats`, 0},
		"SearXNG's are down":     {SearXNG, 200, `{"results":[],"unresponsive_engines":[["google","timeout"],["bing"],7,[]]}`, nil, ErrUnavailable, "google (timeout), bing", 0},
		"SearXNG null":           {SearXNG, 200, `{"results":null}`, nil, ErrMalformed, "no results in", 0},
		"Brave's key":            {Brave, 422, `{"type":"ErrorResponse","error":{"code":"SUBSCRIPTION_TOKEN_INVALID","detail":"Unable to validate ` + secret + `","status":422}}`, nil, ErrUnauthorized, "SUBSCRIPTION_TOKEN_INVALID: Unable to validate [redacted]", 0},
		"Brave's second":         {Brave, 429, `{"type":"ErrorResponse","error":{"code":"RATE_LIMITED","detail":"slow"}}`, http.Header{"X-Ratelimit-Remaining": {"0, 1999"}, "X-Ratelimit-Reset": {"1, 1419704"}}, ErrBlocked, "RATE_LIMITED", time.Second},
		"Brave's month":          {Brave, 429, `{}`, http.Header{"X-Ratelimit-Remaining": {"1, 0"}, "X-Ratelimit-Reset": {"1, 1419704"}}, ErrBlocked, "", time.Hour},
		"Brave's money":          {Brave, 402, `{}`, nil, ErrBlocked, "", 0},
		"Brave's other":          {Brave, 200, `{"type":"news"}`, nil, ErrMalformed, "not an answer", 0},
		"Tavily's key":           {Tavily, 401, `{"detail":{"error":"Unauthorized: missing or invalid API key."}}`, nil, ErrUnauthorized, "Unauthorized: missing", 0},
		"Tavily's plan":          {Tavily, 432, `{"detail":{"error":"This request exceeds your plan's set usage limit."}}`, nil, ErrBlocked, "plan's set usage limit", time.Hour},
		"Tavily's text":          {Tavily, 200, `{"detail":"x"}`, nil, ErrMalformed, "no results in", 0},
		"DuckDuckGo's puzzle":    {DuckDuckGo, 202, duckDuckGoPuzzle, nil, ErrBlocked, "takes us for a bot", 0},
		"DuckDuckGo's own 403":   {DuckDuckGo, 403, ``, nil, ErrBlocked, "", 0},
		"DuckDuckGo, too deep":   {DuckDuckGo, 200, strings.Repeat("<div>", 100_000), nil, ErrMalformed, "", 0},
		"DuckDuckGo, only ads":   {DuckDuckGo, 200, `<div class="result result--ad"><a class="result__a" href="/y.js">x</a></div>`, nil, ErrMalformed, "not a page of results", 0},
		"DuckDuckGo, unfamiliar": {DuckDuckGo, 200, `<html><body><main>new design</main></body></html>`, nil, ErrMalformed, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			base := serve(t, func(w http.ResponseWriter, r *http.Request) {
				for k := range tc.header {
					w.Header().Set(k, tc.header.Get(k))
				}
				says(tc.status, tc.body)(w, r)
			})
			_, err := newSearcher(t, base, Options{Engines: []string{tc.engine}}).Search(t.Context(), Query{Text: "x"})
			e := wantKind(t, err, tc.kind)
			if !strings.Contains(e.Said+e.Message, tc.said) || e.RetryAfter != tc.after {
				t.Errorf("error %q, RetryAfter %v; want %q in it and %v", err, e.RetryAfter, tc.said, tc.after)
			}
		})
	}
}

// Of a body without end little more than the cap is read.
func TestEndlessBody(t *testing.T) {
	for engine := range httpEngines() {
		written := make(chan int, 1)
		base := serve(t, func(w http.ResponseWriter, r *http.Request) {
			n, block := 0, []byte(strings.Repeat(" ", 64<<10))
			for n < 256<<20 && r.Context().Err() == nil {
				m, err := w.Write(block)
				if n += m; err != nil {
					break
				}
			}
			written <- n
		})
		_, err := newSearcher(t, base, Options{Engines: []string{engine}, MaxBody: 64 << 10}).Search(t.Context(), Query{Text: "x"})
		if e := wantKind(t, err, ErrMalformed); e.Message != "answer is longer than 65536 bytes" {
			t.Error(err)
		}
		if n := <-written; n > 32<<20 {
			t.Errorf("%s took %d bytes", engine, n)
		}
	}
}

func TestKeysAreNotSaid(t *testing.T) {
	c := source{key: secret}
	for text, want := range map[string]string{
		"wrong key aSECRETz.":                    "wrong key [redacted].",
		"wrong key tvly-dev-1234567890":          "wrong key [redacted]",
		"token BSAabcdefghijklmno, \nno":         "token [redacted], no",
		"Authorization: Bearer abc.def":          "Authorization: [redacted]",
		"<HTML>aSECRETz":                         "an HTML page",
		strings.Repeat("a ", 300):                strings.TrimSpace(strings.Repeat("a ", 99)) + "…",
		"api_key=sk123456789 and more\x00\u202e": "",
	} {
		if got := c.said(text); got != want && want != "" || strings.Contains(got, "123456789") {
			t.Errorf("%q is said %q; want %q", text, got, want)
		}
	}
}

// Nothing found is an answer.
func TestNothingFoundIsNoError(t *testing.T) {
	for engine, body := range map[string]string{
		SearXNG: `{"results":[],"unresponsive_engines":[]}`, Brave: `{"type":"search","query":{}}`,
		Tavily: `{"results":[]}`, DuckDuckGo: duckDuckGoNothing,
	} {
		r, err := newSearcher(t, serve(t, says(200, body)), Options{Engines: []string{engine}}).Search(t.Context(), Query{Text: "x"})
		if err != nil || len(r.Results)+len(r.Failures) != 0 || len(r.Asked) != 1 {
			t.Errorf("%s: %+v, %v", engine, r, err)
		}
	}
}

// Odd fields cost what they hold and nothing else.
func TestOddFields(t *testing.T) {
	for engine, body := range map[string]string{
		SearXNG: `{"results":[{"url":7},{"url":"https://a.example/","title":["x"],"content":{},"publishedDate":1}]}`,
		Brave:   `{"type":7,"web":{"results":[null,{"url":"https://a.example","title":null}]}}`,
		Tavily:  `{"results":[[],{"url":"https://a.example/#x"}],"query":7}`,
	} {
		r, err := newSearcher(t, serve(t, says(200, body)), Options{Engines: []string{engine}}).Search(t.Context(), Query{Text: "x"})
		want := []Result{{Title: "a.example", URL: "https://a.example/", Engine: engine}}
		if diff := cmp.Diff(want, r.Results); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", engine, err, diff)
		}
	}
}

// Who leaves ends the request at the engine; an engine that is silent is left.
func TestHangingEngine(t *testing.T) {
	for engine := range httpEngines() {
		t.Run(engine, func(t *testing.T) {
			arrived, gone := make(chan struct{}, 2), make(chan struct{}, 2)
			base := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // the server sees a leaving only behind the body
				arrived <- struct{}{}
				<-r.Context().Done()
				gone <- struct{}{}
			})
			left := errors.New("left")
			ctx, leave := context.WithCancelCause(t.Context())
			defer leave(nil)
			go func() {
				<-arrived
				leave(left)
			}()
			if r, err := newSearcher(t, base, Options{Engines: []string{engine}}).Search(ctx, Query{Text: "x"}); !errors.Is(err, left) || len(r.Failures) != 0 {
				t.Errorf("%+v, %v; want the cause of the leaving", r, err)
			}
			<-gone
			s := newSearcher(t, base, Options{Engines: []string{engine}, Timeout: 20 * time.Millisecond})
			_, err := s.Search(t.Context(), Query{Text: "x"})
			if e := wantKind(t, err, ErrUnavailable); !strings.Contains(e.Message, "no answer within 20ms") {
				t.Errorf("error %v", err)
			}
			<-gone
		})
	}
}

func TestTooLongForAnEngine(t *testing.T) {
	var n counter
	base := serve(t, n.count(says(200, braveBody)))
	for engine, q := range map[string]Query{
		Brave:  {Text: strings.Repeat("word ", 51)},
		Tavily: {Text: strings.Repeat("w", 401)},
	} {
		_, err := newSearcher(t, base, Options{Engines: []string{engine}}).Search(t.Context(), q)
		wantKind(t, err, ErrQuery)
	}
	if n.n.Load() != 0 {
		t.Errorf("%d requests; want none", n.n.Load())
	}
}

// fakeModel is a model server that searches.
type fakeModel struct {
	asked  []llm.WebQuery
	answer llm.WebAnswer
	err    error
}

func (f *fakeModel) WebSearch(_ context.Context, q llm.WebQuery) (llm.WebAnswer, error) {
	f.asked = append(f.asked, q)
	return f.answer, f.err
}

var _ model = (*llm.Client)(nil)

func TestOpenAI(t *testing.T) {
	m := &fakeModel{answer: llm.WebAnswer{Sources: []llm.WebSource{
		{URL: "https://www.reuters.com/a?utm_source=openai", Title: "Apple", Text: "Sales rose."},
		{URL: "https://evil-reuters.com/"},
		{URL: "https://www.reuters.com/seen"},
	}}}
	s := newSearcher(t, "http://127.0.0.1:1", Options{Engines: []string{OpenAI}, Model: m})
	r, err := s.Search(t.Context(), Query{Text: "apple", Domains: []string{"reuters.com"}})
	want := []Result{
		{Title: "Apple", URL: "https://www.reuters.com/a", Snippet: "Sales rose.", Engine: OpenAI},
		{Title: "www.reuters.com", URL: "https://www.reuters.com/seen", Engine: OpenAI},
	}
	if diff := cmp.Diff(want, r.Results); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	wantAsked := llm.WebQuery{Text: "apple", Domains: []string{"reuters.com"}}
	if diff := cmp.Diff(wantAsked, m.asked[0]); diff != "" {
		t.Error(diff)
	}
	for _, tc := range []struct {
		from   error
		status int
		to     error
	}{
		{llm.ErrRateLimited, 429, ErrBlocked}, {llm.ErrUnauthorized, 401, ErrUnauthorized}, {llm.ErrRefused, 400, ErrQuery}, {llm.ErrRefused, 404, ErrMalformed},
		{llm.ErrUnknownModel, 400, ErrQuery}, {llm.ErrMalformed, 200, ErrMalformed}, {llm.ErrTruncated, 200, ErrMalformed}, {llm.ErrIdle, 0, ErrUnavailable}, {llm.ErrUnavailable, 503, ErrUnavailable},
	} {
		m.err = &llm.Error{Kind: tc.from, Status: tc.status, Message: "said", RetryAfter: time.Second}
		s := newSearcher(t, "http://127.0.0.1:1", Options{Engines: []string{OpenAI}, Model: m})
		_, err := s.Search(t.Context(), Query{Text: "apple"})
		if e := wantKind(t, err, tc.to); e.Message != "said" || e.Status != tc.status || e.RetryAfter != time.Second {
			t.Errorf("%v became %+v", tc.from, e)
		}
	}
}

package engine

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// fuzzed searches an engine that answers body.
func fuzzed(t *testing.T, engine string, body []byte) {
	s := newSearcher(t, "http://x.example", Options{Engines: []string{engine}, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		return reply(r, 200, string(body)), nil
	})})
	r, err := s.Search(t.Context(), Query{Text: "x", Domains: []string{"reuters.com"}, Limit: 5})
	if err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok || len(e.Error()) > 2000 || strings.Contains(e.Error(), "\n") {
			t.Errorf("error without a kind, or without end: %v", err)
		}
		return
	}
	if len(r.Results) > 5 {
		t.Errorf("%d results", len(r.Results))
	}
	for _, x := range r.Results {
		at, err := parseAddress(x.URL)
		if err != nil || at.url != x.URL || at.host != "reuters.com" && !strings.HasSuffix(at.host, ".reuters.com") {
			t.Errorf("result %q, %v", x.URL, err)
		}
		if x.Title == "" || len([]rune(x.Title)) > maxTitle || len([]rune(x.Snippet)) > maxSnippet || tag.MatchString(x.Title+x.Snippet) {
			t.Errorf("result %+v", x)
		}
	}
}

func FuzzSearXNG(f *testing.F) {
	f.Add([]byte(searxngBody))
	f.Add([]byte(`{"results":[],"unresponsive_engines":[["a",null],{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) { fuzzed(t, SearXNG, body) })
}

func FuzzBrave(f *testing.F) {
	f.Add([]byte(braveBody))
	f.Add([]byte(`{"web":{"results":{}}}`))
	f.Fuzz(func(t *testing.T, body []byte) { fuzzed(t, Brave, body) })
}

func FuzzTavily(f *testing.F) {
	f.Add([]byte(tavilyBody))
	f.Add([]byte(`{"results":[{"url":"https://reuters.com","title":"<b"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) { fuzzed(t, Tavily, body) })
}

func FuzzDuckDuckGo(f *testing.F) {
	f.Add([]byte(duckDuckGoBody))
	f.Add([]byte(duckDuckGoPuzzle))
	f.Add([]byte(duckDuckGoNothing))
	f.Fuzz(func(t *testing.T, body []byte) { fuzzed(t, DuckDuckGo, body) })
}

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/macro/fred"
)

// dataPaths is a request for each kind of market data.
func dataPaths() []string {
	return []string{
		"/api/quotes?symbols=AAPL,MSFT", "/api/quotes/AAPL", "/api/history/AAPL", "/api/history/AAPL?format=csv", "/api/fundamentals/AAPL?statement=all",
		"/api/fundamentals/SPY", "/api/fundamentals/AAPL?section=statistics,actions&statement=income", "/api/options/AAPL", "/api/options/AAPL?greeks=true",
		"/api/options/AAPL?view=totals", "/api/screeners/trending", "/api/news/AAPL?limit=50", "/api/screeners", "/api/screeners/day_gainers", "/api/symbols?q=apple",
		"/api/analysis?symbols=AAPL&period=last+month&measures=change", "/api/macro", "/api/macro/us-cpi", "/api/macro/us-cpi?format=csv",
	}
}

// providerOf is whose the data of a path are.
func providerOf(path string) string {
	switch {
	case path == "/api/macro": // the list is our own
		return "quotewire"
	case strings.HasPrefix(path, "/api/macro/"):
		return fred.Provider().Name
	}
	return "Yahoo Finance"
}

// whole is a whole answer.
func whole(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// checkMark says of an answer whether it passes for real, and whose it is.
func checkMark(t *testing.T, what string, res *http.Response, body, provider string, simulated bool) {
	t.Helper()
	mark := `"simulated":true`
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
		mark = ",simulated\n"
	}
	if res.StatusCode != http.StatusOK || (res.Header.Get("X-Quotewire-Simulated") == "true") != simulated || strings.Contains(body, mark) != simulated ||
		!strings.Contains(body, provider) {
		t.Errorf("%s: %s, header %q, want simulated %t, by %s: %.300s", what, res.Status, res.Header.Get("X-Quotewire-Simulated"), simulated, provider, body)
	}
	if !strings.Contains(mark, "\n") {
		checkOrigin(t, what, body, !simulated)
	}
}

// checkOrigin says of JSON whether it has its origin, and when that answered. Only
// the real one has pages to look figures up on.
func checkOrigin(t *testing.T, what, body string, real bool) {
	t.Helper()
	var got struct {
		Provider string          `json:"provider"`
		Origin   json.RawMessage `json:"origin"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if !bytes.HasPrefix(got.Origin, []byte("[")) {
		got.Origin = slices.Concat([]byte("["), got.Origin, []byte("]"))
	}
	var origins []struct {
		Provider string    `json:"provider"`
		URL      string    `json:"url"`
		AsOf     time.Time `json:"as_of"`
	}
	if err := json.Unmarshal(got.Origin, &origins); err != nil || len(origins) == 0 {
		t.Fatalf("%s: %v in origin %s", what, err, got.Origin)
	}
	nowhere := strings.HasPrefix(what, "/api/news") || strings.HasPrefix(what, "/api/symbols") // pages of a site show no such list
	for _, o := range origins {
		if what == "/api/screeners" || what == "/api/macro" { // the names are our own
			nowhere, o.AsOf = true, time.Now()
		}
		if o.Provider != got.Provider || o.AsOf.IsZero() || what != "a page" && (o.URL != "") != (real && !nowhere) {
			t.Errorf("%s: origin %+v", what, o)
		}
	}
}

// Every route of market data that is described is asked for here.
func TestDataPathsAreAll(t *testing.T) {
	_, described := whole(t, start(t, "QUOTEWIRE_BROWSER=off").URL()+"/openapi.yaml")
	routes := regexp.MustCompile(`(?m)^  (/api/[^:]+):\n    get:\n      tags: \[market\]`).FindAllStringSubmatch(described, -1)
	if len(routes) < 10 {
		t.Fatalf("%d routes of market data", len(routes))
	}
	for _, r := range routes {
		pattern := "^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(r[1]), "[^/?]+") + `(\?|$)`
		if !slices.ContainsFunc(dataPaths(), regexp.MustCompile(pattern).MatchString) {
			t.Errorf("%s is not asked for", r[1])
		}
	}
}

// wantNothingReal looks for links in an answer of the demo. The site of a company
// is as real as its name.
func wantNothingReal(t *testing.T, what string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for key, one := range v {
			if key != "website" {
				wantNothingReal(t, what, one)
			}
		}
	case []any:
		for _, one := range v {
			wantNothingReal(t, what, one)
		}
	case string:
		for _, word := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" |\n()<>\"", r) }) {
			u, err := url.Parse(word)
			if err != nil || u.Host == "" {
				continue
			}
			addr, err := netip.ParseAddr(u.Hostname())
			if !strings.HasSuffix(u.Hostname(), ".example") && (err != nil || !addr.IsLoopback()) {
				t.Errorf("%s leads to %s", what, word)
			}
		}
	}
}

func TestTheDemoDoesNotPassForReal(t *testing.T) {
	s := start(t, "QUOTEWIRE_RATE_LIMIT=0", "QUOTEWIRE_BROWSER=off")
	for _, path := range dataPaths() {
		res, body := whole(t, s.URL()+path)
		provider := providerOf(path)
		if path != "/api/macro" {
			provider = "Simulated " + provider
		}
		checkMark(t, path, res, body, provider, true)
		var v any
		if err := json.Unmarshal([]byte(body), &v); err == nil {
			wantNothingReal(t, path, v)
		} else if !strings.HasSuffix(path, "csv") {
			t.Errorf("%s: %v", path, err)
		}
	}
	res, body := whole(t, s.URL()+"/api/quotes/NOSUCH")
	if res.StatusCode != http.StatusNotFound || res.Header.Get("X-Quotewire-Simulated") != "true" {
		t.Errorf("an error: %s %v %s", res.Status, res.Header, body)
	}
	world := s.sites(t)
	res, body = whole(t, s.URL()+"/api/page?url="+url.QueryEscape(world+"/news/apple-results"))
	checkMark(t, "a page", res, body, `"provider":"127.0.0.1"`, true)
}

// sites is the address of the simulated web, as a research names it.
func (s *serving) sites(t *testing.T) string {
	t.Helper()
	client, _ := clients(t)
	answer := openStream(t, client, s.URL()+"/api/advanced/stream?question="+url.QueryEscape("What is expected of Apple?"))
	if _, err := answer.rest(); err != nil {
		t.Fatal(err)
	}
	if answer.res.Header.Get("X-Quotewire-Simulated") != "true" {
		t.Errorf("a research is not marked: %v", answer.res.Header)
	}
	site := ""
	for _, f := range answer.frames {
		wantNothingReal(t, "a research's "+f.name, map[string]any(f.data))
		if f.name == "source" && f.text("kind") == "web" {
			u, err := url.Parse(f.text("url"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := netip.ParseAddrPort(u.Host); err == nil {
				site = "http://" + u.Host
			}
		}
	}
	if site == "" {
		t.Fatalf("the research read no page: %v", answer.names())
	}
	return site
}

// Whichever tool the demo's model calls, its sources say that they are simulated,
// and lead to no page that shows other figures.
func TestSourcesOfTheDemoLeadNowhereReal(t *testing.T) {
	s := start(t, "QUOTEWIRE_RATE_LIMIT=0")
	client, _ := clients(t)
	for tool, question := range map[string]string{
		"quote": "What is Apple trading at?", "history": "What was Apple's price on the 13th?", "analysis": "What is Apple's RSI?", "company": "Who owns Apple?",
		"statements": "What was Apple's revenue in fiscal 2024?", "options": "What is the implied volatility of Apple's options?", "index": "Which component of the Dow fell the most today?",
		"screen": "today's biggest gainers", "news": "news about Nvidia",
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel() // the simulated model takes its time
			answer := ask(t, client, s.URL(), question)
			if _, err := answer.rest(); err != nil {
				t.Fatal(err)
			}
			if answer.res.Header.Get("X-Quotewire-Simulated") != "true" {
				t.Errorf("the stream is not marked: %v", answer.res.Header)
			}
			called, sources := false, 0
			for _, f := range answer.frames {
				called = called || f.name == "tool" && f.text("name") == tool
				wantNothingReal(t, f.name, map[string]any(f.data))
				if f.name != "source" {
					continue
				}
				sources++
				if !strings.Contains(f.text("provider"), "Simulated") || f.text("kind") == "market" && f.text("url") != "" {
					t.Errorf("source %v", f.data)
				}
			}
			if !called || sources == 0 {
				t.Errorf("%d sources; events: %v", sources, answer.names())
			}
		})
	}
}

// Outside of the demo nothing says that it is simulated.
func TestRealAnswersCarryNoMark(t *testing.T) {
	w := startWalk(t, []string{simulatedSeries(t)})
	for _, path := range dataPaths() {
		res, body := whole(t, w.url+path)
		checkMark(t, path, res, body, providerOf(path), false)
	}
}

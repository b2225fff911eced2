package sim

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realPublishers are some of those who might be thought to have written what is
// made up here.
var realPublishers = regexp.MustCompile(`(?i)\b(reuters|bloomberg|marketwatch|cnbc|zacks|barron'?s|motley fool|wall street journal|financial times|seeking alpha|benzinga|associated press|yahoo finance)\b`)

// invented reports whether a link leads to nobody who exists.
func invented(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return strings.HasSuffix(u.Hostname(), ".example") || err == nil && addr.IsLoopback()
}

// wantInvented looks through all of an answer. The site of a company is as real
// as its name, and says nothing of the figures.
func wantInvented(t *testing.T, what, key string, v any) (links int) {
	t.Helper()
	switch v := v.(type) {
	case fields:
		for k, one := range v {
			links += wantInvented(t, what, k, one)
		}
	case []any:
		for _, one := range v {
			links += wantInvented(t, what, key, one)
		}
	case string:
		if m := realPublishers.FindString(v); m != "" {
			t.Errorf("%s: %s names %s: %.200s", what, key, m, v)
		}
		if !strings.Contains(v, "://") || key == "website" {
			return 0
		}
		links++
		if !invented(v) {
			t.Errorf("%s: %s leads to %.200s", what, key, v)
		}
	}
	return links
}

// No answer of the simulated Yahoo is signed by somebody who exists, or leads to
// where other figures stand.
func TestYahooLeadsNowhereReal(t *testing.T) {
	links := 0
	for _, symbol := range []string{"AAPL", "SPY", "VFIAX", "BTC-USD", "^DJI", "GC=F", "EURUSD=X", "ZZ00001"} {
		escaped := url.QueryEscape(symbol)
		links += wantInvented(t, "news of "+symbol, "", decoded(t, answerOf(t, wednesday(), searchPath+"?newsCount=50&q="+escaped)))
		links += wantInvented(t, "quote of "+symbol, "", decoded(t, answerOf(t, wednesday(), quotePath+"?symbols="+escaped)))
		y, err := NewYahoo(Options{Now: wednesday})
		if err != nil {
			t.Fatal(err)
		}
		modules := slices.Sorted(maps.Keys(y.catalog.find(symbol).modules()))
		links += wantInvented(t, "summary of "+symbol, "", summaryModules(t, wednesday(), symbol, strings.Join(modules, ",")))
	}
	for name := range screens() {
		links += wantInvented(t, "screen "+name, "", decoded(t, answerOf(t, wednesday(), screenPath+"?scrIds="+name)))
	}
	if links < 500 {
		t.Errorf("only %d links were looked at", links)
	}
	for _, p := range publishers() {
		if !strings.Contains(p.name, "Simulated") || !invented("https://"+p.host) {
			t.Errorf("a publisher does not say that it is simulated: %v", p)
		}
	}
	for _, firm := range firms() {
		if !strings.HasPrefix(firm, "Simulated ") {
			t.Errorf("%s gives grades", firm)
		}
	}
}

// Nor is a result of a search, or a page.
func TestTheWebLeadsNowhereReal(t *testing.T) {
	const site = "http://127.0.0.1:9"
	engine, err := NewEngine(Options{Now: wednesday}, site)
	if err != nil {
		t.Fatal(err)
	}
	web, err := NewWeb(Options{Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	got := func(h http.Handler, path string) string {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, site+path, nil))
		return rec.Body.String()
	}
	results := decoded(t, got(engine, "/search?format=json&q=apple+microsoft+results+rates"))["results"]
	if links := wantInvented(t, "a search", "", results); links < 3 {
		t.Errorf("a search found %d links", links)
	}
	links := regexp.MustCompile(`<a [^>]*href="(https?:[^"]*)"|<link rel="canonical" href="([^"]*)"`)
	for _, p := range web.Pages() {
		page := got(web, p.Path)
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			wantInvented(t, p.Path, "link", m[1]+m[2])
		}
		wantInvented(t, p.Path, "text", strings.ReplaceAll(page, "://", ""))
	}
	if pages := len(web.Pages()); pages < 10 {
		t.Errorf("%d pages", pages)
	}
	wantInvented(t, "the feed", "text", strings.ReplaceAll(got(web, FeedPath), "://", ""))
	wantInvented(t, "the report", "text", got(web, ReportPath))
}

package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// Nor is a result of a search, or a page.
func TestTheWebLeadsNowhereReal(t *testing.T) {
	const site = "http://127.0.0.1:9"
	engine, err := NewEngine(wire.Options{Now: wiretest.Wednesday}, site)
	if err != nil {
		t.Fatal(err)
	}
	web, err := New(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		t.Fatal(err)
	}
	got := func(h http.Handler, path string) string {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, site+path, nil))
		return rec.Body.String()
	}
	results := wiretest.Decoded(t, got(engine, "/search?format=json&q=apple+microsoft+results+rates"))["results"]
	if links := wiretest.WantInvented(t, "a search", "", results); links < 3 {
		t.Errorf("a search found %d links", links)
	}
	links := regexp.MustCompile(`<a [^>]*href="(https?:[^"]*)"|<link rel="canonical" href="([^"]*)"`)
	for _, p := range web.Pages() {
		page := got(web, p.Path)
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			wiretest.WantInvented(t, p.Path, "link", m[1]+m[2])
		}
		wiretest.WantInvented(t, p.Path, "text", strings.ReplaceAll(page, "://", ""))
	}
	if pages := len(web.Pages()); pages < 10 {
		t.Errorf("%d pages", pages)
	}
	wiretest.WantInvented(t, "the feed", "text", strings.ReplaceAll(got(web, FeedPath), "://", ""))
	wiretest.WantInvented(t, "the report", "text", got(web, ReportPath))
}

package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/scrape"
)

// examplePage has every field that a page can have.
func examplePage() scrape.Page {
	now := time.Now().UTC()
	return scrape.Page{
		URL: "https://example.com/a", Title: "T", Site: "S", Author: "A", Text: "x\n\n| a | b |", Published: now, FetchedAt: now,
		Canonical: "https://example.com/b", ContentType: "text/html", Via: "browser", Number: 2, Pages: 3, Cut: true, Stale: true,
	}
}

func TestWebPage(t *testing.T) {
	f := &fakePages{page: examplePage()}
	w := newWorld(t, says("x"), func(o *Options) { o.Pages = f })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/page?url=https://example.com/a%3Fb%3Dc&part=2", "", nil))
	if f.asked != (scrape.Request{URL: "https://example.com/a?b=c", Number: 2, Named: true}) {
		t.Errorf("asked %+v", f.asked)
	}
	if !strings.Contains(got, `"via":"browser"`) || !strings.Contains(got, `"part":2,"parts":3,"cut":true,"stale":true,"text":"x\n\n| a | b |"`) {
		t.Errorf("got %s", got)
	}
	f.page.FetchedAt = time.Now().Add(-time.Hour)
	if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/page?url=https://example.com/a", "", nil)); !strings.Contains(got, `"age_seconds":3600.`) {
		t.Errorf("a page of an hour ago: %.300s", got)
	}
	f.page.Canonical = "javascript:alert(1)"
	if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/page?url=https://example.com/a", "", nil)); strings.Contains(got, "javascript") {
		t.Errorf("a script is given as an address: %s", got)
	}
	for query, field := range map[string]string{
		"": "url", "url=": "url", "url=example.com": "url", "url=file:///etc/passwd": "url", "url=https://a:b@example.com": "url", "url=https://a.example&url=https://b.example": "url",
		"url=https://a.example&part=0": "part", "url=https://a.example&part=x": "part", "uri=https://a.example": `"uri"`,
	} {
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/page?"+query, "", nil), fault.InvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" {
			t.Errorf("%s: %q, fix %q", query, e.Message, e.Fix)
		}
	}
	for err, want := range map[error]fault.Code{
		scrape.ErrForbidden: fault.PageForbidden, scrape.ErrBlocked: fault.PageRefused, scrape.ErrRobots: fault.PageRefused, scrape.ErrNotFound: fault.NotFound,
		scrape.ErrTooLarge: fault.PageUnreadable, scrape.ErrBusy: fault.Overloaded, scrape.ErrPart: fault.InvalidRequest, scrape.ErrUnavailable: fault.PageUnavailable,
	} {
		f.err = fmt.Errorf("read SECRET: %w", err)
		if e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/page?url=https://example.com/a", "", nil), want); strings.Contains(e.Message+e.Fix, "SECRET") {
			t.Errorf("%v: a cause is shown: %+v", err, e)
		}
	}
}

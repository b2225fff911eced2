package web

import (
	"context"
	_ "embed" // this file and another
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// found is the paths of what the engine finds, in order, with the host's last
// number before each.
func found(t *testing.T, w *world, c *http.Client, query string, more ...string) string {
	t.Helper()
	form := url.Values{"q": {query}, "format": {"json"}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	got := wiretest.Fetch(t, c, "GET", w.SearchURL+"/search?"+form.Encode(), "")
	if got.Status != 200 {
		t.Fatalf("%s: %d %s", query, got.Status, got.Body)
	}
	var all []string
	for _, r := range wiretest.Decoded(t, got.Body)["results"].([]any) {
		result := r.(map[string]any)
		u, err := url.Parse(result["url"].(string))
		if err != nil || result["title"] == "" || result["content"] == "" {
			t.Errorf("%v: %v", result, err)
		}
		all = append(all, strings.TrimPrefix(u.Hostname(), "127.0.0.")+u.RequestURI())
	}
	return strings.Join(all, " ")
}

const again = "?utm_source=sim&utm_medium=search"

func TestEngineFinds(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for _, x := range []struct{ query, want string }{
		{"chip makers", "2/analysis/chipmakers 2/analysis/chipmakers" + again},
		{"the rate decision of the central bank", "3/news/rate-decision 1/news/bank-earnings 3/outlook/markets 3/news/rate-decision" + again},
		{"Tesla", "1/news/live 1/news/live" + again},
		{"combined ratio of insurers", "3/consent/insurers 3/consent/insurers" + again},
		{"quantum biscuits", ""},
		{"the of and", ""},
		{"Apple site:127.0.0.2", "2/analysis/apple-and-microsoft 2/analysis/apple-and-microsoft" + again},
		{"Apple -site:127.0.0.1", "2/analysis/apple-and-microsoft 2/analysis/apple-and-microsoft" + again},
		{"outlook (site:127.0.0.3 OR site:nowhere.example)", "3/outlook/markets 3/outlook/markets" + again},
		{"Apple site:evil-127.0.0.2", ""},
		{"Apple site:7.0.0.2", ""},
	} {
		got := found(t, w, c, x.query)
		if got != x.want {
			t.Errorf("%s: found %s; want %s", x.query, got, x.want)
		}
		if found(t, w, c, x.query) != got {
			t.Errorf("%s: found otherwise the second time", x.query)
		}
	}
	if got := found(t, w, c, "outlook markets", "time_range", "week"); strings.Contains(got, "outlook") {
		t.Errorf("of this week: %s", got)
	}
	if got := found(t, w, c, "outlook markets", "time_range", "month"); !strings.HasPrefix(got, "3/outlook/markets") {
		t.Errorf("of this month: %s", got)
	}
	for _, p := range w.Web.Pages() {
		if strings.HasPrefix(found(t, w, c, "news"), "1/trap") || p.Path == wallPath {
			t.Errorf("%s is found", p.Path)
		}
	}
}

func TestEngineForms(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	base := w.SearchURL
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	for _, x := range []struct {
		method, path, body string
		status             int
		holds              string
	}{
		{"POST", "/search", "q=Apple&format=json", 200, `"query":"Apple"`},
		{"POST", "/", "q=Apple&format=json", 200, `"publishedDate":"2025-11-17T13:30:00"`},
		{"GET", "/search?q=Apple", "", 200, "<!DOCTYPE html>"},
		{"GET", "/search?q=+&format=json", "", 400, "No query"},
		{"GET", "/nowhere", "", 404, ""},
		{"POST", "/html/", "q=Apple&df=w", 200, `href="//duckduckgo.com/l/?uddg=http%3A%2F%2F127.0.0.2`},
		{"GET", "/html/?q=quantum+biscuits", "", 200, `class="no-results"`},
		{"POST", "/html/", "%zz", 200, `class="no-results"`},
	} {
		if got := wiretest.Fetch(t, c, x.method, base+x.path, x.body, form...); got.Status != x.status || !strings.Contains(got.Body, x.holds) {
			t.Errorf("%s %s: %d %.300s", x.method, x.path, got.Status, got.Body)
		}
	}
}

func TestEngineFaults(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	address := w.SearchURL + "/search?q=Apple+results&format=json"
	whole := wiretest.Fetch(t, c, "GET", address, "").Body
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	var tried []wire.Kind
	for _, x := range []struct {
		fault wire.Fault
		holds func(g wiretest.Fetched) bool
	}{
		{wire.Fault{Kind: wire.Hang}, func(g wiretest.Fetched) bool { return g.Status == 0 && gone(g.Err) }},
		{wire.Fault{Kind: wire.Stall}, func(g wiretest.Fetched) bool { return gone(g.Err) && g.Body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Slow, Delay: wire.Duration(time.Millisecond)}, func(g wiretest.Fetched) bool { return g.Err == nil && g.Body == whole }},
		{wire.Fault{Kind: wire.Late, Delay: wire.Duration(time.Millisecond)}, func(g wiretest.Fetched) bool { return g.Body == whole }},
		{wire.Fault{Kind: wire.Status, Status: 500}, func(g wiretest.Fetched) bool { return g.Status == 500 }},
		{wire.Fault{Kind: wire.HTML}, func(g wiretest.Fetched) bool { return g.Status == 200 && strings.HasPrefix(g.Body, "<!DOCTYPE") }},
		{wire.Fault{Kind: wire.Reset}, func(g wiretest.Fetched) bool { return errors.Is(g.Err, syscall.ECONNRESET) || errors.Is(g.Err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, func(g wiretest.Fetched) bool { return errors.Is(g.Err, io.ErrUnexpectedEOF) }},
		{wire.Fault{Kind: wire.Truncate}, func(g wiretest.Fetched) bool { return g.Err == nil && g.Body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Redirect}, func(g wiretest.Fetched) bool { return g.Status == 307 }},
		{wire.Fault{Kind: wire.ContentType}, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Type") == "text/plain" }},
		{wire.Fault{Kind: wire.Gzip}, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Encoding") == "gzip" }},
		{wire.Fault{Kind: wire.Oversized}, func(g wiretest.Fetched) bool { return len(g.Body) > 1<<20 }},
		{wire.Fault{Kind: wire.RateLimited, Header: map[string]string{"Retry-After": "7"}}, func(g wiretest.Fetched) bool { return g.Status == 429 && g.Header.Get("Retry-After") == "7" }},
		{wire.Fault{Kind: wire.EmptyResult}, func(g wiretest.Fetched) bool {
			return strings.Contains(g.Body, `"results":[]`) && strings.Contains(g.Body, `"unresponsive_engines":[]`)
		}},
		{wire.Fault{Kind: wire.NullResult}, func(g wiretest.Fetched) bool { return strings.Contains(g.Body, `"results":null`) }},
		{wire.Fault{Kind: Unresponsive}, func(g wiretest.Fetched) bool {
			return strings.Contains(g.Body, `"results":[]`) && strings.Contains(g.Body, `["simulated","timeout"]`)
		}},
		{wire.Fault{Kind: Challenge}, func(g wiretest.Fetched) bool { return g.Status == 202 && strings.Contains(g.Body, "challenge-form") }},
	} {
		tried = append(tried, x.fault.Kind)
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			x.fault.Match = wire.Match{Path: "/search", Text: "results"}
			if err := w.Engine.Set(x.fault); err != nil {
				t.Fatal(err)
			}
			patience := 20 * time.Second
			switch x.fault.Kind {
			case wire.Hang, wire.Stall, wire.Oversized:
				patience = 300 * time.Millisecond
			}
			if got := wiretest.FetchFor(t, c, "GET", address, "", patience); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.Status, got.Err, got.Header, got.Body)
			}
			if got := wiretest.Fetch(t, c, "GET", w.SearchURL+"/search?q=Apple&format=json", ""); got.Status != 200 || !strings.Contains(got.Body, "/news/apple-results") {
				t.Errorf("another question: %d %v", got.Status, got.Err)
			}
			w.Engine.Clear()
		})
	}
	for _, kind := range EngineKinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Engine.WaitOpen(wiretest.Soon(t), 0); err != nil {
		t.Error(err)
	}
}

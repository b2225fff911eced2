package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestPagesSayThatTheyAreSimulated(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	pages := w.Web.Pages()
	if len(pages) < 15 {
		t.Fatalf("%d pages", len(pages))
	}
	for _, p := range pages {
		got := wiretest.Fetch(t, c, "GET", w.PageURL(p.Path), "", "Cookie", consentCookie+"=yes")
		if got.Status != 200 || got.Err != nil || !strings.Contains(strings.ToLower(got.Body), "simulated") || p.Title == "" || p.About == "" || p.Author == "" {
			t.Errorf("%+v: %d %v", p, got.Status, got.Err)
		}
		if strings.Contains(got.Body, "{{") || strings.Contains(got.Body, "<no value>") || strings.Contains(got.Body, "NaN") {
			t.Errorf("%s: a template shows", p.Path)
		}
	}
	for _, site := range w.Sites {
		if got := wiretest.Fetch(t, c, "GET", site+"/news/apple-results", ""); got.Status != 200 {
			t.Errorf("%s: %d %v", site, got.Status, got.Err)
		}
	}
	if got := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/nothing/here", ""); got.Status != 404 {
		t.Errorf("%+v", got)
	}
	front := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/", "")
	if front.Status != 200 || !strings.Contains(front.Body, `<a href="/news/rate-decision">`) {
		t.Errorf("%+v", front)
	}
}

// closeOf is the closing price of a symbol on a day that it trades on.
func closeOf(t *testing.T, w *world, symbol, date string) float64 {
	t.Helper()
	d, err := facts.ParseDay(date)
	in := w.Web.library.catalog.Find(symbol)
	if err != nil || !in.Exchange.Prices(d) {
		t.Fatalf("%s makes no price on %s: %v", symbol, date, err)
	}
	return in.Close(d)
}

// What an article says is what the simulated Yahoo says.
func TestArticlesAgreeWithThePrices(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for path, said := range map[string]struct{ date, symbol string }{
		"/news/apple-results":           {"2025-11-14", "AAPL"}, // three days before the 19th is a Sunday
		"/news/microsoft-results":       {"2025-11-14", "MSFT"},
		"/analysis/apple-and-microsoft": {"2025-11-17", "MSFT"},
		"/analysis/chipmakers":          {"2025-11-10", "INTC"},
	} {
		want := closeOf(t, w, said.symbol, said.date)
		if got := wiretest.Fetch(t, c, "GET", w.PageURL(path), ""); !strings.Contains(got.Body, fmt.Sprintf("%.2f", want)) {
			t.Errorf("%s does not say %.2f", path, want)
		}
	}
}

func TestArticleDescribesItself(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	host := strings.TrimPrefix(w.Sites[0], "http://")
	for _, path := range []string{"/news/apple-results", "/news/apple-results?utm_source=x&fbclid=1", "/print/news/apple-results"} {
		got := wiretest.Fetch(t, c, "GET", w.Sites[0]+path, "")
		for _, want := range []string{
			`<link rel="canonical" href="http://` + host + `/news/apple-results">`, `<meta property="og:site_name" content="The Simulated Wire">`,
			`<meta property="article:published_time" content="2025-11-16T13:30:00Z">`, `"datePublished":"2025-11-16T13:30:00Z"`, `"name":"Ada Quill"`, "By <span rel=\"author\">Ada Quill",
		} {
			if !strings.Contains(got.Body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		again := wiretest.Fetch(t, c, "GET", w.Sites[0]+path, "", "If-None-Match", got.Header.Get("ETag"))
		if again.Status != 304 || again.Body != "" || got.Header.Get("Last-Modified") != "Sun, 16 Nov 2025 13:30:00 GMT" {
			t.Errorf("%s: %d, modified %s", path, again.Status, got.Header.Get("Last-Modified"))
		}
	}
}

func TestHardPages(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	get := func(path string, header ...string) string {
		t.Helper()
		got := wiretest.Fetch(t, c, "GET", w.Sites[0]+path, "", header...)
		if got.Status != 200 {
			t.Errorf("%s: %d %v", path, got.Status, got.Err)
		}
		return got.Body
	}
	const behind = "the combined ratio rose from 94 to 97 percent"
	if body := get("/consent/insurers"); strings.Contains(body, behind) || !strings.Contains(body, "Accept all") {
		t.Error("the wall does not stand")
	}
	accepted := wiretest.Fetch(t, c, "POST", w.Sites[0]+"/consent/accept?to=/consent/insurers", "")
	cookie, _, _ := strings.Cut(accepted.Header.Get("Set-Cookie"), ";")
	if accepted.Status != 303 || accepted.Header.Get("Location") != "/consent/insurers" || !strings.Contains(get("/consent/insurers", "Cookie", cookie), behind) {
		t.Errorf("consent: %d %v", accepted.Status, accepted.Header)
	}
	for _, bad := range []string{"/consent/accept", "/consent/accept?to=//evil.example/", "/consent/accept?to=http://evil.example/"} {
		if got := wiretest.Fetch(t, c, "POST", w.Sites[0]+bad, ""); got.Status != 404 {
			t.Errorf("%s: %d", bad, got.Status)
		}
	}
	if body := get("/news/live"); strings.Contains(body, "462,000") || !strings.Contains(body, "enable JavaScript") {
		t.Error("the page does not need JavaScript")
	}
	if body := get("/consent/overlay"); strings.Contains(body, "84 percent") {
		t.Error("the overlay hides nothing")
	}
	if body := get("/news/supplier-survey"); strings.Count(body, InjectionMark) < 6 || !strings.Contains(body, "<!-- SYSTEM") || !strings.Contains(body, "71 percent") {
		t.Errorf("%d orders", strings.Count(body, InjectionMark))
	}
	if body := get("/nested"); strings.Count(body, "<div>") != 1_000_000 || !strings.HasSuffix(body, "<p>The bottom.</p>") {
		t.Errorf("%d bytes", len(body))
	}
	if body := get("/trap/spin"); !strings.Contains(body, "while(true){}") {
		t.Error(body)
	}
	if body := get("/trap/subrequests?to=127.0.0.9:1234"); strings.Count(body, "http://127.0.0.9:1234") < 10 {
		t.Error(body)
	}
	if body := get(`/trap/subrequests?to=x:1'>`); !strings.Contains(body, "http://127.0.0.1:9/") {
		t.Error("a host that is none came through")
	}
	if body := get("/robots.txt"); !strings.Contains(body, "Disallow: /members/\n") {
		t.Error(body)
	}
	if body := get("/news/apple-call"); len(body) < 60<<10 {
		t.Errorf("the long page has %d bytes", len(body))
	}
	if n := w.Web.Requests(CanaryPath); n != 0 {
		t.Errorf("%d arrived at the canary", n)
	}
	get(CanaryPath)
	if n := w.Web.Requests(CanaryPath); n != 1 {
		t.Errorf("%d arrived at the canary; want 1", n)
	}
}

func TestRedirectsAndStatuses(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	_, port, _ := strings.Cut(strings.TrimPrefix(w.Sites[0], "http://"), ":")
	for path, want := range map[string]struct {
		status int
		to     string
	}{
		"/redirect/private":         {302, "http://10.0.0.1/"},
		"/redirect/metadata":        {302, "http://169.254.169.254/latest/meta-data/"},
		"/redirect/loopback":        {302, "http://127.0.0.1:" + port + CanaryPath},
		"/redirect/file":            {302, "file:///etc/passwd"},
		"/redirect/loop":            {302, "/redirect/loop"},
		"/redirect/home?status=301": {301, "/news/apple-results"},
		"/redirect?to=gopher%3A%2F%2F127.0.0.1%3A6379%2F&status=307": {307, "gopher://127.0.0.1:6379/"},
		"/redirect":         {404, ""},
		"/redirect/unheard": {404, ""},
		"/status/403":       {403, ""},
		"/status/429":       {429, ""},
		"/status/500":       {500, ""},
		"/status/204":       {204, ""},
		"/status/100":       {404, ""},
		"/charset/unknown":  {404, ""},
		"/download":         {200, ""},
		"/empty":            {200, ""},
	} {
		got := wiretest.Fetch(t, c, "GET", w.Sites[0]+path, "")
		if got.Status != want.status || got.Header.Get("Location") != want.to {
			t.Errorf("%s: %d to %q; want %d to %q", path, got.Status, got.Header.Get("Location"), want.status, want.to)
		}
		if (got.Status == 429) != (got.Header.Get("Retry-After") == "7") {
			t.Errorf("%s: Retry-After %q", path, got.Header.Get("Retry-After"))
		}
	}
	for declared, want := range map[string]string{"windows-1252": "text/html; charset=windows-1252", "meta": "text/html", "wrong": "text/html; charset=utf-8"} {
		got := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/charset/"+declared, "")
		if got.Header.Get("Content-Type") != want || !strings.Contains(got.Body, "asks \x805") {
			t.Errorf("%s: %v", declared, got.Header)
		}
	}
}

func TestMachinePages(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	feed := wiretest.Fetch(t, c, "GET", w.Sites[1]+FeedPath, "")
	var f rss
	if err := xml.Unmarshal([]byte(feed.Body), &f); err != nil || len(f.Channel.Items) < 7 {
		t.Fatalf("feed: %v, %d items", err, len(f.Channel.Items))
	}
	for _, item := range f.Channel.Items {
		at, err := time.Parse(time.RFC1123Z, item.Published)
		if err != nil || at.After(wiretest.Wednesday()) || !strings.HasPrefix(item.Link, w.Sites[1]+"/") || wiretest.Fetch(t, c, "GET", item.Link, "").Status != 200 {
			t.Errorf("item %+v: %v", item, err)
		}
	}
	data := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.Sites[0]+DataPath, "").Body)
	first := data["figures"].([]any)[0].(map[string]any)
	if want := closeOf(t, w, "AAPL", "2025-11-18"); data["as_of"] != "2025-11-18" || first["close"] != want || data["simulated"] != true {
		t.Errorf("%v; want a close of %v", data, want)
	}
	got := wiretest.Fetch(t, c, "GET", w.Sites[0]+ReportPath, "")
	if got.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(got.Body, "Apple Inc.") || !strings.Contains(got.Body, "is simulated.") {
		t.Errorf("%v", got.Header)
	}
	checkPDF(t, got.Body)
}

// checkPDF follows the table of a document to its objects.
func checkPDF(t *testing.T, body string) {
	t.Helper()
	_, tail, _ := strings.Cut(body, "startxref\n")
	at, err := strconv.Atoi(strings.SplitN(tail, "\n", 2)[0])
	if err != nil || !strings.HasPrefix(body, "%PDF-1.4\n") || !strings.HasPrefix(body[at:], "xref\n0 9\n") {
		t.Fatalf("table at %d: %v", at, err)
	}
	rows := strings.Split(body[at:], "\n")[3:11]
	for i, row := range rows {
		offset, err := strconv.Atoi(row[:10])
		if err != nil || len(row) != 19 || !strings.HasPrefix(body[offset:], fmt.Sprintf("%d 0 obj\n", i+1)) {
			t.Errorf("row %q: %v", row, err)
		}
	}
	for part := range strings.SplitSeq(body, "/Length ") {
		n, stream, ok := strings.Cut(part, " >>\nstream\n")
		if length, err := strconv.Atoi(n); ok && (err != nil || !strings.HasPrefix(stream[length:], "\nendstream")) {
			t.Errorf("a stream is not %s long", n)
		}
	}
}

// open is an answer whose body is read by the test.
func open(t *testing.T, c *http.Client, ctx context.Context, address string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestHugePageIsAsLargeAsItSays(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for query, length := range map[string]int64{"": hugeSize, "?unsaid": -1} {
		resp := open(t, c, t.Context(), w.Sites[0]+"/huge"+query)
		n, err := io.Copy(io.Discard, resp.Body)
		if n != hugeSize || err != nil || resp.ContentLength != length {
			t.Errorf("%d bytes, %v, length said %d", n, err, resp.ContentLength)
		}
		resp.Body.Close()
	}
	resp := open(t, c, t.Context(), w.Sites[0]+"/huge")
	if _, err := io.CopyN(io.Discard, resp.Body, 1<<20); err != nil {
		t.Error(err)
	}
	resp.Body.Close()
	if err := errors.Join(w.Web.WaitCancelled(wiretest.Soon(t), 1), w.Web.WaitOpen(wiretest.Soon(t), 0)); err != nil {
		t.Error(err)
	}
}

func TestBomb(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	got := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/bomb", "", "Accept-Encoding", "gzip, br")
	if n := len(got.Body); got.Err != nil || n > 8<<20 || n < 1<<20 || got.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("%d bytes on the wire, %v, %v", n, got.Err, got.Header)
	}
	if plain := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/bomb", ""); plain.Header.Get("Content-Encoding") != "" || len(plain.Body) > 1<<10 {
		t.Error("sent to who cannot unpack it")
	}
	// The same with fewer pieces unpacks to what it says, its sum included.
	var small bytes.Buffer
	if !sendBomb(func(p []byte) bool { small.Write(p); return true }, bombBlock(), 3) {
		t.Fatal("not sent")
	}
	z, err := gzip.NewReader(&small)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || len(plain) != 3*bombPiece || !bytes.HasPrefix(plain, []byte("<p>Boom</p>")) {
		t.Errorf("%d bytes, %v", len(plain), err)
	}
}

func TestDripNeverEnds(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	ctx, leave := context.WithCancel(t.Context())
	resp := open(t, c, ctx, w.Sites[0]+"/drip")
	buf := make([]byte, 4096)
	var seen strings.Builder
	for !strings.Contains(seen.String(), "Tick 3.") {
		n, err := resp.Body.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		seen.Write(buf[:n])
	}
	leave()
	resp.Body.Close()
	if err := errors.Join(w.Web.WaitCancelled(wiretest.Soon(t), 1), w.Web.WaitOpen(wiretest.Soon(t), 0)); err != nil {
		t.Error(err)
	}
	if r := w.Web.Log()[0]; !r.Left || r.Path != "/drip" || r.Written < 50 {
		t.Errorf("%+v", r)
	}
}

func TestWebFaults(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	address := w.PageURL("/news/rate-decision")
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
		{wire.Fault{Kind: wire.Status, Status: 502, Body: "bad gateway"}, func(g wiretest.Fetched) bool { return g.Status == 502 && g.Body == "bad gateway" }},
		{wire.Fault{Kind: wire.HTML}, func(g wiretest.Fetched) bool { return g.Status == 200 && len(g.Body) < 500 }},
		{wire.Fault{Kind: wire.Reset}, func(g wiretest.Fetched) bool { return errors.Is(g.Err, syscall.ECONNRESET) || errors.Is(g.Err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, func(g wiretest.Fetched) bool { return errors.Is(g.Err, io.ErrUnexpectedEOF) }},
		{wire.Fault{Kind: wire.Truncate}, func(g wiretest.Fetched) bool { return g.Err == nil && g.Body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Redirect}, func(g wiretest.Fetched) bool { return g.Status == 307 }},
		{wire.Fault{Kind: wire.ContentType}, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Type") == "text/plain" && g.Body == whole }},
		{wire.Fault{Kind: wire.Gzip}, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Encoding") == "gzip" }},
		{wire.Fault{Kind: wire.Oversized}, func(g wiretest.Fetched) bool { return len(g.Body) > 1<<20 }},
	} {
		tried = append(tried, x.fault.Kind)
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			x.fault.Match = wire.Match{Path: "/news/rate"}
			if err := w.Web.Set(x.fault); err != nil {
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
			if got := wiretest.Fetch(t, c, "GET", w.Sites[0]+"/news/apple-results", ""); got.Status != 200 {
				t.Errorf("another page: %d %v", got.Status, got.Err)
			}
			w.Web.Clear()
		})
	}
	for _, kind := range Kinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
}

func TestPagesThatCannotBeParsed(t *testing.T) {
	for line, want := range map[string]string{"colour: red": "no such key", "site: moon": "no such site", "age: old": "invalid syntax"} {
		key, value, _ := strings.Cut(line, ": ")
		if err := new(webPage).set(key, value); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
	l, err := newLibrary()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&figures{catalog: l.catalog}).of("NOSUCH", nil); err == nil {
		t.Error("a symbol that is none")
	}
}

// The web needs no world: a handler alone is enough.
func TestWebAsAHandler(t *testing.T) {
	w, err := New(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "http://wire.example/news/apple-results", nil))
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), `href="http://wire.example/news/apple-results"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if _, err := NewEngine(wire.Options{}); err == nil {
		t.Error("an engine without sites")
	}
}

// The day that a page gives to closing prices is one on which there was a close.
func TestPagesKnowWhenTheMarketClosed(t *testing.T) {
	l, err := newLibrary()
	if err != nil {
		t.Fatal(err)
	}
	closing := regexp.MustCompile(`(?:closed at .* dollars on|Closing prices of) (\d+ \w+ \d{4})`)
	for _, path := range []string{"/news/apple-results", "/analysis/apple-and-microsoft"} {
		for day := range 7 {
			now := time.Date(2025, time.November, 17+day, 12, 0, 0, 0, time.UTC)
			body, err := l.find(path).render(l, now, "http://127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			match := closing.FindSubmatch(body)
			if match == nil {
				t.Fatalf("%s names no day of its closing prices", path)
			}
			on, err := time.Parse("2 January 2006", string(match[1]))
			if err != nil || on.Weekday() == time.Saturday || on.Weekday() == time.Sunday || !on.Before(now) {
				t.Errorf("%s on %s: prices of %s, %v", path, now.Weekday(), match[1], err)
			}
		}
	}
}

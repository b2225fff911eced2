package scrape

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quotewire/internal/plaintext"
)

// patience bounds every wait of the tests.
const patience = 30 * time.Second

// web is a small hostile web on 127.0.0.1, with a canary beside it on 127.0.0.2
// that nothing may ever reach.
type web struct {
	*httptest.Server
	mux    *http.ServeMux
	canary *canary

	mu   sync.Mutex
	hits map[string]int
	gone chan string // paths whose client left while they were served
	seen chan string // paths of pages that never end, as they begin
}

func newWeb(t testing.TB) *web {
	t.Helper()
	w := &web{mux: http.NewServeMux(), hits: make(map[string]int), canary: newCanary(t), gone: make(chan string, 100), seen: make(chan string, 100)}
	w.routes()
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.hits[r.URL.Path]++
		w.mu.Unlock()
		w.mux.ServeHTTP(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *web) count(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.hits[path]
}

func (w *web) file(path, contentType, body string) {
	w.mux.HandleFunc(path, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(rw, body)
	})
}

func (w *web) page(path, body string) {
	w.file(path, "text/html; charset=utf-8", "<!doctype html><html><head><title>"+path+"</title></head><body>"+body+"</body></html>")
}

// prose is text of an article, long enough to be one.
func prose(paragraphs int) string {
	var b strings.Builder
	for i := range paragraphs {
		fmt.Fprintf(&b, "<p>Paragraph %d says that the company's revenue rose to 12.%d billion dollars in the quarter, while its operating margin, helped by lower freight costs, was better than analysts had expected by a wide margin.</p>\n", i, i)
	}
	return b.String()
}

func (w *web) routes() {
	w.page("/article", `<nav><a href="/x">Navigation link</a></nav><article><h1>Revenue rises</h1>`+prose(6)+
		`<p>Read <a href="more?a=1">the report</a> or <a href="javascript:alert(1)">this</a>.</p></article><footer>Footer words</footer>`)
	w.page("/table", `<h1>Figures</h1><table><tr><th>Year</th><th></th><th>Revenue</th></tr><tr><td>2024</td><td></td><td>391,035</td></tr><tr><td>2025</td><td></td><td>416,161</td></tr></table>`)
	w.page("/script", `<div id="root"></div><script>document.getElementById("root").innerHTML = "<h1>Made by script</h1>" + "<p>Revenue was 4,711 million in the third quarter of the year.</p>".repeat(12)</script>`)
	w.page("/consent", `<div id="cookie-banner" role="dialog"><p>We and our partners use cookies. Your consent matters.</p><button onclick="go('accept')">Accept all</button><button onclick="go('reject')">Reject all</button></div>
		<div id="content"></div><script>function go(how) { document.getElementById("cookie-banner").remove(); document.getElementById("content").innerHTML = "<h1>Behind the wall</h1><p>Chosen: " + how + ".</p>" + "<p>Net income was 815 million, which is more than a year ago.</p>".repeat(12) }</script>`)
	w.mux.HandleFunc("/slow", w.never(""))
	w.mux.HandleFunc("/drip", w.never("<html><body><p>one byte at a time"))
	w.page("/spin", `<h1>spin</h1><script>fetch("/spinning"); setTimeout(() => { while (true) {} }, 50)</script>`)
	w.mux.HandleFunc("/spinning", w.never(""))
	w.page("/spinfirst", `<h1>spin</h1><script>fetch("/spinning"); const end = Date.now() + 50; while (true) {}</script>`)
	w.flaky()
	w.mux.HandleFunc("/big", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		rw.Header().Set("Content-Length", fmt.Sprint(200<<20))
		endless(rw)
	})
	w.mux.HandleFunc("/endless", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<html><body>"+prose(10))
		endless(rw)
	})
	w.mux.HandleFunc("/bomb", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		rw.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(rw, gzip.BestCompression)
		endless(z)
	})
	w.redirects()
}

// never answers with begin and then not at all, until its client leaves.
func (w *web) never(begin string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if begin != "" {
			rw.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(rw, begin)
			_ = http.NewResponseController(rw).Flush()
		}
		w.seen <- r.URL.Path
		<-r.Context().Done()
		w.gone <- r.URL.Path
	}
}

func (w *web) redirects() {
	w.mux.HandleFunc("/to", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Location", r.URL.Query().Get("u"))
		rw.WriteHeader(http.StatusFound)
	})
	w.mux.HandleFunc("/loop", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "/loop", http.StatusFound)
	})
	w.mux.HandleFunc("/status/{code}", func(rw http.ResponseWriter, r *http.Request) {
		var code int
		_, _ = fmt.Sscan(r.PathValue("code"), &code)
		rw.WriteHeader(code)
		_, _ = io.WriteString(rw, "<html><body>key sk-SECRET</body></html>")
	})
}

// flaky hangs the first time and is a page from then on.
func (w *web) flaky() {
	hang := w.never("<html><body><p>Half a page")
	w.mux.HandleFunc("/flaky", func(rw http.ResponseWriter, r *http.Request) {
		if w.count("/flaky") == 1 {
			hang(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<html><body><h1>At last</h1>"+prose(5)+"</body></html>")
	})
}

// endless writes until nobody reads.
func endless(to io.Writer) {
	chunk := []byte(strings.Repeat("<p>and so on and on</p>\n", 4096))
	for range 1 << 12 {
		if _, err := to.Write(chunk); err != nil {
			return
		}
	}
}

// canary is what must never be reached: a server, and a count of connections
// that were as much as begun.
type canary struct {
	addr string
	hits atomic.Int64
}

func newCanary(t testing.TB) *canary {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &canary{addr: listener.Addr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			c.hits.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
		if n := c.hits.Load(); n > 0 {
			t.Errorf("%d connections reached the canary", n)
		}
	})
	return c
}

func (c *canary) url(path string) string { return "http://" + c.addr + path }

// testOptions open 127.0.0.1, and nothing beside it, with the delays of
// politeness taken out.
func testOptions(t testing.TB) Options {
	return Options{
		AllowNets:       []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		HostConcurrency: 16,
		HostDelay:       time.Microsecond,
		Browser:         Browser{TempDir: t.TempDir()},
		Reader:          []string{"/usr/bin/env", "GORACE=atexit_sleep_ms=0", os.Args[0], asReader},
	}
}

func newScraper(t testing.TB, opts Options) *Scraper {
	t.Helper()
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	s.readers.quick.memory *= raceFactor
	s.readers.long.memory *= raceFactor
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(opts.Browser.TempDir, folderPrefix+"*")); len(left) > 0 {
			t.Errorf("folders are left: %v", left)
		}
	})
	return s
}

// plainScraper has no browser.
func plainScraper(t testing.TB) *Scraper {
	opts := testOptions(t)
	opts.Browser.Off = true
	return newScraper(t, opts)
}

func read(t testing.TB, s *Scraper, url string) Page {
	t.Helper()
	p, err := s.Read(t.Context(), Request{URL: url, Named: true})
	if err != nil {
		t.Fatalf("Read(%s): %v", url, err)
	}
	return p
}

// contains fails t unless every one of words is in text.
func contains(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("text has no %q:\n%s", word, plaintext.Clip(text, 2000))
		}
	}
}

func lacks(t testing.TB, text string, words ...string) {
	t.Helper()
	if i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(text, w) }); i >= 0 {
		t.Errorf("text has %q:\n%s", words[i], plaintext.Clip(text, 2000))
	}
}

func await[T any](t testing.TB, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s within %v", what, patience)
	}
	panic("unreachable")
}

// eventually waits until ok, with a deadline.
func eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

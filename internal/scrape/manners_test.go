package scrape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRobots(t *testing.T) {
	w := newWeb(t)
	w.file("/robots.txt", "text/plain", "User-agent: quotewire\nDisallow: /private\nDisallow: /search?q=\n\nUser-agent: *\nDisallow: /\n")
	for _, path := range []string{"/private/page", "/public", "/search"} {
		w.page(path, "<h1>page</h1>"+prose(3))
	}
	s := plainScraper(t)
	for path, want := range map[string]error{
		"/public": nil, "/private/page": ErrRobots, "/search?q=x": ErrRobots, "/search?p=x": nil,
		"/to?u=/private/page": ErrRobots, // every hop is asked about
	} {
		if _, err := s.Page(t.Context(), w.URL+path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	if n := w.count("/private/page"); n != 0 {
		t.Errorf("a forbidden page was read %d times", n)
	}
	read(t, s, w.URL+"/private/page") // the user named it
	if n := w.count("/robots.txt"); n != 1 {
		t.Errorf("robots.txt was read %d times", n)
	}
	opts := testOptions(t)
	opts.Browser.Off, opts.IgnoreRobots = true, true
	if _, err := newScraper(t, opts).Page(t.Context(), w.URL+"/private/page"); err != nil {
		t.Errorf("with IgnoreRobots: %v", err)
	}
}

func TestOddRobots(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"none":      {http.NotFound, nil},
		"forbidden": {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusForbidden) }, nil},
		"failing":   {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusBadGateway) }, ErrRobots},
		"HTML": {func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, "<html><body>Hello</body></html>")
		}, nil},
		"huge": {func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, "User-agent: *\nDisallow: /article\n")
			endless(rw)
		}, ErrRobots},
		"redirected": {func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "/elsewhere.txt", http.StatusMovedPermanently)
		}, ErrRobots},
		"circular": {func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/robots.txt", http.StatusFound) }, ErrRobots},
		"led inside": {func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "http://127.0.0.2:1/", http.StatusFound)
		}, ErrForbidden},
	} {
		w := newWeb(t)
		w.mux.HandleFunc("/robots.txt", c.answer)
		w.file("/elsewhere.txt", "text/plain", "User-agent: *\nDisallow: /article\n")
		s := plainScraper(t)
		if _, err := s.Page(t.Context(), w.URL+"/article"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// A page is asked for again after its time only if it has changed.
func TestConditionalRequests(t *testing.T) {
	w := newWeb(t)
	revision, conditions := "1", make(chan string, 10)
	w.mux.HandleFunc("/etag", func(rw http.ResponseWriter, r *http.Request) {
		conditions <- r.Header.Get("If-None-Match") + " " + r.Header.Get("If-Modified-Since")
		rw.Header().Set("ETag", `"`+revision+`"`)
		rw.Header().Set("Last-Modified", "Wed, 04 Mar 2026 05:06:07 GMT")
		if r.Header.Get("If-None-Match") == `"`+revision+`"` {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		rw.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(rw, "<html><body><h1>Revision %s</h1>%s</body></html>", revision, prose(3))
	})
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.CacheTTL = time.Nanosecond
	s := newScraper(t, opts)
	const since = " Wed, 04 Mar 2026 05:06:07 GMT"
	var last time.Time
	for i, step := range []struct{ revision, condition, text string }{
		{"1", " ", "Revision 1"}, {"1", `"1"` + since, "Revision 1"}, {"2", `"1"` + since, "Revision 2"}, {"2", `"2"` + since, "Revision 2"},
	} {
		revision = step.revision
		p := read(t, s, w.URL+"/etag")
		if got := await(t, conditions, "request"); got != step.condition {
			t.Errorf("request %d had the condition %q, want %q", i, got, step.condition)
		}
		contains(t, p.Text, step.text)
		if !p.FetchedAt.After(last) {
			t.Errorf("request %d: FetchedAt did not move on", i)
		}
		last = p.FetchedAt
	}
}

// A page that is there is read once, and given with its age when its site fails.
func TestKeptPages(t *testing.T) {
	w := newWeb(t)
	s := plainScraper(t)
	for range 3 {
		read(t, s, w.URL+"/article")
		read(t, s, w.URL+"/article#part") // the same page
	}
	if n := w.count("/article"); n != 1 {
		t.Errorf("%d requests for a page that is fresh", n)
	}
	opts := testOptions(t)
	opts.Browser.Off, opts.CacheTTL = true, time.Nanosecond
	s = newScraper(t, opts)
	if p := read(t, s, w.URL+"/article"); p.Stale {
		t.Error("a fresh page is called stale")
	}
	w.Close()
	p := read(t, s, w.URL+"/article")
	if !p.Stale || !strings.Contains(p.Text, "Paragraph 1") {
		t.Errorf("the site is gone: stale %v, %q", p.Stale, p.Text)
	}
}

func TestHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(2, time.Second)
		start := time.Now()
		enter := func(ctx context.Context, host string) (func(), time.Duration, error) {
			leave, err := h.enter(ctx, host)
			return leave, time.Since(start), err
		}
		first, at, err := enter(t.Context(), "a.test")
		if err != nil || at != 0 {
			t.Fatalf("the first page waited %v, %v", at, err)
		}
		_, at, err = enter(t.Context(), "a.test")
		if err != nil || at != time.Second {
			t.Errorf("the second page began after %v, %v: want the delay", at, err)
		}
		if _, at, err := enter(t.Context(), "b.test"); err != nil || at != time.Second {
			t.Errorf("another host waited: %v, %v", at, err)
		}
		// Two are in: the third waits for one to leave.
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, _, err := enter(ctx, "a.test"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a third page: %v, want it to wait", err)
		}
		time.AfterFunc(3*time.Second, first)
		if _, at, err := enter(t.Context(), "a.test"); err != nil || at != 9*time.Second {
			t.Errorf("the third page began after %v, %v", at, err)
		}
	})
}

// A queue at a host has an end, and who leaves it is gone at once.
func TestHostsQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(100, time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		errs := make(chan error, 20)
		for range 20 {
			go func() {
				_, err := h.enter(ctx, "a.test")
				errs <- err
			}()
		}
		synctest.Wait()
		var in, busy int
		for len(errs) > 0 {
			if err := <-errs; err == nil {
				in++
			} else if errors.Is(err, ErrBusy) {
				busy++
			}
		}
		if in != 1 || busy != 9 {
			t.Errorf("%d in and %d refused at once, want 1 and 9", in, busy)
		}
		cancel()
		for range 10 {
			if err := <-errs; !errors.Is(err, context.Canceled) {
				t.Errorf("error = %v, want the cause of ctx", err)
			}
		}
	})
}

func TestHostsAreForgotten(t *testing.T) {
	h := newHosts(2, time.Nanosecond)
	for i := range 3 * maxHosts {
		leave, err := h.enter(t.Context(), fmt.Sprintf("h%d.test", i))
		if err != nil {
			t.Fatal(err)
		}
		leave()
	}
	if n := h.seen.Len(); n > maxHosts {
		t.Errorf("%d hosts are remembered", n)
	}
}

package scrape

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// soon is within what time all work for a client that left has ended, seen from
// the other side.
const soon = 500 * time.Millisecond

func leaves(t *testing.T, w *web, s *Scraper, page, seen string) {
	t.Helper()
	cause := errors.New("client left")
	ctx, cancel := context.WithCancelCause(t.Context())
	got := make(chan error, 1)
	go func() {
		_, err := s.Read(ctx, Request{URL: w.URL + page, Named: true})
		got <- err
	}()
	if path := await(t, w.seen, "request of "+seen); path != seen {
		t.Fatalf("%s was asked for, want %s", path, seen)
	}
	left := time.Now()
	cancel(cause)
	if err := await(t, got, "return"); !errors.Is(err, cause) {
		t.Errorf("error = %v, want the cause of ctx", err)
	}
	if took := time.Since(left); took > soon {
		t.Errorf("Read returned %v after its client left", took)
	}
	await(t, w.gone, "end of the request")
	if took := time.Since(left); took > soon {
		t.Errorf("%s: its server was left after %v, want at most %v", page, took, soon)
	}
}

func TestLeavingAPlainPage(t *testing.T) {
	w := newWeb(t)
	s := plainScraper(t)
	leaves(t, w, s, "/slow", "/slow") // no byte yet
	leaves(t, w, s, "/drip", "/drip") // amid the body
}

// The page computes without end: its browser context is closed over its head.
func TestLeavingABusyBrowser(t *testing.T) {
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	e := current(t, s.browser)
	for range 3 {
		leaves(t, w, s, "/spin", "/spinning")
		leaves(t, w, s, "/spinfirst", "/spinning")
	}
	eventually(t, patience, "the end of all pages but those kept ready", func() bool {
		return e.active.Load() == 0 && testutil.ToFloat64(s.metrics.contexts) == float64(len(e.ready))
	})
	if e.retired.Load() {
		t.Error("the browser was given up for a page that only had to be closed")
	}
	contains(t, read(t, s, w.URL+"/script").Text, "Made by script")
}

// One of two who wait for a page leaves: it is read for the other.
func TestLeavingASharedPage(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Off = true
	reg := prometheus.NewRegistry()
	opts.Registerer = reg
	s := newScraper(t, opts)
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error, 2)
	readWith := func(ctx context.Context) {
		_, err := s.Read(ctx, Request{URL: w.URL + "/slow", Named: true})
		errs <- err
	}
	go readWith(ctx)
	await(t, w.seen, "request")
	both, cancelBoth := context.WithCancel(t.Context())
	go readWith(both)
	eventually(t, patience, "a second waiter", func() bool { return misses(t, reg) == 2 })
	cancel()
	if err := await(t, errs, "first return"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	select {
	case <-w.gone:
		t.Error("the page was given up while somebody waited for it")
	default:
	}
	cancelBoth()
	await(t, errs, "second return")
	await(t, w.gone, "end of the request")
	if n := w.count("/slow"); n != 1 {
		t.Errorf("%d requests for one page", n)
	}
}

// misses counts the readers that had to wait for a page.
func misses(t *testing.T, reg *prometheus.Registry) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "quotewire_cache_misses_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			if m.GetLabel()[0].GetValue() == "pages" {
				return m.GetCounter().GetValue()
			}
		}
	}
	return 0
}

// Close ends what is under way, waits for it, and may be called again.
func TestClose(t *testing.T) {
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	e := current(t, s.browser)
	pids := family(e.nodePID)
	got := make(chan error, 2)
	for _, page := range []string{"/spin", "/slow"} {
		go func() {
			_, err := s.Read(t.Context(), Request{URL: w.URL + page, Named: true})
			got <- err
		}()
		await(t, w.seen, "request")
	}
	start := time.Now()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("Close took %v", took)
	}
	for range 2 {
		if err := await(t, got, "return"); !errors.Is(err, ErrClosed) {
			t.Errorf("a page under way: %v, want ErrClosed", err)
		}
	}
	ended(t, pids)
	if err := s.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if _, err := s.Page(t.Context(), w.URL+"/article"); !errors.Is(err, ErrClosed) {
		t.Errorf("a page after Close: %v, want ErrClosed", err)
	}
	if n := testutil.ToFloat64(s.metrics.contexts); n != 0 {
		t.Errorf("%v browser contexts are counted after Close", n)
	}
}

// Close does not wait for a start that hangs: it ends it.
func TestCloseDuringStart(t *testing.T) {
	s := newScraper(t, testOptions(t))
	got := make(chan error, 1)
	go func() {
		_, err := s.browser.page(t.Context(), parsed(t, "http://127.0.0.1:9/"))
		got <- err
	}()
	eventually(t, patience, "a start", func() bool {
		s.browser.mu.Lock()
		defer s.browser.mu.Unlock()
		return s.browser.boot != nil
	})
	start := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("Close took %v", took)
	}
	if err := await(t, got, "return"); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("error = %v", err)
	}
}

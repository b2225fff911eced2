package scrape

import (
	"bytes"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestOptions(t *testing.T) {
	_, err := New(Options{
		AllowNets: []netip.Prefix{{}}, UserAgent: "a\nb", Timeout: -1, MaxBody: -1, PartBytes: 1, HostConcurrency: -1, HostDelay: -1,
		CacheEntries: -1, CacheBytes: -1, CacheTTL: -1, Browser: Browser{Slots: -1, Queue: -1, MaxPages: -1, MaxMemory: -1, Timeout: 2 * time.Hour},
	})
	if err == nil {
		t.Fatal("New took options that are all wrong")
	}
	for _, field := range []string{
		"AllowNets", "UserAgent", "Timeout", "MaxBody", "PartBytes", "HostConcurrency", "HostDelay", "CacheEntries", "CacheBytes", "CacheTTL",
		"Browser.Slots", "Browser.Queue", "Browser.MaxPages", "Browser.MaxMemory", "Browser.Timeout",
	} {
		if !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("the error does not name %s: %v", field, err)
		}
	}
}

// No browser is no fault: the log says so once, and pages are read without it.
func TestWithoutBrowser(t *testing.T) {
	w := newWeb(t)
	w.page("/thin", `<p>Little, but something.</p><script>later()</script>`)
	for name, change := range map[string]func(*Browser){
		"chromium": func(b *Browser) { b.Executable = "/nonexistent/chromium" },
		"driver":   func(b *Browser) { b.Driver = "/nonexistent" },
		"node":     func(b *Browser) { b.Node = "nonexistent-node" },
		"off":      func(b *Browser) { b.Off = true },
	} {
		t.Run(name, func(t *testing.T) {
			opts := testOptions(t)
			change(&opts.Browser)
			var log bytes.Buffer
			opts.Logger = slog.New(slog.NewTextHandler(&log, nil))
			s := newScraper(t, opts)
			if s.Available() == nil {
				t.Error("a browser is said to be there")
			}
			named := name == "chromium" || name == "driver" // what nobody asked for is not missed
			if since, err := s.Problem(); errors.Is(err, ErrBrowser) != named || since.IsZero() == named {
				t.Errorf("problem %v since %v, want one: %t", err, since, named)
			}
			contains(t, read(t, s, w.URL+"/thin").Text, "Little, but something.")
			if _, err := s.Read(t.Context(), Request{URL: w.URL + "/script", Named: true}); !errors.Is(err, ErrEmpty) {
				t.Errorf("a page that only scripts make: %v, want ErrEmpty", err)
			}
			if _, err := s.Read(t.Context(), Request{URL: w.URL + "/status/403", Named: true}); !errors.Is(err, ErrBlocked) {
				t.Errorf("a refused page: %v, want ErrBlocked", err)
			}
			if n := strings.Count(log.String(), "no browser"); n != 1 {
				t.Errorf("the log says so %d times:\n%s", n, &log)
			}
		})
	}
}

// A browser that does not start is a named failure, tried again later.
func TestBrowserDoesNotStart(t *testing.T) {
	w := newWeb(t)
	for name, program := range map[string]string{
		"chromium": "#!/bin/sh\necho key sk-SECRET >&2\nexit 1\n",
		"node":     "#!/bin/sh\nexit 1\n",
	} {
		t.Run(name, func(t *testing.T) {
			fake := filepath.Join(t.TempDir(), "fake")
			if err := os.WriteFile(fake, []byte(program), 0o700); err != nil {
				t.Fatal(err)
			}
			opts := testOptions(t)
			if name == "node" {
				opts.Browser.Node = fake
			} else {
				opts.Browser.Executable = fake
			}
			var log bytes.Buffer
			opts.Logger = slog.New(slog.NewTextHandler(&log, nil))
			s := newScraper(t, opts)
			for range 2 {
				if _, err := s.Read(t.Context(), Request{URL: w.URL + "/script", Named: true}); !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "SECRET") {
					t.Errorf("error = %v, want ErrUnavailable", err)
				}
			}
			since, err := s.Problem()
			if !errors.Is(err, ErrBrowser) || since.IsZero() {
				t.Errorf("problem %v since %v", err, since)
			}
			if n := testutil.ToFloat64(s.metrics.starts["failed"]); n != 1 {
				t.Errorf("%v starts, want one and then a pause", n)
			}
			if !strings.Contains(log.String(), "browser does not start") {
				t.Errorf("the log does not say so:\n%s", &log)
			}
			s.browser.mu.Lock()
			s.browser.failed = time.Now().Add(-coolDown)
			s.browser.mu.Unlock()
			_, _ = s.browser.page(t.Context(), parsed(t, w.URL+"/script")) // it fails as before
			if n := testutil.ToFloat64(s.metrics.starts["failed"]); n != 2 {
				t.Errorf("%v starts after the pause, want another", n)
			}
			if again, _ := s.Problem(); !again.Equal(since) {
				t.Errorf("starts fail since %v after another one, and since %v before", again, since)
			}
		})
	}
}

func TestProblemGoesWithAGoodStart(t *testing.T) {
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	s.browser.fault = errors.New("of an earlier start")
	if _, err := s.Problem(); !errors.Is(err, ErrBrowser) {
		t.Errorf("problem %v", err)
	}
	read(t, s, w.URL+"/script")
	if since, err := s.Problem(); err != nil || !since.IsZero() {
		t.Errorf("problem %v since %v, though the browser starts", err, since)
	}
}

func TestMetrics(t *testing.T) {
	w := newWeb(t)
	reg := prometheus.NewRegistry()
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.Registerer = reg
	s := newScraper(t, opts)
	read(t, s, w.URL+"/article")
	_, _ = s.Read(t.Context(), Request{URL: w.URL + "/status/403", Named: true}) // it is counted
	problems, err := testutil.GatherAndLint(reg)
	if err != nil || len(problems) > 0 {
		t.Errorf("metrics: %v, %v", problems, err)
	}
	if err := testutil.GatherAndCompare(reg, strings.NewReader(`
# HELP quotewire_browser_starts_total Starts of the browser by outcome.
# TYPE quotewire_browser_starts_total counter
quotewire_browser_starts_total{outcome="failed"} 0
quotewire_browser_starts_total{outcome="ok"} 0
`), "quotewire_browser_starts_total"); err != nil {
		t.Error(err)
	}
	for outcome, want := range map[string]float64{"ok": 1, "blocked": 1, "unavailable": 0} {
		if got := testutil.ToFloat64(s.metrics.via[ViaHTTP].pages[outcome]); got != want {
			t.Errorf("%v pages %s, want %v", got, outcome, want)
		}
	}
}

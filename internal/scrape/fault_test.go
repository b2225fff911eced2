package scrape

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func parsed(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// current is the pool's browser. It starts one if there is none.
func current(t testing.TB, p *pool) *engine {
	t.Helper()
	e, err := p.acquire(t.Context())
	if err != nil {
		t.Fatalf("start browser: %v", err)
	}
	p.release(e)
	return e
}

// ended fails t unless all processes end soon.
func ended(t testing.TB, pids []int) {
	t.Helper()
	eventually(t, 5*time.Second, "the end of the browser's processes", func() bool {
		for _, pid := range pids {
			if state, _ := stat(pid); state != "" && state != "Z" {
				return false
			}
		}
		return true
	})
}

// A browser that goes down under a page is replaced, and the page is read again.
func TestBrowserKilledUnderAPage(t *testing.T) {
	t.Parallel()
	for name, victim := range map[string]func(*engine) *os.Process{
		"chromium": func(e *engine) *os.Process { return e.chrome },
		"node":     func(e *engine) *os.Process { return e.node },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWeb(t)
			s := newScraper(t, testOptions(t))
			e := current(t, s.browser)
			pids := family(e.nodePID)
			got := make(chan outcome, 1)
			go func() {
				r, err := s.browser.page(t.Context(), parsed(t, w.URL+"/flaky"))
				got <- outcome{r, err}
			}()
			await(t, w.seen, "request of the page")
			if err := victim(e).Kill(); err != nil {
				t.Fatal(err)
			}
			o := await(t, got, "end of the page")
			if o.err != nil {
				t.Fatalf("the page was not read again: %v", o.err)
			}
			contains(t, string(o.response.Body), "At last")
			ended(t, pids)
			if n := testutil.ToFloat64(s.metrics.starts["ok"]); n != 2 {
				t.Errorf("%v starts, want 2", n)
			}
			if n := testutil.ToFloat64(s.metrics.ends["died"]); n != 1 {
				t.Errorf("%v ends by death, want 1", n)
			}
		})
	}
}

// A driver that is stopped under a page is found out when the page's time is
// over: a named failure, and the next page is well.
func TestDriverStoppedUnderAPage(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Timeout = 5 * time.Second
	s := newScraper(t, opts)
	e := current(t, s.browser)
	pids := family(e.nodePID)
	got := make(chan error, 1)
	go func() {
		_, err := s.browser.page(t.Context(), parsed(t, w.URL+"/flaky"))
		got <- err
	}()
	await(t, w.seen, "request of the page")
	if err := e.node.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := await(t, got, "end of the page"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("error = %v, want ErrUnavailable", err)
	}
	ended(t, pids)
	current(t, s.browser) // however long a busy machine takes to start it
	r, err := s.browser.page(t.Context(), parsed(t, w.URL+"/flaky"))
	if err != nil {
		t.Fatalf("the next page: %v", err)
	}
	contains(t, string(r.Body), "At last")
}

// A browser that was stopped between two pages costs the next one a moment only.
func TestChromiumStoppedBetweenPages(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	read(t, s, w.URL+"/script")
	e := current(t, s.browser)
	eventually(t, patience, "a tab kept ready", func() bool { return len(e.ready) > 0 })
	pids := family(e.nodePID)
	for _, pid := range pids[1:] {
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	p := read(t, s, w.URL+"/consent")
	contains(t, p.Text, "815 million")
	// Those below Chromium end with it, once they may run.
	for _, pid := range pids[1:] {
		_ = syscall.Kill(pid, syscall.SIGCONT) // an error says that it has ended
	}
	ended(t, pids)
}

func TestCrashingPage(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	_, err := s.browser.page(t.Context(), parsed(t, "chrome://crash"))
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("error = %v, want ErrUnavailable", err)
	}
	contains(t, read(t, s, w.URL+"/script").Text, "Made by script")
	if n := testutil.ToFloat64(s.metrics.starts["ok"]); n != 1 {
		t.Errorf("%v starts: the crash of a page took the browser with it", n)
	}
}

// A page that takes all memory it can get is given up, and costs what is allowed.
func TestGreedyPage(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	w.page("/greedy", `<p>x</p><script>const kept = []; setInterval(() => { for (let i = 0; i < 8; i++) kept.push(new Uint8Array(8 << 20).fill(i)) }, 20)</script>`)
	opts := testOptions(t)
	opts.Browser.MaxMemory = 300 << 20
	s := newScraper(t, opts)
	e := current(t, s.browser)
	w.page("/calm", `<h1>calm</h1>`+prose(4))
	_, err := s.browser.page(t.Context(), parsed(t, w.URL+"/greedy"))
	if err == nil {
		// It came to rest: its process got no more, or the browser is renewed.
		eventually(t, patience, "a new browser, or a small one", func() bool { return e.retired.Load() || e.memory() < opts.Browser.MaxMemory })
	} else if !errors.Is(err, ErrUnavailable) {
		t.Errorf("error = %v, want ErrUnavailable", err)
	}
	if r, err := s.browser.page(t.Context(), parsed(t, w.URL+"/calm")); err != nil || !strings.Contains(string(r.Body), "calm") {
		t.Errorf("the next page: %v", err)
	}
}

// Dialogs, popups and downloads of a page come to nothing.
func TestInsistentPage(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	w.page("/insist", `<div id="out"></div><script>
		alert("one"); confirm("two"); prompt("three"); print();
		onbeforeunload = () => "stay";
		for (let i = 0; i < 20; i++) window.open("/popup?" + i);
		const a = document.createElement("a"); a.href = "/file"; a.download = "x.exe"; document.body.append(a); a.click();
		document.getElementById("out").innerHTML = "<h1>Still here</h1>" + "<p>And this is what the page says after all that.</p>".repeat(10);
	</script>`)
	w.page("/popup", "popup")
	w.file("/file", "application/octet-stream", "MZ")
	s := newScraper(t, testOptions(t))
	contains(t, read(t, s, w.URL+"/insist").Text, "Still here")
	if n := w.count("/popup"); n > 0 {
		t.Errorf("%d popups were opened", n)
	}
	if _, err := s.browser.page(t.Context(), parsed(t, w.URL+"/file")); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a download: %v, want ErrUnsupported", err)
	}
}

// Neither the driver nor Chromium sees our environment, which has keys in it.
func TestBrowserEnvironment(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "sk-SECRET")
	s := newScraper(t, testOptions(t))
	pids := family(current(t, s.browser).nodePID)
	if len(pids) < 3 {
		t.Fatalf("processes %v: want the driver, Chromium and its children", pids)
	}
	for _, pid := range pids {
		environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
		if err == nil && strings.Contains(string(environ), "SECRET") {
			t.Errorf("process %d sees our key", pid)
		}
	}
}

// Who asks for too much is told so, and the queue has an end.
func TestQueueEnds(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Slots, opts.Browser.Queue = 1, 2
	s := newScraper(t, opts)
	current(t, s.browser)
	ctx, cancel := context.WithCancel(t.Context())
	const asked = 6
	errs := make(chan error, asked)
	for range asked {
		go func() {
			_, err := s.browser.page(ctx, parsed(t, w.URL+"/slow"))
			errs <- err
		}()
	}
	for range asked - 3 {
		if err := await(t, errs, "refusal"); !errors.Is(err, ErrBusy) {
			t.Errorf("error = %v, want ErrBusy", err)
		}
	}
	await(t, w.seen, "the page that has the slot")
	cancel()
	for range 3 {
		if err := await(t, errs, "end"); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want the cause of ctx", err)
		}
	}
	if n := testutil.ToFloat64(s.metrics.rejected); n != asked-3 {
		t.Errorf("%v rejections counted, want %d", n, asked-3)
	}
}

package scrape

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

// rounds is how long TestMemoryIsFlat goes on: 4 are a thousand pages.
var rounds = flag.Int("rounds", 4, "rounds of 266 pages of TestMemoryIsFlat")

// serve is a process that has a page open in its browser, and says which
// processes that takes, until it is killed.
func serve(page, temp string) {
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s, err := New(Options{AllowNets: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Browser: Browser{TempDir: temp}})
	if err != nil {
		fail(err)
	}
	e, err := s.browser.acquire(context.Background())
	if err != nil {
		fail(err)
	}
	u, err := url.Parse(page)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(family(e.nodePID)); err != nil {
		fail(err)
	}
	if _, err := s.browser.page(context.Background(), u); err != nil {
		fail(err)
	}
}

// Where memory runs out the kernel ends the browser, and not the server.
func TestBrowserGoesBeforeTheServer(t *testing.T) {
	s := newScraper(t, testOptions(t))
	e, err := s.browser.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.browser.release(e)
	score := func(pid int) int {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid))
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	pids := family(e.nodePID)
	if len(pids) < 3 {
		t.Fatalf("the browser is %d processes", len(pids))
	}
	for _, pid := range pids {
		if own, its := score(os.Getpid()), score(pid); its < own+100 { // Chromium sets those of its children itself
			name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
			t.Errorf("%s has %d, we have %d", name, its, own)
		}
	}
}

// A server that is killed takes its browser with it, amid a page, and the next
// one removes what it left on the disk.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	cmd := exec.Command(os.Args[0], asServer, w.URL+"/spin", opts.Browser.TempDir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pids []int
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &pids)
	}
	if err != nil || len(pids) < 3 {
		_ = cmd.Process.Kill()
		t.Fatalf("processes %v, %v", pids, err)
	}
	await(t, w.seen, "request of the page")
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says that it was killed
	ended(t, pids)
	await(t, w.gone, "end of the page's request")
	if left, _ := filepath.Glob(filepath.Join(opts.Browser.TempDir, folderPrefix+"*")); len(left) != 1 {
		t.Fatalf("folders %v: want the one that was left", left)
	}
	// Its folder goes with the next start; newScraper looks whether any is left.
	s := newScraper(t, opts)
	contains(t, read(t, s, w.URL+"/script").Text, "Made by script")
	// A folder in use is nobody else's to remove.
	other := newScraper(t, testOptions(t))
	other.browser.opts.Browser.TempDir = opts.Browser.TempDir
	current(t, other.browser)
	if _, err := os.Stat(current(t, s.browser).folder.path); err != nil {
		t.Errorf("the folder of a browser that runs: %v", err)
	}
}

// A browser is renewed after a number of pages, without a page noticing.
func TestBrowserIsRenewed(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.MaxPages = 3
	s := newScraper(t, opts)
	first := current(t, s.browser)
	pids := family(first.nodePID)
	for i := range 7 {
		contains(t, read(t, s, fmt.Sprintf("%s/script?%d", w.URL, i)).Text, "Made by script")
	}
	ended(t, pids)
	if n := testutil.ToFloat64(s.metrics.ends["recycled"]); n < 2 {
		t.Errorf("%v ends by age, want at least 2", n)
	}
	for _, reason := range []string{"died", "stuck", "memory"} {
		if n := testutil.ToFloat64(s.metrics.ends[reason]); n > 0 {
			t.Errorf("%v ends by reason %q", n, reason)
		}
	}
}

// The process and its browser stay as large as they are, however many pages are
// read; the figures are in the test's log.
func TestMemoryIsFlat(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.CacheEntries = 20
	opts.Browser.MaxPages = 10_000 // what is flat is one browser
	s := newScraper(t, opts)
	self := func() int64 {
		var size, resident int64
		text, err := os.ReadFile("/proc/self/statm")
		if err == nil {
			_, err = fmt.Sscan(string(text), &size, &resident)
		}
		if err != nil {
			t.Fatal(err)
		}
		return resident * int64(os.Getpagesize()) >> 20
	}
	tree := func() int64 {
		var sum int64
		s.browser.mu.Lock()
		e := s.browser.engine
		s.browser.mu.Unlock()
		if e != nil {
			sum = e.memory() >> 20
		}
		return sum
	}
	round := func(n, plain, rendered int) {
		for i := range plain {
			read(t, s, fmt.Sprintf("%s/article?%d-%d", w.URL, n, i))
		}
		done := make(chan error, 2)
		for half := range 2 {
			go func() {
				var err error
				for i := 0; i < rendered/2 && err == nil; i++ {
					_, err = s.Read(t.Context(), Request{URL: fmt.Sprintf("%s/script?%d-%d-%d", w.URL, n, half, i), Named: true})
				}
				done <- err
			}()
		}
		for range 2 {
			if err := await(t, done, "end of the round"); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("after round %d (%d plain, %d in the browser): process %d MiB, browser %d MiB, %d processes", n, plain, rendered,
			self(), tree(), len(family(current(t, s.browser).nodePID)))
	}
	round(0, 250, 16) // warm-up
	selfBefore, treeBefore := self(), tree()
	for n := 1; n <= *rounds; n++ {
		round(n, 250, 16)
	}
	if grown := self() - selfBefore; grown > 48 {
		t.Errorf("the process grew by %d MiB", grown)
	}
	if grown := tree() - treeBefore; grown > 64 {
		t.Errorf("the browser grew by %d MiB", grown)
	}
	if n := testutil.ToFloat64(s.metrics.starts["ok"]); n != 1 {
		t.Errorf("%v starts: what is flat is not one browser", n)
	}
	if temp := current(t, s.browser).folder.path; strings.HasPrefix(temp, opts.Browser.TempDir) {
		entries, err := filepath.Glob(filepath.Join(temp, "tmp", "*"))
		if err != nil || len(entries) > 10 {
			t.Errorf("%d temporary files are left, %v", len(entries), err)
		}
	}
}

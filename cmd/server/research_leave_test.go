package main

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/wire"
)

const (
	// gone is how long after its client's leaving research may go on.
	gone = 500 * time.Millisecond
	// researchDepartures of each of five kinds are two hundred in all.
	researchDepartures = 40
)

// A client that leaves an advanced answer takes all of its work with it, at each
// phase, as seen from the other side; and nothing of two hundred such answers is
// left: no process, no folder, no browser context, no goroutine.
func TestLeavingResearch(t *testing.T) {
	const plan = `{"questions": [{"text": "What is expected of Apple?", "kind": "qualitative", "search": "Apple results"}]}`
	const nothing = `{"questions": []}`
	t.Setenv("TMPDIR", t.TempDir())
	l := openLibrary(t)
	w := startResearch(t, l, []string{"QUOTEWIRE_BROWSER=auto"})
	hang := wire.Fault{Kind: wire.Hang}
	http.DefaultClient.CloseIdleConnections()
	warm := runtime.NumGoroutine()
	for _, tt := range []struct {
		name   string
		fields url.Values
		model  []llmtest.Step // of each answer
		engine []wire.Fault
		web    []wire.Fault
		leave  func(t *testing.T, ask func() *stream, lastStep int) time.Duration // asks, and leaves at the right moment
	}{
		{name: "planning", model: []llmtest.Step{llmtest.Hang()}, leave: w.leaveTheModel},
		{name: "searching", model: []llmtest.Step{llmtest.Text(plan, 50)}, engine: []wire.Fault{hang}, leave: leaveAt(l.engine)},
		{name: "reading", model: []llmtest.Step{llmtest.Text(plan, 50)}, web: []wire.Fault{hang}, leave: leaveAt(l.web)},
		{name: "in the browser", fields: url.Values{"current_url": {l.site + "/trap/spin"}}, model: []llmtest.Step{llmtest.Text(nothing, 50)}, leave: w.leaveTheBrowser(l)},
		{name: "writing", fields: url.Values{"page_text": {"Apple grows."}}, model: []llmtest.Step{llmtest.Text(nothing, 50), llmtest.Text(nothing, 50), llmtest.Stall("Apple ")}, leave: w.leaveTheModel},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := l.engine.Set(tt.engine...); err != nil {
				t.Fatal(err)
			}
			if err := l.web.Set(tt.web...); err != nil {
				t.Fatal(err)
			}
			var took []time.Duration
			for range researchDepartures {
				asked := len(w.model.Requests())
				w.model.Add(tt.model...)
				fields := url.Values{"question": {"What is expected of Apple?"}}
				for name, values := range tt.fields {
					fields[name] = values
				}
				transport := &http.Transport{DisableKeepAlives: true}
				ask := func() *stream {
					return openStream(t, &http.Client{Transport: transport}, w.url+"/api/advanced/stream?"+fields.Encode())
				}
				took = append(took, tt.leave(t, ask, asked+len(tt.model)))
				transport.CloseIdleConnections()
			}
			slices.Sort(took)
			t.Logf("from leaving to the end of the work: middle %v, longest %v", took[len(took)/2], took[len(took)-1])
			if middle := took[len(took)/2]; middle > gone {
				t.Errorf("the work goes on for %v after its client has left, want at most %v", middle, gone)
			}
			w.model.WaitOpen(0)
			for _, side := range []side{l.engine, l.web} {
				wait(t, func(ctx context.Context) error { return side.WaitOpen(ctx, 0) })
			}
		})
	}
	eventually(t, "no page is open but those kept ready", func() bool { return w.metric("quotewire_browser_contexts") <= 2 })
	if err := w.app.Stop(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("folders are left: %v, %v", left, err)
	}
	eventually(t, "no process is left", func() bool { return len(children(t)) == 0 })
	eventually(t, "no goroutine is left", func() bool { http.DefaultClient.CloseIdleConnections(); return runtime.NumGoroutine() <= warm })
}

// side is the other side of a request, as the simulated world keeps books of it.
type side interface {
	Open() int
	Cancelled() int
	WaitCancelled(ctx context.Context, n int) error
	WaitOpen(ctx context.Context, n int) error
}

// leaveAt leaves while a side is at work, and gives how long its work went on.
func leaveAt(at side) func(*testing.T, func() *stream, int) time.Duration {
	return func(t *testing.T, ask func() *stream, _ int) time.Duration {
		t.Helper()
		before := at.Cancelled()
		s := ask()
		eventually(t, "the other side is at work", func() bool { return at.Open() > 0 })
		left := s.leave(t)
		wait(t, func(ctx context.Context) error { return at.WaitCancelled(ctx, before+1) })
		return time.Since(left)
	}
}

func (w *walk) leaveTheModel(t *testing.T, ask func() *stream, lastStep int) time.Duration {
	t.Helper()
	s := ask()
	w.model.Arrived(lastStep)
	left := s.leave(t)
	return w.model.Cancelled(lastStep).Sub(left)
}

// leaveTheBrowser leaves while the browser computes on a page without end. The
// page was asked for twice by then: by plain HTTP and by the browser.
func (w *walk) leaveTheBrowser(l library) func(*testing.T, func() *stream, int) time.Duration {
	return func(t *testing.T, ask func() *stream, _ int) time.Duration {
		t.Helper()
		ended := func() float64 { return w.metric(`quotewire_scrape_pages_total{outcome="cancelled",via="browser"}`) }
		before, asked := ended(), l.web.Requests("/trap/spin")
		s := ask()
		eventually(t, "the page is in the browser", func() bool { return l.web.Requests("/trap/spin") >= asked+2 })
		left := s.leave(t)
		eventually(t, "the page is closed", func() bool { return ended() > before })
		return time.Since(left)
	}
}

// children are the processes that this one has started and that have not ended.
func children(t *testing.T) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		b, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, rest, ok := strings.Cut(string(b), ") ") // the name before it may hold blanks
		fields := strings.Fields(rest)
		if ok && len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

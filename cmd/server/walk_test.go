package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// walkNow is Wednesday 19 November 2025, half past two in New York: the session
// is open.
func walkNow() time.Time { return time.Date(2025, 11, 19, 19, 30, 0, 0, time.UTC) }

// walk is a whole server in this process, with everything real in it, between a
// scripted model server and a simulated Yahoo, all on sockets.
type walk struct {
	t     *testing.T
	model *llmtest.Server
	yahoo *yahoo.Server
	app   *app
	url   string
	log   *transcript
}

// startWalk takes more environment than the one it makes.
func startWalk(t *testing.T, environ []string, steps ...llmtest.Step) *walk {
	t.Helper()
	return startWalkIn(t, library{}, environ, steps...)
}

// startWalkIn has a web around it, when there is one.
func startWalkIn(t *testing.T, l library, environ []string, steps ...llmtest.Step) *walk {
	t.Helper()
	return startWalkWith(t, func(a *app) { a.duckduckgo = l.search }, environ, steps...)
}

// startWalkWith has set change the app before it is wired.
func startWalkWith(t *testing.T, set func(*app), environ []string, steps ...llmtest.Step) *walk {
	t.Helper()
	w := &walk{t: t, model: llmtest.New(t, steps...), log: &transcript{}}
	var err error
	if w.yahoo, err = yahoo.New(wire.Options{Now: walkNow}); err != nil {
		t.Fatal(err)
	}
	market := httptest.NewServer(w.yahoo)
	t.Cleanup(func() {
		w.yahoo.Close()
		market.CloseClientConnections()
		market.Close()
	})
	cfg := testConfig(t, append([]string{
		"OPENAI_BASE_URL=" + w.model.URL, "OPENAI_API_KEY=" + llmtest.Key, "QUOTEWIRE_MODEL=" + llmtest.Model,
		"QUOTEWIRE_YAHOO_URL=" + market.URL, "QUOTEWIRE_RATE_LIMIT=0",
	}, environ...)...)
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.app, err = build(cfg, log, func(a *app, cfg config) error {
		a.now, a.parallel = walkNow, 1
		set(a)
		return a.wire(cfg)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.app.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.app.Stop(); err != nil {
			t.Error(err)
		}
	})
	w.url = w.app.URL()
	return w
}

// ask opens a stream over a connection of its own, so that closing it is the
// client's leaving.
func (w *walk) ask(question string) *stream {
	w.t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	w.t.Cleanup(transport.CloseIdleConnections)
	return ask(w.t, &http.Client{Transport: transport}, w.url, question)
}

// leave is the client's going away.
func (s *stream) leave(t *testing.T) time.Time {
	t.Helper()
	left := time.Now()
	s.cancel()
	return left
}

// metric is the value of a series, written as it stands in /metrics.
func (w *walk) metric(series string) float64 {
	w.t.Helper()
	res, err := http.Get(w.url + "/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, series+" "); ok {
			var v float64
			if _, err := fmt.Sscan(rest, &v); err != nil {
				w.t.Fatal(err)
			}
			return v
		}
	}
	w.t.Fatalf("no series %s in /metrics", series)
	return 0
}

// outcomes waits until n answers have ended in an outcome: it is counted after
// the client has seen the end.
func (w *walk) outcomes(outcome string, n float64) {
	w.t.Helper()
	series := `quotewire_streams_total{mode="chat",outcome="` + outcome + `"}`
	eventually(w.t, series, func() bool { return w.metric(series) >= n })
	if got := w.metric(series); got != n {
		w.t.Errorf("%s is %v, want %v", series, got, n)
	}
}

func quoteCall(id, symbol string) llm.ToolCall {
	return llm.ToolCall{ID: id, Name: "quote", Arguments: `{"symbols":["` + symbol + `"]}`}
}

// transcript is a log that tests read while it is written.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *transcript) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// forget drops what was written so far.
func (l *transcript) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = strings.Builder{}
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func historyCall(id, symbol, period string) llm.ToolCall {
	return llm.ToolCall{ID: id, Name: "history", Arguments: `{"symbol":"` + symbol + `","range":"` + period + `"}`}
}

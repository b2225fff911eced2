package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
	"quotewire/internal/session"
	"quotewire/internal/study"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is an answerer written out by a test. It yields until yield says no.
type script func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool)

func (f script) Answer(ctx context.Context, turn answer.Turn) iter.Seq2[answer.Event, error] {
	return func(yield func(answer.Event, error) bool) { f(ctx, turn, yield) }
}

// says answers every question with these deltas.
func says(texts ...string) script {
	return func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		for _, text := range texts {
			if !yield(answer.Delta{Text: text}, nil) {
				return
			}
		}
		yield(answer.Finished{Reason: answer.FinishStop, Answer: strings.Join(texts, "")}, nil)
	}
}

// hangs says one thing and then waits for ctx, as an answer does whose model
// fell silent.
func hangs(text string) script {
	return func(ctx context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		if text != "" && !yield(answer.Delta{Text: text}, nil) {
			return
		}
		<-ctx.Done()
		yield(nil, context.Cause(ctx))
	}
}

// fakeMarket is market data without a market.
type fakeMarket struct {
	fakeDepth
	ticker  *market.Ticker
	history *market.History
	matches []market.Match
	err     error
	asked   chan market.HistoryQuery
}

func (f *fakeMarket) Quote(context.Context, market.Symbol) (*market.Ticker, error) {
	return f.ticker, f.err
}

func (f *fakeMarket) Quotes(_ context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return slices.Repeat([]*market.Ticker{f.ticker}, len(symbols)), slices.Repeat([]error{f.err}, len(symbols))
}

func (f *fakeMarket) History(_ context.Context, q market.HistoryQuery) (*market.History, error) {
	if f.asked != nil {
		f.asked <- q
	}
	return f.history, f.err
}

func (f *fakeMarket) Search(context.Context, string, int) ([]market.Match, error) {
	return f.matches, f.err
}

type historian interface {
	History(context.Context, market.HistoryQuery) (*market.History, error)
}

// fakeStudies gives one report to all, and keeps what was asked.
type fakeStudies struct {
	market historian // of bars without words
	report *study.Report
	bars   *study.Bars
	err    error
	asked  study.Query
	words  string
	zone   *time.Location
}

func (f *fakeStudies) Analyze(_ context.Context, q study.Query) (*study.Report, error) {
	f.asked = q
	return f.report, f.err
}

func (f *fakeStudies) Bars(ctx context.Context, words string, q market.HistoryQuery, zone *time.Location) (*study.Bars, error) {
	if words == "" {
		h, err := f.market.History(ctx, q)
		return &study.Bars{History: h}, err
	}
	f.words, f.zone, f.asked.Symbols = words, zone, []market.Symbol{q.Symbol}
	return f.bars, f.err
}

// fakePages gives one page to all, and keeps what was asked.
type fakePages struct {
	page  scrape.Page
	err   error
	asked scrape.Request
}

func (f *fakePages) Read(_ context.Context, r scrape.Request) (scrape.Page, error) {
	f.asked = r
	return f.page, f.err
}

// world is a Server on a real socket, with what a test looks at.
type world struct {
	*Server
	http     *httptest.Server
	url      string
	shutdown context.CancelCauseFunc
	logs     *logBuffer
	registry *prometheus.Registry
	store    *session.Store
}

type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newWorld(t testing.TB, answers answerer, change ...func(*Options)) *world {
	t.Helper()
	store, err := session.New(session.Options{MaxPerOwner: 2000, BusyWait: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{logs: &logBuffer{}, registry: prometheus.NewRegistry(), store: store}
	o := Options{
		Agent: answers, Sessions: store, Market: &fakeMarket{}, Studies: &fakeStudies{}, Macro: &fakeMacro{}, Research: answers, Pages: &fakePages{}, Models: []string{"small", "large"}, Demo: true, Provider: "Example Data", SimulatedMarket: true, SimulatedSeries: true,
		Logger:     slog.New(LogHandler(slog.NewTextHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		Registerer: w.registry,
	}
	for _, f := range change {
		f(&o)
	}
	if f, ok := o.Studies.(*fakeStudies); ok {
		f.market, _ = o.Market.(historian)
	}
	if w.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	w.SetReady(true)
	w.serve(t)
	return w
}

func (w *world) serve(t testing.TB, change ...func(*http.Server)) {
	base, cancel := context.WithCancelCause(context.Background())
	w.shutdown = cancel
	w.http = httptest.NewUnstartedServer(nil)
	w.Configure(w.http.Config)
	for _, f := range change {
		f(w.http.Config)
	}
	w.http.Config.BaseContext = func(net.Listener) context.Context { return base }
	w.http.Start()
	w.url = w.http.URL
	t.Cleanup(func() {
		cancel(fault.ErrShutdown)
		w.http.Close()
		http.DefaultClient.CloseIdleConnections()
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
}

// event is one event as a client read it.
type event struct{ name, id, data string }

// readEvents hands each event to f until the stream ends or f says stop. It
// returns the error that ended the stream, nil for a clean end.
func readEvents(r io.Reader, f func(event) bool) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 4<<20)
	var e event
	for sc.Scan() {
		line := sc.Text()
		switch {
		case line == "":
			if e.name != "" && !f(e) {
				return nil
			}
			e = event{}
		case strings.HasPrefix(line, "event: "):
			e.name = line[7:]
		case strings.HasPrefix(line, "id: "):
			e.id = line[4:]
		case strings.HasPrefix(line, "data: "):
			e.data = line[6:]
		case strings.HasPrefix(line, ":"):
			if !f(event{name: ":", data: line}) {
				return nil
			}
		default:
			return fmt.Errorf("unexpected line %q", line)
		}
	}
	return sc.Err()
}

// ask posts a question and leaves the response to the caller.
func (w *world) ask(t testing.TB, ctx context.Context, body string) *http.Response {
	t.Helper()
	return w.do(t, ctx, http.MethodPost, "/api/chat/stream", body, nil)
}

func (w *world) do(t testing.TB, ctx context.Context, method, path, body string, header http.Header) *http.Response {
	t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.url+path, in)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		r.Header[k] = v
	}
	if host := header.Get("Host"); host != "" {
		r.Host = host
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// stream asks and reads the whole stream.
func (w *world) events(t testing.TB, body string) ([]event, error) {
	t.Helper()
	resp := w.ask(t, t.Context(), body)
	if resp.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(resp.Body)
		t.Fatalf("status %d: %s", resp.StatusCode, b)
	}
	var all []event
	err := readEvents(resp.Body, func(e event) bool { all = append(all, e); return true })
	return all, err
}

// wantFault checks an error body.
func wantFault(t testing.TB, resp *http.Response, want fault.Code) fault.Data {
	t.Helper()
	var body struct {
		Error fault.Data `json:"error"`
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatalf("not an error body (status %d): %q", resp.StatusCode, raw)
	}
	if body.Error.Code != want || resp.StatusCode != want.Status() {
		t.Errorf("got %d %s, want %s", resp.StatusCode, raw, want)
	}
	if body.Error.RequestID == "" || body.Error.RequestID != resp.Header.Get("X-Request-Id") {
		t.Errorf("request id %q in the body, %q in the header", body.Error.RequestID, resp.Header.Get("X-Request-Id"))
	}
	if resp.Header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type %q", resp.Header.Get("Content-Type"))
	}
	return body.Error
}

// eventually polls for what another goroutine brings about.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline:
			t.Fatalf("did not happen: %s", what)
		case <-tick.C:
		}
	}
}

// outcome waits until the only answer so far has ended.
func (w *world) outcome(t testing.TB) turnData {
	t.Helper()
	eventually(t, "an answer ended", func() bool { return len(w.turns.show()["latest"]) > 0 })
	return w.turns.show()["latest"][0]
}

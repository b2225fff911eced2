package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
)

const hi = `{"question":"Hi"}`

// last is the name of the event that ended a stream, and fails unless it is
// the only done or error.
func last(t testing.TB, events []event) event {
	t.Helper()
	ends := 0
	for _, e := range events {
		if e.name == eventDone || e.name == eventError {
			ends++
		}
	}
	if ends != 1 || len(events) == 0 {
		t.Fatalf("%d terminal events in %v", ends, events)
	}
	e := events[len(events)-1]
	if e.name != eventDone && e.name != eventError {
		t.Fatalf("stream ended in %v", e)
	}
	return e
}

func TestHeartbeat(t *testing.T) {
	beats := make(chan struct{})
	answers := func(ctx context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		if !yield(answer.Delta{Text: "held back", More: true}, nil) { // and then the promise of more is broken
			return
		}
		select {
		case <-beats:
		case <-ctx.Done():
		}
		yield(answer.Finished{}, nil)
	}
	w := newWorld(t, script(answers), func(o *Options) { o.Heartbeat = 20 * time.Millisecond })
	resp := w.ask(t, t.Context(), hi)
	var names []string
	comments := 0
	err := readEvents(resp.Body, func(e event) bool {
		names = append(names, e.name)
		if e.name == ":" {
			if comments++; comments == 3 {
				close(beats)
			}
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(names, " ")
	if !strings.HasPrefix(got, "session delta : : :") || !strings.HasSuffix(got, " done") {
		t.Errorf("got %s", got)
	}
}

// Nothing is held back beyond the moment in which more follows, and a burst
// costs one write.
func TestFlushOnlyWhenNothingFollows(t *testing.T) {
	step := make(chan struct{})
	answers := func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		for range 3 {
			_ = yield(answer.Delta{Text: "a", More: true}, nil) && yield(answer.Delta{Text: "b"}, nil)
			<-step
		}
		_ = yield(answer.Delta{Text: "c", More: true}, nil) && yield(answer.Delta{}, nil) // a flush without text
		<-step
		yield(answer.Finished{}, nil)
	}
	w := newWorld(t, script(answers))
	resp := w.ask(t, t.Context(), hi)
	deltas := 0
	err := readEvents(resp.Body, func(e event) bool {
		if e.name == eventDelta {
			if deltas++; deltas%2 == 0 || deltas == 7 {
				step <- struct{}{} // only now does the answer go on
			}
		}
		return true
	})
	if err != nil || deltas != 7 {
		t.Errorf("%d deltas, %v", deltas, err)
	}
}

// countingWriter counts what reaches the connection.
type countingWriter struct {
	http.ResponseWriter
	writes, flushes, size, largest int
}

func (c *countingWriter) Header() http.Header { return http.Header{} }
func (c *countingWriter) WriteHeader(int)     {}
func (c *countingWriter) FlushError() error   { c.flushes++; return nil }
func (c *countingWriter) Write(b []byte) (int, error) {
	c.writes++
	c.size += len(b)
	c.largest = max(c.largest, len(b))
	return len(b), nil
}
func (c *countingWriter) SetWriteDeadline(time.Time) error { return nil }

func newTestStream(w http.ResponseWriter) *stream {
	return &stream{
		w: w, rc: http.NewResponseController(w), run: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", abandon: func() {},
		buffers: &sync.Pool{New: func() any { b := make([]byte, 0, 1024); return &b }},
		pace:    pacing{Heartbeat: time.Minute, WriteTimeout: time.Minute, LastFrame: time.Second},
	}
}

func TestBurstIsBounded(t *testing.T) {
	w := &countingWriter{}
	s := newTestStream(w)
	s.start(t.Context())
	for range 10_000 {
		if err := s.delta("some text of a burst", true); err != nil {
			t.Fatal(err)
		}
	}
	if w.largest < maxHeld || w.largest > maxHeld+4096 {
		t.Errorf("held back %d bytes, want about %d", w.largest, maxHeld)
	}
	if err := s.event(eventDone, doneData{}); err != nil {
		t.Fatal(err)
	}
	if s.close() != int64(w.size) || s.held != nil || w.writes != w.flushes {
		t.Errorf("sent %d of %d, %d writes, %d flushes", s.sent, w.size, w.writes, w.flushes)
	}
}

// The write deadline cuts a client that does not read, and nobody else.
func TestSlowReaderIsCut(t *testing.T) {
	for _, proto := range []string{"h1", "h2"} {
		t.Run(proto, func(t *testing.T) {
			flood := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
				if turn.Question == "calm" {
					hangs("calm")(ctx, turn, yield)
					return
				}
				text := strings.Repeat("x", 16<<10)
				for yield(answer.Delta{Text: text}, nil) {
				}
			}
			w := newWorld(t, script(flood), func(o *Options) { o.WriteTimeout = 400 * time.Millisecond })
			calm := w.ask(t, t.Context(), `{"question":"calm"}`)
			client := http.DefaultClient
			if proto == "h2" {
				client = h2Client(t)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/chat/stream?question=flood", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
				t.Errorf("outcome %s, %s", turn.Outcome, turn.Error)
			}
			eventually(t, "the log says slow", func() bool { return strings.Contains(w.logs.String(), "slow=true") })
			if n := testutil.ToFloat64(w.metrics.chat.open); n != 1 {
				t.Errorf("%v streams open, want the calm one", n)
			}
			w.shutdown(fault.ErrShutdown)
			var got []event
			if err := readEvents(calm.Body, func(e event) bool { got = append(got, e); return true }); err != nil {
				t.Fatal(err)
			}
			if e := last(t, withoutComments(got)); !strings.Contains(e.data, `"shutdown"`) {
				t.Errorf("the calm stream ended in %v", e)
			}
		})
	}
}

func withoutComments(all []event) (kept []event) {
	for _, e := range all {
		if e.name != ":" {
			kept = append(kept, e)
		}
	}
	return kept
}

func h2Client(t testing.TB) *http.Client {
	p := new(http.Protocols)
	p.SetUnencryptedHTTP2(true)
	tr := &http.Transport{Protocols: p}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func TestMaxAnswer(t *testing.T) {
	w := newWorld(t, hangs("text"), func(o *Options) { o.MaxAnswer = 50 * time.Millisecond })
	events, err := w.events(t, hi)
	if e := last(t, events); err != nil || !strings.Contains(e.data, `"code":"timeout"`) {
		t.Errorf("%v %v", e, err)
	}
	if turn := w.outcome(t); turn.Outcome != outcomeTimeout {
		t.Errorf("outcome %s", turn.Outcome)
	}
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil), fault.Timeout)
}

// Each of many open streams gets its last frame when the server shuts down,
// also one whose client does not read, which is given little time.
func TestShutdownOfOpenStreams(t *testing.T) {
	w := newWorld(t, hangs("text"))
	const n = 50
	results := make(chan error, n)
	var opened sync.WaitGroup
	opened.Add(n)
	for range n {
		resp := w.ask(t, t.Context(), hi)
		go func() {
			var all []event
			err := readEvents(resp.Body, func(e event) bool {
				all = append(all, e)
				if e.name == eventDelta {
					opened.Done()
				}
				return true
			})
			if err == nil && (len(all) != 3 || !strings.Contains(all[2].data, `"code":"shutdown"`)) {
				err = errors.New("got " + all[len(all)-1].data)
			}
			results <- err
		}()
	}
	opened.Wait()
	w.SetReady(false)
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil), fault.Shutdown)
	w.shutdown(fault.ErrShutdown)
	for range n {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	eventually(t, "all are counted", func() bool {
		return testutil.ToFloat64(w.metrics.chat.outcomes.WithLabelValues(modeChat, outcomeShutdown)) == n
	})
	if open := testutil.ToFloat64(w.metrics.chat.open); open != 0 {
		t.Errorf("%v open", open)
	}
}

func TestShutdownFreesABlockedWrite(t *testing.T) {
	blocked := make(chan struct{})
	flood := func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		text := strings.Repeat("x", 16<<10)
		for i := 0; yield(answer.Delta{Text: text}, nil); i++ {
			if i == 64 {
				close(blocked)
			}
		}
	}
	w := newWorld(t, script(flood), func(o *Options) { o.WriteTimeout = time.Hour })
	w.pace.LastFrame = 50 * time.Millisecond
	_ = w.ask(t, t.Context(), hi)
	<-blocked
	w.shutdown(fault.ErrShutdown)
	w.outcome(t)
}

// However an answerer behaves, its stream has one end.
func TestExactlyOneEnd(t *testing.T) {
	fail := errors.New("x")
	type step struct {
		ev  answer.Event
		err error
	}
	fin := step{ev: answer.Finished{Reason: answer.FinishStop}}
	for name, steps := range map[string][]step{
		"nothing":              {},
		"finished":             {fin},
		"error":                {{err: fail}},
		"error then finished":  {{err: fail}, fin},
		"finished then error":  {fin, {err: fail}},
		"finished twice":       {fin, fin},
		"text after finished":  {fin, {ev: answer.Delta{Text: "x"}}},
		"held back at the end": {{ev: answer.Delta{Text: "x", More: true}}, fin},
		"held back, failed":    {{ev: answer.Delta{Text: "x", More: true}}, {err: fail}},
		"invalid tool args":    {{ev: answer.ToolStarted{ID: "a", Args: []byte(`{"a`)}}, fin},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, script(func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
				for _, s := range steps {
					if !yield(s.ev, s.err) {
						return
					}
				}
			}))
			events, err := w.events(t, hi)
			if err != nil {
				t.Fatal(err)
			}
			e := last(t, events)
			if want := strings.Contains(name, "finished") && !strings.HasPrefix(name, "error"); want && e.name != eventDone {
				t.Errorf("ended in %v", e)
			}
			if strings.Contains(name, "held") && events[1].name != eventDelta {
				t.Errorf("lost what was held back: %v", events)
			}
		})
	}
}

// panicWriter panics at its first write.
type panicWriter struct{ countingWriter }

func (panicWriter) Write([]byte) (int, error) { panic("boom") }

// A heartbeat that panics ends its answer and not the process.
func TestHeartbeatPanics(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newTestStream(&panicWriter{})
	s.abandon, s.pace.Heartbeat, s.log = cancel, time.Millisecond, slog.New(slog.DiscardHandler)
	s.start(ctx)
	<-ctx.Done()
	eventually(t, "the cause is known", func() bool { return errors.Is(ending(ctx, nil, s.cause(ctx.Err())), errInternal) })
	s.close()
}

// Nothing is written once a stream is closed, however often its timer fires.
func TestNoWriteAfterClose(t *testing.T) {
	for range 200 {
		w := &countingWriter{}
		s := newTestStream(w)
		s.pace.Heartbeat = time.Microsecond
		s.start(t.Context())
		s.close()
		before := w.writes // a write that came later would also be a race
		if s.lateHeartbeat(); w.writes != before {
			t.Fatal("wrote after close")
		}
	}
}

// lateHeartbeat is a heartbeat that fires late.
func (s *stream) lateHeartbeat() {
	s.pending.Add(1)
	s.heartbeat()
}

func BenchmarkDelta(b *testing.B) {
	for _, more := range []bool{false, true} {
		name := map[bool]string{false: "flushed", true: "burst"}[more]
		b.Run(name, func(b *testing.B) {
			s := newTestStream(&countingWriter{})
			s.start(b.Context())
			defer s.close()
			b.ReportAllocs()
			for b.Loop() {
				if err := s.delta(" the price of Apple rose", more); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A delta through the whole chain on a real socket.
func BenchmarkStream(b *testing.B) {
	for _, more := range []bool{false, true} {
		name := map[bool]string{false: "flushed", true: "burst"}[more]
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, script(func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
				for i := range b.N {
					if !yield(answer.Delta{Text: " the price of Apple rose", More: more && i%64 != 0}, nil) {
						return
					}
				}
				yield(answer.Finished{}, nil)
			}), func(o *Options) { o.Logger = nil })
			b.ReportAllocs()
			resp := w.ask(b, b.Context(), hi)
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				b.Fatal(err)
			}
		})
	}
}

package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/agent"
	"quotewire/internal/llm"
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
	answers := func(ctx context.Context, _ agent.Turn, yield func(agent.Event, error) bool) {
		if !yield(agent.Delta{Text: "held back", More: true}, nil) { // and then the promise of more is broken
			return
		}
		select {
		case <-beats:
		case <-ctx.Done():
		}
		yield(agent.Finished{}, nil)
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
	answers := func(_ context.Context, _ agent.Turn, yield func(agent.Event, error) bool) {
		for range 3 {
			_ = yield(agent.Delta{Text: "a", More: true}, nil) && yield(agent.Delta{Text: "b"}, nil)
			<-step
		}
		_ = yield(agent.Delta{Text: "c", More: true}, nil) && yield(agent.Delta{}, nil) // a flush without text
		<-step
		yield(agent.Finished{}, nil)
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
			flood := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
				if turn.Question == "calm" {
					hangs("calm")(ctx, turn, yield)
					return
				}
				text := strings.Repeat("x", 16<<10)
				for yield(agent.Delta{Text: text}, nil) {
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
			w.shutdown(ErrShutdown)
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

// A client that leaves ends the answer at whatever stage it is, and its turn
// does not become part of the session.
func TestClientLeaves(t *testing.T) {
	for _, stage := range []string{"before the first text", "between deltas", "in a burst"} {
		t.Run(stage, func(t *testing.T) {
			ended := make(chan time.Time, 1)
			answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
				defer func() { ended <- time.Now() }()
				switch stage {
				case "before the first text":
					hangs("")(ctx, turn, yield)
				case "between deltas":
					hangs("one")(ctx, turn, yield)
				default:
					for yield(agent.Delta{Text: "again and again", More: true}, nil) {
					}
				}
			}
			w := newWorld(t, script(answers))
			ctx, leave := context.WithCancel(t.Context())
			resp := w.ask(t, ctx, hi)
			var first event
			if err := readEvents(resp.Body, func(e event) bool { first = e; return stage == "between deltas" && e.name == eventSession }); err != nil {
				t.Fatal(err)
			}
			left := time.Now()
			leave()
			if took := (<-ended).Sub(left); took > 100*time.Millisecond {
				t.Errorf("the answer went on for %v", took)
			}
			if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
				t.Errorf("outcome %s after %v", turn.Outcome, first)
			}
			if n := testutil.ToFloat64(w.metrics.chat.outcomes.WithLabelValues(modeChat, outcomeClientGone)); n != 1 {
				t.Errorf("client_gone counted %v times", n)
			}
		})
	}
}

// A leaving that looks like success is still a leaving.
func TestFinishedAfterLeavingIsNotCommitted(t *testing.T) {
	answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
		<-ctx.Done()
		yield(agent.Finished{Answer: "whole"}, nil)
	}
	w := newWorld(t, script(answers))
	ctx, leave := context.WithCancel(t.Context())
	resp := w.ask(t, ctx, hi)
	id := ""
	if err := readEvents(resp.Body, func(e event) bool { id = e.data; return false }); err != nil {
		t.Fatal(err)
	}
	leave()
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
	_, rest, _ := strings.Cut(id, `"session_id":"`)
	id, _, _ = strings.Cut(rest, `"`)
	eventually(t, "the session is gone", func() bool {
		return w.do(t, t.Context(), http.MethodGet, "/api/sessions/"+id, "", nil).StatusCode == http.StatusNotFound
	})
}

// A client that half-closes counts as gone: net/http cannot tell the two apart.
func TestHalfCloseIsLeaving(t *testing.T) {
	w := newWorld(t, hangs("text"))
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /api/chat/stream?question=Hi HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	if _, err := conn.Read(buf); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
}

// A pipelined request hides from net/http that the client leaves; the
// heartbeat finds out.
func TestHeartbeatFindsTheClientGone(t *testing.T) {
	w := newWorld(t, hangs("text"), func(o *Options) { o.Heartbeat = 20 * time.Millisecond })
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const request = "GET /api/chat/stream?question=Hi HTTP/1.1\r\nHost: x\r\n\r\n"
	if _, err := io.WriteString(conn, request+request); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
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
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil), codeTimeout)
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
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil), codeShutdown)
	w.shutdown(ErrShutdown)
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
	flood := func(_ context.Context, _ agent.Turn, yield func(agent.Event, error) bool) {
		text := strings.Repeat("x", 16<<10)
		for i := 0; yield(agent.Delta{Text: text}, nil); i++ {
			if i == 64 {
				close(blocked)
			}
		}
	}
	w := newWorld(t, script(flood), func(o *Options) { o.WriteTimeout = time.Hour })
	w.pace.LastFrame = 50 * time.Millisecond
	_ = w.ask(t, t.Context(), hi)
	<-blocked
	w.shutdown(ErrShutdown)
	w.outcome(t)
}

// However an answerer behaves, its stream has one end.
func TestExactlyOneEnd(t *testing.T) {
	fail := errors.New("x")
	type step struct {
		ev  agent.Event
		err error
	}
	fin := step{ev: agent.Finished{Reason: llm.FinishStop}}
	for name, steps := range map[string][]step{
		"nothing":              {},
		"finished":             {fin},
		"error":                {{err: fail}},
		"error then finished":  {{err: fail}, fin},
		"finished then error":  {fin, {err: fail}},
		"finished twice":       {fin, fin},
		"text after finished":  {fin, {ev: agent.Delta{Text: "x"}}},
		"held back at the end": {{ev: agent.Delta{Text: "x", More: true}}, fin},
		"held back, failed":    {{ev: agent.Delta{Text: "x", More: true}}, {err: fail}},
		"invalid tool args":    {{ev: agent.ToolStarted{ID: "a", Args: []byte(`{"a`)}}, fin},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, script(func(_ context.Context, _ agent.Turn, yield func(agent.Event, error) bool) {
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

// The turn becomes part of the session once, and only when it was delivered.
func TestSessions(t *testing.T) {
	var histories []int
	answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
		histories = append(histories, len(turn.History))
		if turn.Question == "fail" {
			yield(nil, &llm.Error{Kind: llm.ErrTruncated})
			return
		}
		says("answer")(ctx, turn, yield)
	}
	w := newWorld(t, script(answers))
	events, err := w.events(t, `{"question":"first"}`)
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(events[0].data, `"session_id":"`)
	id, _, _ = strings.Cut(id, `"`)
	for _, q := range []string{"fail", "second"} {
		if _, err := w.events(t, `{"question":"`+q+`","session_id":"`+id+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	if len(histories) != 3 || histories[0] != 0 || histories[1] != 2 || histories[2] != 2 {
		t.Errorf("histories of %v messages", histories)
	}
	c, err := w.store.Show(t.Context(), "ip:127.0.0.1", id)
	if err != nil || len(c.Turns) != 2 || c.Turns[1].Question != "second" || c.Turns[1].Answer != "answer" {
		t.Errorf("session %+v, %v", c, err)
	}
	if resp := w.do(t, t.Context(), http.MethodDelete, "/api/sessions/"+id, "", nil); resp.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), codeNotFound)
}

func TestBusySession(t *testing.T) {
	answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
		if turn.Question == "hang" {
			hangs("x")(ctx, turn, yield)
			return
		}
		says("x")(ctx, turn, yield)
	}
	w := newWorld(t, script(answers))
	events, err := w.events(t, hi)
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(events[0].data, `"session_id":"`)
	id, _, _ = strings.Cut(id, `"`)
	_ = w.ask(t, t.Context(), `{"question":"hang","session_id":"`+id+`"}`)
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), codeSessionBusy)
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
			w := newWorld(b, script(func(_ context.Context, _ agent.Turn, yield func(agent.Event, error) bool) {
				for i := range b.N {
					if !yield(agent.Delta{Text: " the price of Apple rose", More: more && i%64 != 0}, nil) {
						return
					}
				}
				yield(agent.Finished{}, nil)
			}), func(o *Options) { o.Logger = nil })
			b.ReportAllocs()
			resp := w.ask(b, b.Context(), hi)
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				b.Fatal(err)
			}
		})
	}
}

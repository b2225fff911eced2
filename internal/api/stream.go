package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"quotewire/internal/api/fault"
)

// maxHeld bounds what a stream holds back while more is on its way.
const maxHeld = 32 << 10

// maxBesideLast is how much may go out together with the last event. net/http
// writes up to 4 KiB at once, and the last event is far below the rest of that.
const maxBesideLast = 2 << 10

// maxPooled keeps a buffer that one huge event grew, as exhibits are, from staying in
// the pool: what is held back and a delta beside it fit.
const maxPooled = 48 << 10

// pacing says how a stream keeps time. WriteTimeout is longer than Heartbeat:
// over HTTP/2 an expired write deadline ends even a stream that is only idle.
type pacing struct {
	Heartbeat    time.Duration
	WriteTimeout time.Duration
	LastFrame    time.Duration // for the last frame once the server shuts down
}

// stream writes the events of one answer to one client. Its handler and its
// heartbeat share it. Close must be called before the handler returns: nothing
// touches the connection after it.
type stream struct {
	mu      sync.Mutex
	w       http.ResponseWriter
	rc      *http.ResponseController
	buffers *sync.Pool
	log     *slog.Logger
	abandon context.CancelFunc // ends the answer when a heartbeat finds the client gone
	run     string
	pace    pacing

	seq      uint64
	held     *[]byte // from buffers; nil while nothing is held back
	wrote    time.Time
	deadline time.Time
	sent     int64
	err      error // of the first write that failed
	broken   error // why a heartbeat ended the answer
	closed   bool

	beat    *time.Timer
	pending sync.WaitGroup // armed heartbeats and the shutdown hook
	unhook  func() bool
}

// writeError is a client that could not be written to.
type writeError struct {
	slow bool // it did not read in time, rather than leave
	err  error
}

func (e *writeError) Error() string {
	if e.slow {
		return "write to client: too slow: " + e.err.Error()
	}
	return "write to client: " + e.err.Error()
}

func (e *writeError) Unwrap() []error { return []error{errClientGone, e.err} }

// start arms the heartbeat, and the hook that frees a blocked write when the
// server shuts down.
func (s *stream) start(ctx context.Context) {
	s.mu.Lock() // the first heartbeat may fire before its timer is assigned
	defer s.mu.Unlock()
	s.wrote = time.Now()
	s.pending.Add(1)
	s.beat = time.AfterFunc(s.pace.Heartbeat, s.heartbeat)
	s.pending.Add(1)
	s.unhook = context.AfterFunc(ctx, func() {
		defer s.pending.Done()
		if errors.Is(context.Cause(ctx), fault.ErrShutdown) {
			// Not under the mutex: the write to be freed holds it.
			s.setDeadline(time.Now().Add(s.pace.LastFrame))
		}
	})
}

// delta sends a piece of text, or holds it back while more says that the next
// event follows without waiting.
func (s *stream) delta(text string, more bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	if text != "" {
		b := s.buffer()
		s.seq++
		*b = appendDelta(*b, s.run, s.seq, text)
	}
	if more && (s.held == nil || len(*s.held) < maxHeld) {
		return nil
	}
	return s.flush()
}

// event sends an event and everything held back before it.
func (s *stream) event(name string, data any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	b := s.buffer()
	var err error
	if *b, err = appendFrame(*b, name, s.run, s.seq+1, data); err != nil {
		return err
	}
	s.seq++
	return s.flush()
}

// last sends the event that ends the stream. When the server shuts down it
// has little time left for it.
func (s *stream) last(name string, data any, shutdown bool) error {
	if err := s.prepareLast(shutdown); err != nil {
		return err
	}
	return s.event(name, data)
}

// prepareLast sends what is held back when it and the last event may not fit one
// write of net/http: the client could leave once it has read the event, and a
// write that had only the end of its chunk left would fail.
func (s *stream) prepareLast(shutdown bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if shutdown {
		s.pace.WriteTimeout = s.pace.LastFrame
		s.deadline = time.Time{}
	}
	if s.held == nil || len(*s.held) < maxBesideLast {
		return nil
	}
	return s.flush()
}

// close ends the stream for good and waits for its timers. It tells how many
// bytes went out.
func (s *stream) close() int64 {
	if s.unhook() {
		s.pending.Done()
	}
	s.mu.Lock()
	s.closed = true
	if s.beat.Stop() {
		s.pending.Done()
	}
	s.release()
	s.mu.Unlock()
	s.pending.Wait()
	return s.sent
}

// buffer is taken from the pool only while something is to be written, so that
// an idle stream has none.
func (s *stream) buffer() *[]byte {
	if s.held == nil {
		s.held = s.buffers.Get().(*[]byte)
	}
	return s.held
}

func (s *stream) release() {
	if s.held == nil {
		return
	}
	if cap(*s.held) <= maxPooled {
		*s.held = (*s.held)[:0]
		s.buffers.Put(s.held)
	}
	s.held = nil
}

// flush writes what is held back and lets nothing rest in net/http's buffers.
func (s *stream) flush() error {
	if s.held == nil {
		return nil
	}
	now := time.Now()
	if s.deadline.Sub(now) < s.pace.WriteTimeout-refreshEvery(s.pace.WriteTimeout) {
		s.deadline = now.Add(s.pace.WriteTimeout)
		s.setDeadline(s.deadline)
	}
	n, err := s.w.Write(*s.held)
	s.sent += int64(n)
	s.release()
	if err == nil {
		err = s.rc.Flush()
	}
	s.wrote = now
	if err != nil {
		slow := errors.Is(err, os.ErrDeadlineExceeded) || !time.Now().Before(s.deadline)
		s.err = &writeError{slow: slow, err: err}
	}
	return s.err
}

// refreshEvery is how stale a write deadline may get before it is set anew:
// setting it for each frame would cost more than the frame.
func refreshEvery(timeout time.Duration) time.Duration {
	return min(time.Second, timeout/8)
}

// setDeadline has no error worth telling: it fails on a connection that is
// closed, and then the write that follows says so.
func (s *stream) setDeadline(t time.Time) { _ = s.rc.SetWriteDeadline(t) }

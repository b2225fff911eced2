package scrape

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"quotewire/internal/extract"
	"quotewire/internal/fairqueue"
)

// readers make text of what sites sent, in processes of their own: the libraries
// that do it have no bound of time or memory, and only a process can be ended.
//
// What cannot be done quickly is done again in a lane of its own, so that pages
// that are heavy, or were built to be, keep no other waiting.
type readers struct {
	quick, long *lane
	starts      *starts
}

// starts is how the last start of a process ended.
type starts struct {
	mu    sync.Mutex
	err   error     // nil: it started
	since time.Time // when they began to fail
}

func (s *starts) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.since = time.Now()
	}
	s.err = err
}

// problem is why the last start failed and since when they do, nil when it did not.
func (s *starts) problem() (since time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		return time.Time{}, nil
	}
	return s.since, fmt.Errorf("%w: %w", ErrReader, s.err)
}

// Most pages take a few milliseconds and a few MiB. The annual report of a large
// company takes a second or two.
const (
	quickPlaces = 2
	quickTime   = 300 * time.Millisecond
	quickMemory = 64 << 20
	longPlaces  = 1
	longTime    = 8 * time.Second
	longMemory  = 224 << 20
	longWaiting = 32
)

// extractTime is what making text of one page costs at most, waits not counted.
const extractTime = quickTime + longTime

func newReaders(command []string, m *readerMetrics, log *slog.Logger) *readers {
	s := &starts{}
	return &readers{
		starts: s,
		quick:  &lane{starts: s, command: command, places: fairqueue.New(quickPlaces, 0), time: quickTime, memory: quickMemory, growth: 400, metrics: m, log: log},
		long:   &lane{starts: s, command: command, places: fairqueue.New(longPlaces, longWaiting), time: longTime, memory: longMemory, growth: 100, metrics: m, log: log},
	}
}

// read is what response says. Its errors are those of the package, and ctx's cause.
func (p *readers) read(ctx context.Context, response extract.Response) (extract.Document, error) {
	a, err := p.quick.read(ctx, response)
	if errors.Is(err, errSlow) || errors.Is(err, errBroken) {
		a, err = p.long.read(ctx, response)
	}
	switch {
	case ctx.Err() != nil:
		return extract.Document{}, context.Cause(ctx)
	case errors.Is(err, errSlow):
		return extract.Document{}, wrap(ErrUnsupported, "it takes too long to parse")
	case errors.Is(err, errBroken):
		return extract.Document{}, wrap(ErrUnsupported, "it takes too much memory to parse, or cannot be parsed")
	case errors.Is(err, fairqueue.ErrFull):
		return extract.Document{}, wrap(ErrBusy, "too many pages wait to be parsed")
	case err != nil:
		return extract.Document{}, err
	case a.Unsupported != "":
		return extract.Document{}, wrap(ErrUnsupported, a.Unsupported)
	case a.TooLarge != "":
		return extract.Document{}, wrap(ErrTooLarge, a.TooLarge)
	}
	return a.Document, nil
}

// close ends all processes and waits for them. Nobody reads any more, and who
// comes later gets ErrClosed.
func (p *readers) close() {
	p.quick.close()
	p.long.close()
}

// idleFor is how long a process is kept for the next page.
const idleFor = 30 * time.Second

// errSlow is a page that takes longer than it may.
var errSlow = errors.New("page takes too long")

// lane is a number of processes with the same limits.
type lane struct {
	command []string
	places  *fairqueue.Queue
	time    time.Duration // for one page
	memory  uint64        // of a process, in bytes, beside what it has when it is ready
	growth  int           // of its heap before it is cleared, in percent
	metrics *readerMetrics
	starts  *starts
	log     *slog.Logger

	mu      sync.Mutex
	idle    []*idleReader
	closed  bool
	running sync.WaitGroup // what has to end before the lane is closed
}

// idleReader is a process that nobody uses, until its time is over.
type idleReader struct {
	*reader
	timer *time.Timer
}

// read has a process read response: one that is idle, else a new one.
func (l *lane) read(ctx context.Context, response extract.Response) (extract.Answer, error) {
	leave, err := l.places.Enter(ctx)
	if err != nil {
		return extract.Answer{}, err
	}
	defer leave()
	if !l.begin() {
		return extract.Answer{}, ErrClosed
	}
	defer l.running.Done()
	r := l.take()
	if r == nil {
		r, err = startReader(l.command, l.memory, l.growth)
		l.starts.note(err)
		if err != nil {
			l.metrics.failed.Inc()
			l.log.ErrorContext(ctx, "process that reads pages does not start", "error", err)
			return extract.Answer{}, wrap(ErrUnavailable, "the reader of pages does not start")
		}
		l.metrics.running.Inc()
	}
	bounded, cancel := context.WithTimeoutCause(ctx, l.time, errSlow)
	defer cancel()
	a, err := r.read(bounded, response)
	if err == nil && !a.Last && bounded.Err() == nil {
		l.keep(r)
		return a, nil
	}
	l.end(r, l.metrics.reason(ctx, err))
	return a, err
}

// begin counts something that close has to wait for, unless it is too late.
func (l *lane) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.running.Add(1)
	return true
}

// take is an idle process, the one used last; nil when there is none.
func (l *lane) take() *reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.idle) == 0 {
		return nil
	}
	last := l.idle[len(l.idle)-1]
	l.idle = l.idle[:len(l.idle)-1]
	last.timer.Stop()
	return last.reader
}

// keep makes a process idle.
func (l *lane) keep(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := &idleReader{reader: r}
	i.timer = time.AfterFunc(idleFor, func() { l.expire(i) })
	l.idle = append(l.idle, i)
}

// expire ends a process that was idle for too long.
func (l *lane) expire(i *idleReader) {
	l.mu.Lock()
	at := slices.Index(l.idle, i)
	if at < 0 { // it was taken meanwhile
		l.mu.Unlock()
		return
	}
	l.idle = slices.Delete(l.idle, at, at+1)
	l.running.Add(1)
	l.mu.Unlock()
	defer l.running.Done()
	l.end(i.reader, endIdle)
}

func (l *lane) end(r *reader, reason string) {
	r.end()
	l.metrics.running.Dec()
	l.metrics.ends[reason].Inc()
}

func (l *lane) close() {
	l.mu.Lock()
	l.closed = true
	idle := l.idle
	l.idle = nil
	l.mu.Unlock()
	for _, i := range idle {
		i.timer.Stop()
		l.end(i.reader, endClosed)
	}
	l.running.Wait()
}

package market

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// mostWaiting is how many answers wait to be written. They are in memory anyway;
	// more are dropped, which costs nobody an answer.
	mostWaiting = 256
	// writtenAtOnce is how many go to the store together, which may take them in one go.
	writtenAtOnce = 16
	// largestKept is the most bytes of an answer that is kept.
	largestKept = 1 << 20
	// storeTime bounds one question to the store, and what Close waits for writes.
	storeTime = time.Second
	// storeRest is how long a store that failed is left alone: none of the answers in
	// it waits for one that is away.
	storeRest = 5 * time.Second
)

// lastKnown writes answers to a Store behind their load, and reads them.
type lastKnown struct {
	store   Store
	terms   map[string]time.Duration
	now     func() time.Time
	logger  *slog.Logger
	metrics storeMetrics
	base    context.Context // of writes
	cancel  context.CancelFunc
	running sync.WaitGroup // the writer, while anything waits

	mu      sync.Mutex
	waiting []write
	writing bool // a writer runs
	closed  bool
	failing [2]bool   // by operation
	rests   time.Time // until when the store is left alone
}

// write is an answer that waits to be written.
type write struct {
	bucket, key string
	until       time.Time
	pack        func() []byte
}

// operation is what is asked of a store.
type operation int

const (
	reading operation = iota
	writing
)

// newLastKnown is nil without a store.
func newLastKnown(o Options) *lastKnown {
	if o.Store == nil {
		return nil
	}
	s := &lastKnown{store: o.Store, terms: termsOf(o.Sources), now: o.Now, logger: o.Logger, metrics: newStoreMetrics(o.Registerer)}
	s.base, s.cancel = context.WithCancel(context.Background())
	return s
}

// push has w written by and by.
func (s *lastKnown) push(w write) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.waiting) >= mostWaiting || time.Now().Before(s.rests) {
		s.metrics.dropped.Inc()
		return
	}
	s.waiting = append(s.waiting, w)
	if !s.writing {
		s.writing = true
		s.running.Go(s.write)
	}
}

// write is the one writer: it ends when nothing waits any more.
func (s *lastKnown) write() {
	for batch := s.next(); len(batch) > 0; batch = s.next() {
		var together sync.WaitGroup
		for _, w := range batch {
			together.Go(func() { s.put(w) })
		}
		together.Wait()
	}
}

// next is what is written now.
func (s *lastKnown) next() []write {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base.Err() != nil || time.Now().Before(s.rests) {
		s.metrics.dropped.Add(float64(len(s.waiting)))
		s.waiting = nil
	}
	n := min(len(s.waiting), writtenAtOnce)
	batch := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	s.writing = n > 0
	return batch
}

func (s *lastKnown) put(w write) {
	defer func() {
		if p := recover(); p != nil {
			s.metrics.unwritten.Inc()
			s.logger.Error("panic while keeping market data", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	value := w.pack()
	if len(value) > largestKept {
		s.metrics.large.Inc()
		return
	}
	ctx, cancel := context.WithTimeout(s.base, storeTime)
	defer cancel()
	if err := s.store.Put(ctx, w.bucket, w.key, value, w.until); err != nil {
		s.metrics.unwritten.Inc()
		s.failed(writing, err, s.base)
		return
	}
	s.metrics.written.Inc()
	s.works(writing)
}

// get is what the store has, nil for nothing and where it fails.
func (s *lastKnown) get(ctx context.Context, bucket, key string) []byte {
	s.mu.Lock()
	left := s.closed || time.Now().Before(s.rests)
	s.mu.Unlock()
	if left {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	value, err := s.store.Get(limited, bucket, key)
	switch {
	case err != nil:
		s.metrics.unread.Inc()
		s.failed(reading, err, ctx)
		return nil
	case value == nil:
		s.metrics.none.Inc()
	default:
		s.metrics.found.Inc()
	}
	s.works(reading)
	return value
}

// failed remembers that an operation failed, unless its caller had left. The first of
// a row leaves a record.
func (s *lastKnown) failed(o operation, err error, caller context.Context) {
	if caller.Err() != nil {
		return
	}
	if s.mark(o, true) {
		s.logger.Warn("store is lost: answers go on, and none is kept for later or found from before", "error", err)
	}
}

// works remembers that an operation went well. A store that can be written can be
// read; of a full one the opposite is not true.
func (s *lastKnown) works(o operation) {
	if s.mark(o, false) {
		s.logger.Info("store is back")
	}
}

// mark says whether the store is lost with it, or back.
func (s *lastKnown) mark(o operation, failing bool) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.failing
	s.failing[o] = failing
	switch {
	case failing:
		s.rests = time.Now().Add(storeRest)
		s.metrics.up.Set(0)
	case o == writing:
		s.failing[reading] = false
	}
	lost := s.failing != [2]bool{}
	if !lost {
		s.metrics.up.Set(1)
	}
	return lost != (before != [2]bool{})
}

// close writes what waits, for a while, then drops it.
func (s *lastKnown) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	late := time.AfterFunc(storeTime, s.cancel)
	defer late.Stop()
	s.running.Wait()
	s.cancel()
}

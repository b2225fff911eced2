package store

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

// Client writes to a Store behind its callers, and reads it. None of them waits for a
// store that is away, or is told that it is. It is safe for concurrent use.
type Client struct {
	store   Store
	logger  *slog.Logger
	metrics metrics
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

// NewClient makes one. It asks the store for nothing by itself.
func NewClient(s Store, logger *slog.Logger, reg Registerer) *Client {
	c := &Client{store: s, logger: logger, metrics: newMetrics(reg)}
	c.base, c.cancel = context.WithCancel(context.Background())
	return c
}

// Put has what pack makes written under key by and by, until a moment.
func (c *Client) Put(bucket, key string, until time.Time, pack func() []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(c.waiting) >= mostWaiting || time.Now().Before(c.rests) {
		c.metrics.dropped.Inc()
		return
	}
	c.waiting = append(c.waiting, write{bucket, key, until, pack})
	if !c.writing {
		c.writing = true
		c.running.Go(c.write)
	}
}

// write is the one writer: it ends when nothing waits any more.
func (c *Client) write() {
	for batch := c.next(); len(batch) > 0; batch = c.next() {
		var together sync.WaitGroup
		for _, w := range batch {
			together.Go(func() { c.put(w) })
		}
		together.Wait()
	}
}

// next is what is written now.
func (c *Client) next() []write {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base.Err() != nil || time.Now().Before(c.rests) {
		c.metrics.dropped.Add(float64(len(c.waiting)))
		c.waiting = nil
	}
	n := min(len(c.waiting), writtenAtOnce)
	batch := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	c.writing = n > 0
	return batch
}

func (c *Client) put(w write) {
	defer func() {
		if p := recover(); p != nil {
			c.metrics.unwritten.Inc()
			c.logger.Error("panic while writing to the store", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	value := w.pack()
	if len(value) > largestKept {
		c.metrics.large.Inc()
		return
	}
	ctx, cancel := context.WithTimeout(c.base, storeTime)
	defer cancel()
	if err := c.store.Put(ctx, w.bucket, w.key, value, w.until); err != nil {
		c.metrics.unwritten.Inc()
		c.failed(writing, err, c.base)
		return
	}
	c.metrics.written.Inc()
	c.works(writing)
}

// Get is what the store has, nil for nothing and where it fails.
func (c *Client) Get(ctx context.Context, bucket, key string) []byte {
	c.mu.Lock()
	left := c.closed || time.Now().Before(c.rests)
	c.mu.Unlock()
	if left {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	value, err := c.store.Get(limited, bucket, key)
	switch {
	case err != nil:
		c.metrics.unread.Inc()
		c.failed(reading, err, ctx)
		return nil
	case value == nil:
		c.metrics.none.Inc()
	default:
		c.metrics.found.Inc()
	}
	c.works(reading)
	return value
}

// failed remembers that an operation failed, unless its caller had left. The first of
// a row leaves a record.
func (c *Client) failed(o operation, err error, caller context.Context) {
	if caller.Err() != nil {
		return
	}
	if c.mark(o, true) {
		c.logger.Warn("store is lost: answers go on, and none is kept for later or found from before", "error", err)
	}
}

// works remembers that an operation went well. A store that can be written can be
// read; of a full one the opposite is not true.
func (c *Client) works(o operation) {
	if c.mark(o, false) {
		c.logger.Info("store is back")
	}
}

// mark says whether the store is lost with it, or back.
func (c *Client) mark(o operation, failing bool) (changed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.failing
	c.failing[o] = failing
	switch {
	case failing:
		c.rests = time.Now().Add(storeRest)
		c.metrics.up.Set(0)
	case o == writing:
		c.failing[reading] = false
	}
	lost := c.failing != [2]bool{}
	if !lost {
		c.metrics.up.Set(1)
	}
	return lost != (before != [2]bool{})
}

// Close writes what waits, for a while, then drops it. It does not close the store.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	late := time.AfterFunc(storeTime, c.cancel)
	defer late.Stop()
	c.running.Wait()
	c.cancel()
}

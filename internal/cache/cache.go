// Package cache keeps the answers of slow sources in memory, under hard caps.
//
// A [Cache] is capped by entries and by bytes at once, because a cap on entries
// alone says nothing about memory: a thousand tickers weigh a megabyte or ten
// gigabytes. A value dies of age alone: a read never extends its life, or the
// most wanted value would be the one that is never fresh. Any number of callers
// of one key share one load, which belongs to none of them: it goes on when the
// caller that began it leaves, and is cancelled when the last one does.
//
// The cache refuses to store failures, values larger than its byte cap and
// values without a time to live: these are handed to whoever waits for them and
// forgotten. It starts no goroutine of its own. Values that outlived their time
// go when their key is read, when any value is stored, when the cache is
// measured, and at the latest when the caps need the room.
package cache

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Item is a cached value with its age.
type Item[V any] struct {
	Value V
	Age   time.Duration // since it was loaded
	// Stale says that the value outlived its time to live and is served because
	// the source refuses us.
	Stale bool
}

// Cache is a bounded, expiring memory of values that a load can fetch again.
// Values are shared between callers, who must not change them. It is safe for
// concurrent use.
type Cache[V any] struct {
	opts    Options[V]
	entries entries[V]
	metrics metrics
	closed  atomic.Bool

	mu      sync.Mutex              // guards the maps, the flights' waiters, and every change of entries
	flights map[string]*flight[V]   // those that callers of a key may join
	aloft   map[*flight[V]]struct{} // all whose load has not returned
	running sync.WaitGroup
}

// New makes an empty cache. It refuses incomplete options, naming each field.
// The caller must Close it.
func New[V any](opts Options[V]) (*Cache[V], error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	c := &Cache[V]{
		opts:    opts,
		entries: newEntries[V](opts.Entries, opts.Bytes),
		flights: make(map[string]*flight[V]),
		aloft:   make(map[*flight[V]]struct{}),
	}
	c.metrics = newMetrics(opts.Registerer, opts.Name, c.Len, c.Bytes)
	return c, nil
}

// Get is the value of key: from memory while it lives, else from load. While a
// load of key runs, its outcome is shared and load is not called.
//
// load runs on its own goroutine with the values of the first caller's ctx but
// not its end: its ctx ends after Options.LoadTimeout, when every caller left
// ([ErrAbandoned]) and when the cache closes. load must return then. A panic or
// runtime.Goexit in load is a [*PanicError]. Nothing of a failure is kept: the
// next caller tries again.
//
// Get returns the cause of ctx as soon as ctx ends. Its error matches
// context.Canceled or context.DeadlineExceeded because of the end of ctx, or
// because load brought one from elsewhere, never because the shared load was
// stopped: that is [ErrLoadTimeout] or [ErrClosed].
func (c *Cache[V]) Get(ctx context.Context, key string, load func(context.Context) (V, error)) (Item[V], error) {
	if c.closed.Load() {
		return Item[V]{}, ErrClosed
	}
	if item, ok := c.entries.fresh(key); ok {
		c.metrics.hits.Inc()
		return item, nil
	}
	if ctx.Err() != nil {
		return Item[V]{}, context.Cause(ctx)
	}
	f, item, err := c.board(ctx, key, func() func(context.Context) (V, error) { return load })
	if f == nil {
		return item, err
	}
	return c.wait(ctx, f)
}

// Kept is the value of key that is held, though it may have outlived its time to
// live, for a load that can ask its source whether that value is still good. It
// counts neither as a hit nor as a miss.
func (c *Cache[V]) Kept(key string) (Item[V], bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.kept(key)
}

// Len is the number of values held, those kept only for a refusing source
// included.
func (c *Cache[V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.purge()
	return c.entries.len()
}

// Bytes is the summed cost of the values that Len counts. It walks them all.
func (c *Cache[V]) Bytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.purge()
	return c.entries.bytes()
}

// Delete forgets the value of key. A load of it that is running goes on for its
// callers, but its value is not stored: nothing read after Delete was loaded
// before it.
func (c *Cache[V]) Delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flights, key)
	c.entries.remove(key)
}

// Close cancels every load, waits until all have returned and lets go of the
// values. Callers that still wait get ErrClosed, as does every later Get. It
// may be called more than once.
func (c *Cache[V]) Close() {
	c.mu.Lock()
	c.closed.Store(true)
	for f := range c.aloft {
		f.cancel(ErrClosed)
	}
	c.mu.Unlock()

	c.running.Wait()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.clear()
}

package cache

import (
	"context"
	"runtime/debug"
	"strings"
	"time"
)

// load fetches one value.
type load[V any] = func(ctx context.Context) (V, error)

// flight is one running load and those who wait for it.
type flight[V any] struct {
	key     string
	cancel  context.CancelCauseFunc
	stopped <-chan struct{}       // closed when the load's ctx has ended
	waiters int                   // guarded by Cache.mu; never 0 while callers may join
	join    func(context.Context) // takes the ctx of each caller after the first

	began     time.Time
	meanwhile *meanwhile

	done chan struct{} // closed when item and err are final
	item Item[V]
	err  error
}

// wait waits for the end of f or that of ctx, or until there is something else to be had.
func (c *Cache[V]) wait(ctx context.Context, f *flight[V]) (Item[V], error) {
	passed, stop := c.patience(f)
	defer stop()
	late := false
	for waiting := true; waiting; {
		changed, said := f.meanwhile.said()
		if late && said != nil { // it stays a waiter, so that the load goes on
			return c.instead(ctx, f, said)
		}
		select {
		case <-f.done:
			waiting = false
		case <-ctx.Done():
			c.leave(f)
			return Item[V]{}, context.Cause(ctx)
		case <-changed:
		case <-passed:
			late = true
		}
	}
	if f.item.Stale {
		c.metrics.staleServes.Inc()
	}
	return f.item, f.err
}

// board makes the caller a waiter of a flight of key, which begins with the load
// that needed gives where there is none. The flight is nil when the value landed
// meanwhile or the cache closed.
func (c *Cache[V]) board(ctx context.Context, key string, needed func() load[V]) (*flight[V], Item[V], error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed.Load() {
		return nil, Item[V]{}, ErrClosed
	}
	f := c.flights[key]
	if f == nil {
		if item, ok := c.entries.fresh(key); ok {
			c.metrics.hits.Inc()
			return nil, item, nil
		}
	}
	c.metrics.misses.Inc()
	if f == nil || f.isStopped() {
		f = c.takeOff(ctx, key, needed())
	} else {
		f.join(ctx)
	}
	f.waiters++
	return f, Item[V]{}, nil
}

// isStopped says that the load was told to end but has not done so yet: joining
// it would be to share its failure, and to hang if it ignores its ctx.
func (f *flight[V]) isStopped() bool {
	select {
	case <-f.stopped:
		return true
	default:
		return false
	}
}

// takeOff begins a load of key. Cache.mu is held, and the cache is not closed,
// so that Close cannot miss the goroutine.
func (c *Cache[V]) takeOff(ctx context.Context, key string, load load[V]) *flight[V] {
	ctx, join := c.opts.share(context.WithoutCancel(ctx))
	ctx, cancel := context.WithCancelCause(ctx)
	ctx, release := context.WithTimeoutCause(ctx, c.opts.LoadTimeout, ErrLoadTimeout)
	meanwhile := &meanwhile{changed: make(chan struct{})}
	ctx = context.WithValue(ctx, meanwhileKey{}, meanwhile)
	f := &flight[V]{
		key:       strings.Clone(key), // it may be a slice of a whole request body
		cancel:    cancel,
		join:      join,
		stopped:   ctx.Done(),
		began:     time.Now(),
		meanwhile: meanwhile,
		done:      make(chan struct{}),
	}
	c.flights[f.key] = f
	c.aloft[f] = struct{}{}
	c.running.Go(func() {
		defer cancel(nil)
		defer release()
		c.fly(ctx, f, load)
	})
	return f
}

// fly runs load and lands f, whatever load does.
func (c *Cache[V]) fly(ctx context.Context, f *flight[V], load load[V]) {
	var r result[V]
	returned := false
	defer func() {
		if !returned {
			// recover is nil after runtime.Goexit, which needs its waiters told as well.
			r = result[V]{err: &PanicError{Value: recover(), Stack: debug.Stack()}}
		}
		c.land(f, r)
	}()
	r = c.attempt(ctx, f.key, load)
	returned = true
}

// result is what came of a load.
type result[V any] struct {
	entry   *entry[V]     // with err set: what the backing had
	lasts   time.Duration // how long that is good for
	err     error
	refused bool
}

// attempt calls everything that is not ours: it may panic.
func (c *Cache[V]) attempt(ctx context.Context, key string, load load[V]) result[V] {
	v, err := load(ctx)
	if err != nil {
		r := result[V]{err: err, refused: c.opts.StaleFor > 0 && c.opts.Refused(err)}
		if ctx.Err() != nil {
			r.err = &stoppedError{cause: context.Cause(ctx), err: err}
		}
		if r.refused {
			r.entry, r.lasts = c.recall(ctx, key)
		}
		return r
	}
	if c.opts.Backing != nil {
		c.opts.Backing.Keep(key, v)
	}
	e := &entry[V]{value: v, cost: max(0, c.opts.Cost(key, v)), loaded: time.Now()}
	if ttl := c.opts.TTL(v); ttl > 0 {
		e.ttl = jitter(ttl)
	}
	return result[V]{entry: e}
}

// land takes f out of the air, stores its value and wakes its waiters.
func (c *Cache[V]) land(f *flight[V], r result[V]) {
	defer close(f.done)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.aloft, f)
	// A flight that was abandoned, replaced or deleted stores nothing: a later
	// one may have landed already.
	current := c.flights[f.key] == f
	if current {
		delete(c.flights, f.key)
	}
	if r.err == nil {
		f.item = Item[V]{Value: r.entry.value}
		if current {
			c.store(f.key, r.entry)
		}
		return
	}
	f.err = r.err
	if !r.refused {
		return
	}
	if old, ok := c.entries.kept(f.key); ok {
		f.item, f.err = old, nil
		return
	}
	if r.entry == nil {
		return
	}
	f.item, f.err = r.entry.item(), nil
	if current && r.entry.cost <= c.opts.Bytes {
		c.metrics.evictions.Add(float64(c.entries.put(f.key, r.entry, r.lasts)))
	}
}

// store keeps e if it may be kept. Else the older value of key goes as well: it
// has been superseded, and would come back as a stale one.
func (c *Cache[V]) store(key string, e *entry[V]) {
	if e.ttl <= 0 || e.cost > c.opts.Bytes {
		c.entries.remove(key)
		return
	}
	c.metrics.evictions.Add(float64(c.entries.put(key, e, c.opts.StaleFor)))
}

// leave ends a wait. The last to leave ends the load, under the same lock under
// which callers join: nobody can join a load that is about to be cancelled.
func (c *Cache[V]) leave(f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if f.waiters > 0 {
		return
	}
	if c.flights[f.key] == f {
		delete(c.flights, f.key)
	}
	f.cancel(ErrAbandoned)
}

package cache

import (
	"context"
	"sync"
	"sync/atomic"
)

// GetAll is Get of several keys, of which those that are neither held nor being
// loaded are loaded together: all is called at most once, with these keys, and gives
// a value or an error for each. What it gives for a key lands as if that had been
// asked for alone, and others can wait for it alone. Its ctx ends when nobody waits
// for any of its keys any more.
func (c *Cache[V]) GetAll(ctx context.Context, keys []string, all func(ctx context.Context, keys []string) ([]V, []error)) ([]Item[V], []error) {
	items, errs := make([]Item[V], len(keys)), make([]error, len(keys))
	flights := make([]*flight[V], len(keys))
	shared, _ := c.opts.share(ctx) // of all keys, so that who waits for one joins the one load
	t := newTogether(shared, all)
	for i, key := range keys {
		if errs[i] = context.Cause(ctx); errs[i] == nil {
			flights[i], items[i], errs[i] = c.board(shared, key, func() load[V] { return t.add(key) })
		}
	}
	close(t.known)
	for i, f := range flights {
		if f != nil {
			items[i], errs[i] = c.wait(ctx, f)
		}
	}
	return items, errs
}

// together is one load of several keys, each of which is a flight of its own.
type together[V any] struct {
	keys   []string
	known  chan struct{} // closed when keys is final
	begun  atomic.Bool
	done   chan struct{} // closed when the outcome is there
	wanted atomic.Int32  // of keys
	cancel context.CancelCauseFunc
	// outcome runs the load once and gives what came of it, a panic too, to all.
	outcome func() ([]V, []error)
}

func newTogether[V any](ctx context.Context, all func(context.Context, []string) ([]V, []error)) *together[V] {
	t := &together[V]{known: make(chan struct{}), done: make(chan struct{})}
	// What it says Meanwhile is heard by nobody: its keys are waited for together.
	ctx = context.WithValue(ctx, meanwhileKey{}, nil)
	ctx, t.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	t.outcome = sync.OnceValues(func() ([]V, []error) {
		defer t.cancel(nil)
		return all(ctx, t.keys)
	})
	return t
}

// add is the load of one key: the first to run is that of all, for which the others
// wait.
func (t *together[V]) add(key string) load[V] {
	i := len(t.keys)
	t.keys = append(t.keys, key)
	t.wanted.Add(1)
	return func(ctx context.Context) (v V, err error) {
		<-t.known
		defer context.AfterFunc(ctx, func() { t.drop(context.Cause(ctx)) })()
		if t.begun.CompareAndSwap(false, true) {
			defer close(t.done)
		} else {
			select {
			case <-t.done:
			case <-ctx.Done():
				return v, context.Cause(ctx)
			}
		}
		values, errs := t.outcome()
		return values[i], errs[i]
	}
}

// drop takes away one who wanted the outcome; the last one ends the load.
func (t *together[V]) drop(cause error) {
	if t.wanted.Add(-1) == 0 {
		t.cancel(cause)
	}
}

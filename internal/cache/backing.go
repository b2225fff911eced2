package cache

import (
	"context"
	"time"
)

// Backing keeps values for longer than a cache, or than its process. Its methods are
// called by loads, many at once.
type Backing[V any] interface {
	// Keep is told each value that a load gave. It must not wait.
	Keep(key string, v V)
	// Recall is what was kept of key, asked for where the source refused a load and
	// the cache has nothing. It must end with ctx.
	Recall(ctx context.Context, key string) (old Old[V], ok bool)
}

// Old is a value from a Backing.
type Old[V any] struct {
	Value V
	Age   time.Duration // since it was loaded
	Lasts time.Duration // how long it is still better than nothing
}

// recall is what the backing has of key, nil for nothing: where the cache has a
// value that is served in place of it, and where nobody waits any more, it is not asked.
// The value is stale from the beginning: the next load asks the source first.
func (c *Cache[V]) recall(ctx context.Context, key string) (*entry[V], time.Duration) {
	if c.opts.Backing == nil || ctx.Err() != nil {
		return nil, 0
	}
	if _, held := c.Kept(key); held {
		return nil, 0
	}
	old, ok := c.opts.Backing.Recall(ctx, key)
	if !ok || old.Lasts <= 0 {
		return nil, 0
	}
	e := &entry[V]{value: old.Value, cost: max(0, c.opts.Cost(key, old.Value)), loaded: time.Now().Add(-old.Age)}
	return e, min(old.Lasts, longest)
}

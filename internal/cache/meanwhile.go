package cache

import (
	"context"
	"sync"
	"time"
)

// meanwhile is what a load that goes on lets those have who wait for it.
type meanwhile struct {
	mu      sync.Mutex
	err     error
	changed chan struct{} // closed when err is another
}

type meanwhileKey struct{}

// Meanwhile is called by a load with its ctx where the rest of it may take long: who has
// waited for Options.Patience has the old value of the key, and where there is none err.
// The load goes on, for those who ask next.
func Meanwhile(ctx context.Context, err error) {
	m, ok := ctx.Value(meanwhileKey{}).(*meanwhile)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *meanwhile) said() (changed <-chan struct{}, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed, m.err
}

// patience is a channel that gets something when who waits for f has waited for long
// enough, counted from the load's beginning.
func (c *Cache[V]) patience(f *flight[V]) (passed <-chan time.Time, stop func() bool) {
	if c.opts.Patience <= 0 {
		return nil, func() bool { return true }
	}
	timer := time.NewTimer(time.Until(f.began.Add(c.opts.Patience)))
	return timer.C, timer.Stop
}

// instead is what who waits for f has in place of a value that does not come: the old one,
// else what the load said.
func (c *Cache[V]) instead(ctx context.Context, f *flight[V], said error) (Item[V], error) {
	item, ok := c.Kept(f.key)
	if !ok {
		e, _ := c.recall(ctx, f.key)
		if e == nil {
			return Item[V]{}, said
		}
		item = e.item()
	}
	if item.Stale {
		c.metrics.staleServes.Inc()
	}
	return item, nil
}

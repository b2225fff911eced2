package scrape

import (
	"context"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/semaphore"
)

const (
	// maxHosts is how many hosts are remembered. The one silent for longest is
	// forgotten, which at worst is to ask it once too soon.
	maxHosts = 2048
	// maxTurn is how long a page may have to wait for its turn at a host before
	// it is better to say so.
	maxTurn = 10 * time.Second
)

// hosts keeps us from pressing any one host: a number of pages at once, and a
// delay between their beginnings.
type hosts struct {
	concurrency int64
	delay       time.Duration
	seen        *lru.Cache[string, *host]
}

type host struct {
	places *semaphore.Weighted
	mu     sync.Mutex
	next   time.Time // when the next page may begin
}

func newHosts(concurrency int, delay time.Duration) *hosts {
	seen, _ := lru.New[string, *host](maxHosts) // its error is of a size below 1
	return &hosts{concurrency: int64(concurrency), delay: delay, seen: seen}
}

// enter waits for a turn at the host of this name and port. The caller leaves
// when it has read what it wanted.
func (h *hosts) enter(ctx context.Context, name string) (leave func(), err error) {
	name = strings.ToLower(name)
	fresh := &host{places: semaphore.NewWeighted(h.concurrency)}
	entry, known, _ := h.seen.PeekOrAdd(name, fresh)
	if !known {
		entry = fresh
	} else {
		h.seen.Get(name) // it was used now
	}
	if err := entry.places.Acquire(ctx, 1); err != nil {
		return nil, context.Cause(ctx)
	}
	if err := entry.turn(ctx, h.delay); err != nil {
		entry.places.Release(1)
		return nil, err
	}
	return func() { entry.places.Release(1) }, nil
}

// turn takes the next beginning and waits for it.
func (h *host) turn(ctx context.Context, delay time.Duration) error {
	h.mu.Lock()
	now := time.Now()
	at := h.next
	if at.Before(now) {
		at = now
	}
	wait := at.Sub(now)
	if wait > maxTurn {
		h.mu.Unlock()
		return wrap(ErrBusy, "too many of them of one site")
	}
	h.next = at.Add(delay)
	h.mu.Unlock()
	if wait == 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

package scrape

import (
	"context"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"quotewire/internal/fairqueue"
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
	concurrency int
	delay       time.Duration
	seen        *lru.Cache[string, *host]
}

type host struct {
	places *fairqueue.Queue
	mu     sync.Mutex
	next   time.Time // when the next page may begin
}

func newHosts(concurrency int, delay time.Duration) *hosts {
	seen, _ := lru.New[string, *host](maxHosts) // its error is of a size below 1
	return &hosts{concurrency: concurrency, delay: delay, seen: seen}
}

// of is what is known of the host of this name and port.
func (h *hosts) of(name string) *host {
	name = strings.ToLower(name)
	fresh := &host{places: fairqueue.New(h.concurrency, 0)}
	entry, known, _ := h.seen.PeekOrAdd(name, fresh)
	if !known {
		return fresh
	}
	h.seen.Get(name) // it was used now
	return entry
}

// enter waits for a place and a turn at a host. The caller leaves when it has read
// what it wanted.
func (h *hosts) enter(ctx context.Context, name string) (leave func(), err error) {
	at := h.of(name)
	if leave, err = at.places.Enter(ctx); err != nil {
		return nil, err
	}
	if err := at.turn(ctx, h.delay); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// turn waits for a turn alone: the browser has places of its own, in which a page
// may stay for long.
func (h *hosts) turn(ctx context.Context, name string) error { return h.of(name).turn(ctx, h.delay) }

// turn takes the next beginning and waits for it.
func (h *host) turn(ctx context.Context, delay time.Duration) error {
	h.mu.Lock()
	now := time.Now()
	wait := max(0, h.next.Sub(now))
	if wait > maxTurn {
		h.mu.Unlock()
		return wrap(ErrBusy, "too many of them of one site")
	}
	h.next = now.Add(wait + delay)
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

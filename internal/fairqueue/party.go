package fairqueue

import (
	"context"
	"slices"
	"sync"
)

// party are the clients that a piece of work is done for, which may come to be more
// while it waits for places.
type party struct {
	mu      sync.Mutex
	clients []string
	waiting map[*waiter]*Queue
}

// mostParty is how many clients of a piece of work are known: each of them makes it
// sooner, and few are enough.
const mostParty = 16

type partyKey struct{}

// Share is the context of work that others than the client of ctx may come to wait
// for. join makes the client of another context one of those it is done for: where it
// waits for a place, it goes over into that client's line if it is sooner there. So a
// client with a thousand requests does not make others wait for what it has asked for
// too. Within work that is shared already it is that work.
func Share(ctx context.Context) (shared context.Context, join func(other context.Context)) {
	p, ok := ctx.Value(partyKey{}).(*party)
	if !ok {
		p = &party{clients: []string{ClientOf(ctx)}, waiting: map[*waiter]*Queue{}}
		ctx = context.WithValue(ctx, partyKey{}, p)
	}
	return ctx, func(other context.Context) { p.join(ClientOf(other)) }
}

// partyOf are those that the work of ctx is done for.
func partyOf(ctx context.Context) *party {
	if p, ok := ctx.Value(partyKey{}).(*party); ok {
		return p
	}
	return &party{clients: []string{ClientOf(ctx)}, waiting: map[*waiter]*Queue{}}
}

func (p *party) join(client string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Contains(p.clients, client) || len(p.clients) == mostParty {
		return
	}
	p.clients = append(p.clients, client)
	for w, q := range p.waiting {
		q.pass(w, client)
	}
}

// enter lines up in q, and remembers where until forget.
func (p *party) enter(q *Queue) (*waiter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, err := q.line(p.clients)
	if err == nil {
		p.waiting[w] = q
	}
	return w, err
}

func (p *party) forget(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, w)
}

// Package fairqueue shares a bounded number of places between clients.
//
// One client has at most half of the places and half of the room to wait, and who
// waits gets a place by turns of clients, not of requests: a client with a thousand
// requests does not keep another waiting behind them, and who has used the places
// for long lately comes after who has not. Work that is done for no client is our
// own: it has its turn as a client has, and may use all places.
//
// A [Queue] starts no goroutine, remembers those who are in it and some of those
// who were lately, and knows nothing of what is done in its places.
package fairqueue

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrFull is the error of Enter when there is no room to wait.
var ErrFull = errors.New("too many are waiting")

// errShare is the error of Enter when the client's half of the room to wait is full.
// It wraps ErrFull.
var errShare = fmt.Errorf("%w for the same client", ErrFull)

// Queue is a number of places and the room to wait for one. It is safe for
// concurrent use.
type Queue struct {
	places, room int

	mu      sync.Mutex
	inside  int
	waiting int
	clients map[string]*client // those who are inside or wait, and who have used more than their part
	turns   *list.List         // of *client, those who wait, the next in front
}

// client is what one client has of a queue.
type client struct {
	name    string
	inside  int
	waiting *list.List    // of *waiter
	turn    *list.Element // in Queue.turns; nil: it does not wait
	used    time.Duration // how long it was in places lately, as of counted
	counted time.Time
}

// waiter is one who waits for a place. Until that is given, who waits may become
// another's (see Share).
type waiter struct {
	client *client
	line   *list.Element // in client.waiting
	given  chan struct{} // closed when the place is given
}

// remembered is how many clients are known that are not in the queue.
const remembered = 1024

// lately is how long client was in places until now. It falls by a tenth of the
// time that passes, so that who uses less than a tenth of a place is always as good
// as new.
func (c *client) lately(now time.Time) time.Duration {
	return max(0, c.used-now.Sub(c.counted)/10)
}

// New makes a Queue of so many places (at least one), for which at most waiting may
// wait. 0: as many as like.
func New(places, waiting int) *Queue {
	return &Queue{places: max(1, places), room: waiting, clients: make(map[string]*client), turns: list.New()}
}

// Enter waits for a place for the client of ctx. leave gives it back; it may be
// called more than once. The error is ErrFull, errShare, or the cause of ctx.
func (q *Queue) Enter(ctx context.Context) (leave func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	j := jobOf(ctx)
	w, err := j.enter(q)
	if err != nil {
		return nil, err
	}
	defer j.forget(w)
	select {
	case <-w.given:
	case <-ctx.Done():
		if q.withdraw(w) {
			return nil, context.Cause(ctx)
		}
		err = context.Cause(ctx)
	}
	began := time.Now()
	leave = sync.OnceFunc(func() { q.leave(w.client, time.Since(began)) })
	if err != nil {
		leave() // the place was given meanwhile: it is the next one's
		return nil, err
	}
	return leave, nil
}

// line gives a place at once, or one among those who wait, to the one of clients who
// is soonest. Where a place is free, all who wait have their half: nobody is overtaken.
func (q *Queue) line(clients []string) (*waiter, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	c := q.soonest(clients)
	w := &waiter{client: c, given: make(chan struct{})}
	switch {
	case q.inside < q.places && c.inside < q.share(c, q.places):
		q.clients[c.name] = c
		q.inside++
		c.inside++
		close(w.given)
		return w, nil
	case q.room > 0 && q.waiting >= q.room:
		return nil, ErrFull
	case q.room > 0 && c.waiting.Len() >= q.share(c, q.room):
		return nil, errShare
	}
	q.join(w, c)
	return w, nil
}

// soonest is the one of clients that has the fewest waiting; of equal ones, that has
// used the places least of late.
func (q *Queue) soonest(clients []string) (best *client) {
	now := time.Now()
	for _, name := range clients {
		c := q.clients[name]
		if c == nil {
			c = &client{name: name, waiting: list.New()}
		}
		if best == nil || c.waiting.Len() < best.waiting.Len() || c.waiting.Len() == best.waiting.Len() && c.lately(now) < best.lately(now) {
			best = c
		}
	}
	return best
}

// join puts w at the end of the line of c.
func (q *Queue) join(w *waiter, c *client) {
	q.clients[c.name] = c
	q.waiting++
	if c.turn == nil {
		c.turn = q.turns.PushBack(c)
	}
	w.client, w.line = c, c.waiting.PushBack(w)
}

// pass puts w, when it still waits, into the line of another client, if it is sooner
// there: fewer wait, and the places were not used more of late.
func (q *Queue) pass(w *waiter, name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now, old := time.Now(), w.client
	c := q.soonest([]string{name})
	if w.line == nil || c.waiting.Len() >= old.waiting.Len() || c.lately(now) > old.lately(now) {
		return
	}
	q.unline(w)
	q.join(w, c)
	q.forget(old)
}

// share is how much of all one client may have.
func (q *Queue) share(c *client, all int) int {
	if c.name == "" {
		return all
	}
	return max(1, all/2)
}

// leave gives a place of c, which was in it for so long, to the next who waits.
func (q *Queue) leave(c *client, used time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	c.used, c.counted = c.lately(now)+used, now
	q.inside--
	c.inside--
	if c.turn != nil {
		q.turns.MoveToBack(c.turn)
	}
	if next := q.next(now); next != nil {
		q.inside++
		next.inside++
		q.turns.MoveToBack(next.turn)
		w := next.waiting.Front().Value.(*waiter)
		q.unline(w)
		close(w.given)
	}
	q.forget(c)
}

// next is the client that waits for a place, may have one, and has used the places
// least of late; of equal ones the first in turn. nil: there is none.
func (q *Queue) next(now time.Time) (least *client) {
	for turn := q.turns.Front(); turn != nil; turn = turn.Next() {
		c := turn.Value.(*client)
		if c.inside < q.share(c, q.places) && (least == nil || c.lately(now) < least.lately(now)) {
			least = c
		}
	}
	return least
}

// withdraw ends a wait. It is false when its place was given already.
func (q *Queue) withdraw(w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if w.line == nil {
		return false
	}
	q.unline(w)
	q.forget(w.client)
	return true
}

// unline takes one who waits out of the line.
func (q *Queue) unline(w *waiter) {
	c := w.client
	q.waiting--
	c.waiting.Remove(w.line)
	w.line = nil
	if c.waiting.Len() == 0 {
		q.turns.Remove(c.turn)
		c.turn = nil
	}
}

// forget lets go of a client that has nothing of the queue, at once or when it is
// as good as new.
func (q *Queue) forget(c *client) {
	now := time.Now()
	idle := func(c *client) bool { return c.inside == 0 && c.waiting.Len() == 0 }
	if idle(c) && c.lately(now) == 0 {
		delete(q.clients, c.name)
	}
	if len(q.clients)-q.inside-q.waiting <= remembered {
		return
	}
	for name, other := range q.clients {
		if idle(other) && other.lately(now) == 0 {
			delete(q.clients, name)
		}
	}
	if idle(c) && len(q.clients)-q.inside-q.waiting > remembered {
		delete(q.clients, c.name)
	}
}

package fairqueue

import (
	"context"
	"slices"
	"sync"
)

// job is a piece of work. The clients that it is done for may come to be more while
// it waits for places.
type job struct {
	mu      sync.Mutex
	clients []string
	waiting map[*waiter]*Queue
}

// maxClients is how many clients of a job are known: each of them makes it sooner,
// and few are enough.
const maxClients = 16

type jobKey struct{}

// Share is the context of work that others than the client of ctx may come to wait
// for. join makes the client of another context one of those it is done for: where it
// waits for a place, it goes over into that client's line if it is sooner there. So a
// client with a thousand requests does not make others wait for what it has asked for
// too. Within work that is shared already it is that work.
func Share(ctx context.Context) (shared context.Context, join func(other context.Context)) {
	j := jobOf(ctx)
	return context.WithValue(ctx, jobKey{}, j), func(other context.Context) { j.join(ClientOf(other)) }
}

// jobOf is the shared work of ctx, else one of its client alone.
func jobOf(ctx context.Context) *job {
	if j, ok := ctx.Value(jobKey{}).(*job); ok {
		return j
	}
	return &job{clients: []string{ClientOf(ctx)}, waiting: map[*waiter]*Queue{}}
}

func (j *job) join(client string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if slices.Contains(j.clients, client) || len(j.clients) == maxClients {
		return
	}
	j.clients = append(j.clients, client)
	for w, q := range j.waiting {
		q.pass(w, client)
	}
}

// enter lines up in q, and remembers where until forget.
func (j *job) enter(q *Queue) (*waiter, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	w, err := q.line(j.clients)
	if err == nil {
		j.waiting[w] = q
	}
	return w, err
}

func (j *job) forget(w *waiter) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.waiting, w)
}

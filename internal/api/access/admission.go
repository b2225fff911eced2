package access

import (
	"sync"

	"quotewire/internal/api/fault"
)

// admission bounds the answers that are open at once, in all and for each
// client. Who finds no room is turned away before any work is done for it:
// a queue would only hold memory for clients that give up.
type admission struct {
	mu        sync.Mutex
	open      int
	clients   map[string]int // only while perClient bounds them
	max       int
	perClient int // 0: not bounded
	metrics   *rejectedMetrics
}

func newAdmission(limit, perClient int, m *rejectedMetrics) *admission {
	return &admission{max: limit, perClient: perClient, clients: make(map[string]int), metrics: m}
}

// Enter takes a place; Leave gives it back.
func (a *admission) Enter(client string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open >= a.max {
		a.metrics.full.Inc()
		return &fault.Fault{Code: fault.Overloaded, Message: "too many answers are open", Fix: "wait as long as Retry-After says", RetryAfter: fault.Soon()}
	}
	if a.perClient > 0 {
		if a.clients[client] >= a.perClient {
			a.metrics.clientFull.Inc()
			return &fault.Fault{Code: fault.Overloaded, Message: "too many of your answers are open", Fix: "wait for one of them to end", RetryAfter: fault.Soon()}
		}
		a.clients[client]++
	}
	a.open++
	return nil
}

func (a *admission) Leave(client string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open--
	if a.perClient == 0 {
		return
	}
	if a.clients[client]--; a.clients[client] == 0 {
		delete(a.clients, client)
	}
}

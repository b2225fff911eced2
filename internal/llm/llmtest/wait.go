package llmtest

import "time"

// Requests is what was asked so far, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.requests))
	for i, rec := range s.requests {
		all[i] = rec.Request
	}
	return all
}

// Forget drops the requests so far, once none is open; the next one is the first
// again. Very many of them would weigh more than what a test measures.
func (s *Server) Forget() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open > 0 {
		s.t.Fatalf("llmtest: forget requests: %d are open", s.open)
	}
	s.requests = nil
}

// Open is how many requests are being answered now.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// Connections is how many TCP connections are open now.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Arrived waits for request n, from 1, and returns it.
func (s *Server) Arrived(n int) Request {
	s.t.Helper()
	s.wait("request to arrive", n, func() bool { return len(s.requests) >= n })
	return s.Requests()[n-1]
}

// Cancelled waits until the server saw the client give up request n, from 1,
// before its step was over, and returns when that was.
func (s *Server) Cancelled(n int) time.Time {
	s.t.Helper()
	var at time.Time
	s.wait("request to be cancelled", n, func() bool {
		if len(s.requests) < n {
			return false
		}
		at = s.requests[n-1].cancelled
		return !at.IsZero()
	})
	return at
}

// Finished waits until request n, from 1, is over, however it ended.
func (s *Server) Finished(n int) {
	s.t.Helper()
	s.wait("request to be over", n, func() bool { return len(s.requests) >= n && s.requests[n-1].done })
}

// WaitOpen waits until exactly n requests are being answered.
func (s *Server) WaitOpen(n int) {
	s.t.Helper()
	s.wait("number of open requests", n, func() bool { return s.open == n })
}

// WaitConnections waits until exactly n TCP connections are open.
func (s *Server) WaitConnections(n int) {
	s.t.Helper()
	s.wait("number of connections", n, func() bool { return len(s.conns) == n })
}

// wait checks, under the lock, after each change of the state.
func (s *Server) wait(what string, n int, met func() bool) {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		ok, changed := met(), s.changed
		state := [3]int{len(s.requests), s.open, len(s.conns)}
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			s.t.Fatalf("llmtest: waited %s for the %s: want %d; there were %d requests, %d open now, %d connections",
				patience, what, n, state[0], state[1], state[2])
		}
	}
}

package api

import (
	"net/http"
	"regexp"
	"sync"

	"github.com/go-chi/chi/v5"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
)

// runs are the open answers that can be asked to come to their end.
type runs struct {
	mu   sync.Mutex
	open map[string]openRun
}

type openRun struct {
	client string
	finish func()
}

// begin remembers a run until end is called. finish is closed when its client
// asks for the answer.
func (r *runs) begin(id, client string) (finish <-chan struct{}, end func()) {
	ch := make(chan struct{})
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = map[string]openRun{}
	}
	r.open[id] = openRun{client: client, finish: sync.OnceFunc(func() { close(ch) })}
	return ch, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.open, id)
	}
}

// finish asks a run of client for its answer, false when there is no such run.
func (r *runs) finish(id, client string) bool {
	r.mu.Lock()
	run, ok := r.open[id]
	r.mu.Unlock()
	if !ok || run.client != client {
		return false
	}
	run.finish()
	return true
}

var runIDPattern = regexp.MustCompile(`^[A-Za-z0-9]{1,64}$`)

// finishRun has an advanced answer written from what is known by now.
func (s *Server) finishRun(x *exchange, r *http.Request) error {
	if err := query.Parse(r.URL.RawQuery).Err(); err != nil {
		return err
	}
	if r.ContentLength != 0 {
		return fault.Invalid("body", "this takes none", "send an empty POST")
	}
	id := chi.URLParam(r, "id")
	if !runIDPattern.MatchString(id) {
		return fault.Invalid("id", "it cannot be a run's id", "send the run_id of the session event of an open stream")
	}
	if !s.runs.finish(id, x.client) {
		return &fault.Fault{Code: fault.NotFound, Message: "id: there is no such run", Fix: "send the run_id of an advanced answer that is still open"}
	}
	x.WriteHeader(http.StatusNoContent)
	return nil
}

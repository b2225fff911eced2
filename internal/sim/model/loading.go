package model

import (
	"net/http"
	"time"

	"quotewire/internal/sim/wire"
)

// coldForm is what a server does while it loads its model.
type coldForm int

const (
	alwaysWarm coldForm = iota
	coldBusy            // it answers 503, as llama.cpp does
	coldSilent          // it sends nothing, as Ollama does; who leaves makes it begin anew
)

// defaultLoad is how long a model that loads takes to.
const defaultLoad = time.Second

// warm lets a request pass once its model is loaded. answered says that it was
// not, and complete that the answer was sent.
func (m *Server) warm(v *wire.Visit, d dialect, load time.Duration) (answered, complete bool) {
	if d.cold == alwaysWarm {
		return false, false
	}
	left := m.loading(d.name, load)
	switch {
	case left <= 0:
		return false, false
	case d.cold == coldBusy:
		return true, v.Send(wire.JSON(http.StatusServiceUnavailable, fields{"error": fields{"message": "Loading model", "type": "unavailable_error", "code": 503}}))
	case v.Pause(left):
		return false, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.loads, d.name)
	return true, false
}

// loading is how long a dialect's model still loads. The first to ask begins it.
func (m *Server) loading(name string, load time.Duration) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, begun := m.loads[name]; !begun {
		m.loads[name] = time.Now()
	}
	return load - time.Since(m.loads[name])
}

package api

import "net/http"

// The modes, in events, metrics and the log.
const (
	modeChat     = "chat"
	modeAdvanced = "advanced"
)

// mode is one way to answer a question, with routes of its own.
type mode struct {
	name    string
	answers answerer
	metrics *modeMetrics
}

// streamed answers over server-sent events.
func (s *Server) streamed(m *mode) handler {
	return func(x *exchange, r *http.Request) error {
		if r.Header.Get("Last-Event-ID") != "" {
			// A browser that reconnects by itself. 204 tells it to stop: the answer
			// must not be run, paid for and shown twice.
			x.WriteHeader(http.StatusNoContent)
			return nil
		}
		return s.ask(x, r, m, s.stream)
	}
}

// whole answers in one JSON body.
func (s *Server) whole(m *mode) handler {
	return func(x *exchange, r *http.Request) error { return s.ask(x, r, m, s.reply) }
}

package api

import "net/http"

type healthData struct {
	Status string `json:"status"`
}

// alive answers as long as the process can.
func (s *Server) alive(x *exchange, _ *http.Request) error {
	return x.json(http.StatusOK, healthData{"ok"})
}

// readiness says whether to send work here: not before the start is complete,
// and no longer once the shutdown has begun.
func (s *Server) readiness(x *exchange, _ *http.Request) error {
	if !s.ready.Load() {
		return &fault{code: codeShutdown, message: "the server is starting or shutting down", fix: "try again in a few seconds", retryAfter: soon()}
	}
	return x.json(http.StatusOK, healthData{"ready"})
}

package api

import (
	"net/http"
	"time"

	"quotewire/internal/api/fault"
)

type (
	healthData struct {
		Status string `json:"status"`
	}
	readinessData struct {
		Status   string        `json:"status"`
		Problems []problemData `json:"problems"`
	}
	problemData struct {
		Part    string     `json:"part"`
		Code    fault.Code `json:"code"`
		Message string     `json:"message"`
		Since   time.Time  `json:"since,omitzero"`
	}
)

// Problem is a part that does not work at present, though others do.
type Problem struct {
	Part  string    // market, model, browser
	Err   error     // what clients are told of it is looked up as for any error
	Since time.Time // zero: not known
}

// alive answers as long as the process can.
func (s *Server) alive(x *exchange, _ *http.Request) error {
	return x.json(http.StatusOK, healthData{"ok"})
}

// readiness says whether to send work here: not before the start is complete,
// and no longer once the shutdown has begun. A part that does not work is named
// and is no reason to send none: the others work, and a source that is down for
// one replica is down for all.
func (s *Server) readiness(x *exchange, _ *http.Request) error {
	if !s.ready.Load() {
		return &fault.Fault{Code: fault.Shutdown, Message: "the server is starting or shutting down", Fix: "try again in a few seconds", RetryAfter: fault.Soon()}
	}
	data := readinessData{Status: "ready", Problems: []problemData{}}
	for _, p := range s.opts.Problems() {
		f := fault.Of(p.Err)
		data.Problems = append(data.Problems, problemData{p.Part, f.Code, f.Message, p.Since.UTC()})
		data.Status = "degraded"
	}
	return x.json(http.StatusOK, data)
}

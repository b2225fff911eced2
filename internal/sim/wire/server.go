// Package wire is what all simulated servers share: the way of a request to its
// answer, the faults that it meets on it, and the ledger of what arrived.
package wire

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

const requestBody = 8 << 20 // bytes of a request that are read

// Server is what all simulated servers share: the ledger, the faults, and the
// way a request goes through them. Over HTTP, under /sim/:
//
//	GET    /sim/faults    the faults set now, as a list
//	POST   /sim/faults    replaces them: one fault or a list of them
//	DELETE /sim/faults    ends them
//	GET    /sim/requests  counts and the latest requests
//
// A fault is {"match": {"path", "symbol", "model", "text", "after"}, "kind",
// "status", "header", "body", "delay", "times"}; only kind is required, a
// delay is written "150ms".
type Server struct {
	*Ledger
	faults
	clock func() time.Time
	log   *slog.Logger

	inspect func(r *http.Request, body []byte) Asked
	serve   func(*Visit) (complete bool)
}

// NewServer makes a server that has these kinds of faults. inspect takes out of a
// request what faults match on, serve answers it and reports whether all was sent. It
// says what of the options cannot be.
func NewServer(o Options, kinds []Kind, inspect func(*http.Request, []byte) Asked, serve func(*Visit) bool) (Server, error) {
	o, err := o.WithDefaults()
	return Server{Ledger: newLedger(), faults: faults{kinds: kinds}, clock: o.Now, log: o.Logger, inspect: inspect, serve: serve}, err
}

// Now is the time of the world.
func (s *Server) Now() time.Time { return s.clock() }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, requestBody))
	if err != nil {
		s.log.Debug("simulated server could not read a request", "path", r.URL.Path, "err", err)
		http.Error(w, "cannot read the body", http.StatusBadRequest)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/sim/") && r.URL.Path != elsewhere {
		s.admin(w, r, body)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	v := &Visit{w: w, Request: r.WithContext(ctx), Body: body, Asked: s.inspect(r, body), Now: s.Now()}
	v.record = s.arrive(record(v), cancel)
	if v.record == nil {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	complete := false
	defer func() { s.leave(v.record, !complete && (v.lost || ctx.Err() != nil), v.written) }()
	if v.Fault = s.meet(v.Asked); v.Fault.Kind != "" {
		s.note(v.record, func(r *Record) { r.Fault = v.Fault.Kind })
	}
	if r.URL.Path == elsewhere {
		complete = v.Write(Text(http.StatusOK, "a redirect was followed"))
		return
	}
	if complete = s.serve(v); !complete {
		// To return would end the answer as if it were whole.
		panic(http.ErrAbortHandler)
	}
}

func record(v *Visit) Record {
	return Record{
		Method: v.Request.Method, Path: v.Request.URL.Path, Query: v.Request.URL.RawQuery, Model: v.Asked.Model,
		Body: string(v.Body[:min(len(v.Body), ledgerBody)]), Agent: v.Request.UserAgent(),
		Key: strings.TrimPrefix(v.Request.Header.Get("Authorization"), "Bearer "), Cookie: len(v.Request.Cookies()) > 0,
	}
}

// admin serves what drives the simulation from another process.
func (s *Server) admin(w http.ResponseWriter, r *http.Request, body []byte) {
	answer := func() any { return s.list() }
	switch r.Method + " " + r.URL.Path {
	case "GET /sim/faults":
	case "POST /sim/faults":
		set, err := decodeFaults(body)
		if err == nil {
			err = s.Set(set...)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	case "DELETE /sim/faults":
		s.Clear()
	case "GET /sim/requests":
		answer = func() any { return s.Summary() }
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer()); err != nil {
		s.log.Debug("simulated server lost a client", "path", r.URL.Path, "err", err)
	}
}

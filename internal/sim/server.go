package sim

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

// server is what all simulated servers share: the ledger, the faults, and the
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
type server struct {
	*Ledger
	faults
	clock func() time.Time
	log   *slog.Logger

	inspect func(r *http.Request, body []byte) request
	serve   func(*visit) (complete bool)
}

// newServer makes a server that has these kinds of faults. inspect takes out of a
// request what faults match on, serve answers it and reports whether all was sent.
func newServer(o Options, kinds []Kind, inspect func(*http.Request, []byte) request, serve func(*visit) bool) server {
	return server{Ledger: newLedger(), faults: faults{kinds: kinds}, clock: o.Now, log: o.Logger, inspect: inspect, serve: serve}
}

// Now is the time of the world.
func (s *server) Now() time.Time { return s.clock() }

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
	v := &visit{w: w, r: r.WithContext(ctx), body: body, asked: s.inspect(r, body), now: s.Now()}
	v.record = s.arrive(record(v), cancel)
	if v.record == nil {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	complete := false
	defer func() { s.leave(v.record, !complete && (v.lost || ctx.Err() != nil), v.written) }()
	if v.fault = s.meet(v.asked); v.fault.Kind != "" {
		s.note(v.record, func(r *Record) { r.Fault = v.fault.Kind })
	}
	if r.URL.Path == elsewhere {
		complete = v.write(text(http.StatusOK, "a redirect was followed"))
		return
	}
	if complete = s.serve(v); !complete {
		// To return would end the answer as if it were whole.
		panic(http.ErrAbortHandler)
	}
}

func record(v *visit) Record {
	return Record{
		Method: v.r.Method, Path: v.r.URL.Path, Query: v.r.URL.RawQuery, Model: v.asked.model,
		Body: string(v.body[:min(len(v.body), ledgerBody)]), Agent: v.r.UserAgent(),
		Key: strings.TrimPrefix(v.r.Header.Get("Authorization"), "Bearer "), Cookie: len(v.r.Cookies()) > 0,
	}
}

// admin serves what drives the simulation from another process.
func (s *server) admin(w http.ResponseWriter, r *http.Request, body []byte) {
	var answer any
	switch r.Method + " " + r.URL.Path {
	case "GET /sim/faults":
		answer = s.list()
	case "POST /sim/faults":
		set, err := decodeFaults(body)
		if err == nil {
			err = s.Set(set...)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer = s.list()
	case "DELETE /sim/faults":
		s.Clear()
		answer = s.list()
	case "GET /sim/requests":
		answer = s.Summary()
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.log.Debug("simulated server lost a client", "path", r.URL.Path, "err", err)
	}
}

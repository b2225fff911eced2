// Package api is the HTTP face: it lets a question in, streams its answer out,
// and tells everybody plainly what went wrong.
//
// It reads requests strictly, and writes answers as server-sent events or JSON. It
// alone knows routes and the shape of events; who may ask and how much is decided
// by package access, what an error says by package fault, what a route of market
// data answers by package marketdata. It refuses to know how an answer comes about:
// it ranges over the events that an answerer yields, on the handler's own goroutine,
// so that to stop ranging is to cancel. Nothing that upstream said in an error
// reaches a client, and no question reaches the log.
package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"quotewire/internal/api/access"
	"quotewire/internal/api/marketdata"
	"quotewire/internal/api/query"
)

// Server serves questions and market data. It starts no goroutine of its own:
// what runs, runs for a request and ends with it.
type Server struct {
	opts     Options
	chat     *mode
	advanced *mode
	runs     runs
	market   *marketdata.Routes

	access  *access.Control
	zones   *query.Zones
	pace    pacing
	buffers *sync.Pool // of *[]byte, for frames

	log     *slog.Logger
	metrics *metrics
	turns   turns
	ready   atomic.Bool
	newID   func() string
	now     func() time.Time
}

// New makes a Server that is not ready yet: see SetReady.
func New(o Options) (*Server, error) {
	o = o.withDefaults()
	control, err := access.New(o.Access, o.Registerer)
	if err = errors.Join(o.validate(), err); err != nil {
		return nil, err
	}
	o.Access = access.Options{} // keys are kept as hashes alone
	m, zones := newMetrics(o.Registerer), new(query.Zones)
	return &Server{
		opts:     o,
		chat:     &mode{modeChat, o.Agent, m.chat},
		advanced: &mode{modeAdvanced, o.Research, m.advanced},
		market:   &marketdata.Routes{Market: o.Market, Studies: o.Studies, Macro: o.Macro, Zones: zones, Provider: o.Provider, Simulated: o.SimulatedMarket, SimulatedSeries: o.SimulatedSeries, Charge: control.Charge, Log: o.Logger},
		access:   control, zones: zones,
		pace:    pacing{Heartbeat: o.Heartbeat, WriteTimeout: o.WriteTimeout, LastFrame: min(lastFrame, o.WriteTimeout)},
		buffers: &sync.Pool{New: func() any { b := make([]byte, 0, 1024); return &b }},
		log:     o.Logger, metrics: m,
		newID: rand.Text, now: time.Now,
	}, nil
}

// lastFrame is how long a client has to read the end of its stream when the
// server shuts down.
const lastFrame = 2 * time.Second

// SetReady says whether /readyz sends work here. A Server starts unready.
func (s *Server) SetReady(ready bool) { s.ready.Store(ready) }

// Configure prepares srv to serve the main listener: handler, protocols and
// limits. It sets no WriteTimeout, which would cut streams: each write has its
// own deadline. BaseContext and the address are left to the caller.
func (s *Server) Configure(srv *http.Server) {
	srv.Handler = s.Handler()
	srv.ReadHeaderTimeout = 10 * time.Second
	srv.IdleTimeout = 2 * time.Minute
	srv.MaxHeaderBytes = 64 << 10
	srv.ErrorLog = slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)
	srv.Protocols = new(http.Protocols)
	srv.Protocols.SetHTTP1(true)
	srv.Protocols.SetUnencryptedHTTP2(true)
	// A stream's write deadline cannot end a write that waits for the whole
	// connection; this does.
	srv.HTTP2 = &http.HTTP2Config{WriteByteTimeout: s.pace.WriteTimeout}
}

// modelNames is what may be asked for, the default first.
func (s *Server) modelNames(ctx context.Context) ([]string, error) {
	if len(s.opts.Models) > 0 {
		return s.opts.Models, nil
	}
	name, err := s.opts.DefaultModel(ctx)
	if err != nil {
		return nil, fmt.Errorf("find default model: %w", err)
	}
	return []string{name}, nil
}

// Package sim is the outside world on loopback: real HTTP servers that speak
// the wire formats of Yahoo Finance and of an OpenAI-compatible model server,
// for the demo, the tests and the benchmarks.
//
// Its prices and accounts are synthetic: pure functions of symbol and date, so
// that tests can compute what they expect. README.md beside this file says where
// each figure comes from, what is odd on purpose, and some known answers. Its
// model is a few pages of plain code that understands questions about some
// ninety well-known instruments, calls the tools it is offered, and composes its
// answer strictly from what they returned. Everything that goes wrong with the
// real ones can be asked for (faults.go), in process or over HTTP (server.go).
//
// It refuses to reach the real world: it opens no connection and listens on
// loopback only. It knows no package of this module.
package sim

import (
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options of a simulated world. The zero value is fit for tests.
type Options struct {
	// Now is the world's clock: it decides which sessions have happened.
	// Default time.Now.
	Now func() time.Time
	// Pace is the time between two chunks of the model's answer. Default 0.
	Pace time.Duration
	// Logger hears what the servers could not tell a client. Default none.
	Logger *slog.Logger
}

func (o Options) withDefaults() (Options, error) {
	if o.Pace < 0 {
		return o, fmt.Errorf("sim: Options.Pace is %v: want 0 or more", o.Pace)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// World is the simulated outside world, listening.
type World struct {
	YahooURL string // stands for every host of Yahoo
	ModelURL string // base URL of the model server, ends in /v1
	Yahoo    *Yahoo
	Model    *Model

	log     *slog.Logger
	servers []*http.Server
	serving sync.WaitGroup
	close   func() error
}

// Start opens the world on free ports of 127.0.0.1. The caller closes it.
func Start(o Options) (*World, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	yahoo, err := NewYahoo(o)
	if err != nil {
		return nil, err
	}
	model, err := NewModel(o)
	if err != nil {
		return nil, err
	}
	w := &World{Yahoo: yahoo, Model: model, log: o.Logger}
	w.close = sync.OnceValue(w.shut)
	yahooAddr, err := w.listen(yahoo)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	modelAddr, err := w.listen(model)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	w.YahooURL, w.ModelURL = "http://"+yahooAddr, "http://"+modelAddr+"/v1"
	return w, nil
}

func (w *World) listen(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen on loopback: %w", err)
	}
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second,
		// net/http reports what it recovered from a handler here.
		ErrorLog: log.New(slogWriter{w.log}, "", 0),
	}
	w.servers = append(w.servers, s)
	w.serving.Go(func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("simulated server ended", "err", err)
		}
	})
	return l.Addr().String(), nil
}

// Close aborts every open request, closes the listeners and waits until the
// last handler has returned. A second call waits for the first.
func (w *World) Close() error { return w.close() }

func (w *World) shut() error {
	// First, so that no request ends as one that its client left.
	w.Yahoo.end()
	w.Model.end()
	var errs []error
	for _, s := range w.servers {
		errs = append(errs, s.Close())
	}
	w.Yahoo.Close()
	w.Model.Close()
	w.serving.Wait()
	return errors.Join(errs...)
}

// slogWriter passes net/http's own messages on.
type slogWriter struct{ log *slog.Logger }

func (s slogWriter) Write(p []byte) (int, error) {
	s.log.Warn("simulated server", "message", string(p))
	return len(p), nil
}

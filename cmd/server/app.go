package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"

	"quotewire/internal/api"
	"quotewire/internal/api/fault"
)

const (
	// lastFrameWait is how long an answer that the shutdown cut may take to write its
	// last frame.
	lastFrameWait = time.Second
	// connWait is how long connections may take to close by themselves once their
	// last answer is written. HTTP/2 would linger for a second.
	connWait = 100 * time.Millisecond
	// closeWait is how long a part may take to close. One that hangs must not keep
	// the process from ending.
	closeWait = 2 * time.Second
)

// app is one running server. Several can live in one process: nothing of theirs
// is shared.
//
// newApp builds it from the bottom up, Start listens, Stop ends everything in
// the opposite order. The app owns the goroutines that accept connections and
// those that check the parts after the start; Stop waits for them.
type app struct {
	log   *slog.Logger
	drain time.Duration
	ready func(bool) // what /readyz says
	now   func() time.Time
	// pause is how long a source of market data that failed is left alone; 0: as usual.
	pause time.Duration
	// parallel is how much of an answer's research runs at once; 0: as usual.
	// duckduckgo is asked in the place of its host. pace is the time between two
	// pieces of a simulated answer. Tests set them.
	parallel   int
	duckduckgo string
	pace       time.Duration

	// base is the context of every request. Its cause tells the handlers why it
	// ended.
	base   context.Context
	cancel context.CancelCauseFunc

	checks    []startCheck
	listeners []*listener // the main one last, so that it stops first
	parts     []part      // in the order they were built
	serving   sync.WaitGroup
	failed    chan error // a listener's failure while serving
	stop      func() error
}

// listener is one address and what is served there.
type listener struct {
	variable string // where its address comes from
	address  address
	server   *http.Server
	requests inflight
	net.Listener
}

// part is something that was started or opened and has to be closed.
type part struct {
	name  string
	close func() error
}

// newApp builds a server that is not yet listening. In the demo the simulated
// world is already up.
func newApp(cfg config, log *slog.Logger) (*app, error) {
	return build(cfg, log, (*app).wire)
}

// build makes an app of what wire adds to it. When a part cannot be built, those
// before it are closed.
func build(cfg config, log *slog.Logger, wire func(*app, config) error) (*app, error) {
	base, cancel := context.WithCancelCause(context.Background())
	a := &app{
		log:    slog.New(api.LogHandler(log.Handler())),
		drain:  time.Duration(cfg.Drain),
		ready:  func(bool) {},
		now:    time.Now,
		pace:   demoPace,
		base:   base,
		cancel: cancel,
		failed: make(chan error, 2), // one of each listener, so that none blocks
	}
	a.stop = sync.OnceValue(a.end)
	if err := wire(a, cfg); err != nil {
		return nil, errors.Join(err, a.Stop())
	}
	return a, nil
}

// owns remembers how to close a part.
func (a *app) owns(name string, close func() error) {
	a.parts = append(a.parts, part{name, close})
}

// listens adds a listener for Start to open.
func (a *app) listens(variable string, addr address, server *http.Server) {
	server.BaseContext = func(net.Listener) context.Context { return a.base }
	l := &listener{variable: variable, address: addr, server: server}
	server.Handler = l.requests.handler(server.Handler)
	a.listeners = append(a.listeners, l)
}

// Start opens every listener, then serves. When one cannot be opened it stops
// the app and says why.
func (a *app) Start() error {
	for _, l := range a.listeners {
		opened, err := net.Listen("tcp", string(l.address))
		if err != nil {
			return errors.Join(listenError(l, err), a.Stop())
		}
		l.Listener = opened
	}
	for _, l := range a.listeners {
		a.log.Info("listening", "variable", l.variable, "address", l.Addr().String())
		a.serving.Go(func() {
			if err := l.server.Serve(l.Listener); !errors.Is(err, http.ErrServerClosed) {
				a.failed <- fmt.Errorf("serve %s: %w", l.address, err)
			}
		})
	}
	a.ready(true)
	for _, c := range a.checks {
		a.serving.Go(func() { a.check(c) })
	}
	return nil
}

func listenError(l *listener, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s: %s is already in use by another program: end it, or choose another port: %w", l.variable, l.address, err)
	}
	return fmt.Errorf("%s: listen on %s: %w", l.variable, l.address, err)
}

// URL is where the main listener is reached from this machine, once started.
func (a *app) URL() string {
	main := a.listeners[len(a.listeners)-1]
	return "http://" + reachable(main.Addr().String())[0]
}

// Stop ends the server: not ready, no new connections, open answers drained,
// then cut with a last frame each, then every part closed, last in first out.
// It is bounded, may be called at any time and any number of times, and always
// returns what the first call found.
func (a *app) Stop() error { return a.stop() }

func (a *app) end() error {
	var faults []error
	a.ready(false)
	drain := a.drain // only the main listener's, which is the last, are answers to wait for
	for _, l := range slices.Backward(a.listeners) {
		if err := a.endListener(l, drain); err != nil {
			faults = append(faults, fmt.Errorf("stop listening on %s: %w", l.address, err))
		}
		drain = 0
	}
	a.cancel(fault.ErrShutdown) // even when nothing was open: what derives from base ends with it
	a.serving.Wait()
	for _, p := range slices.Backward(a.parts) {
		if err := within(closeWait, p.close); err != nil {
			faults = append(faults, fmt.Errorf("close %s: %w", p.name, err))
		}
	}
	return errors.Join(faults...)
}

// endListener lets open requests finish within the drain time, then cuts them.
// A client that does not even take its last frame is disconnected.
func (a *app) endListener(l *listener, drain time.Duration) error {
	if l.Listener == nil {
		return nil // never opened
	}
	defer func() { // Shutdown closes only what was served
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			a.log.Warn("close listener", "address", l.address, "error", err)
		}
	}()
	err := shutdown(l.server, drain)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if drain > 0 {
		a.log.Info("drain time is over, ending the answers that are still open", "drain", drain.String())
	}
	a.cancel(fault.ErrShutdown)
	if !l.requests.wait(lastFrameWait) {
		a.log.Warn("some clients did not take their last frame, disconnecting them", "address", l.address)
	}
	if err := shutdown(l.server, connWait); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = l.server.Close()
	if !l.requests.wait(lastFrameWait) { // else they would meet closed parts
		err = errors.Join(err, errors.New("a request goes on although its client was disconnected"))
	}
	return err
}

func shutdown(server *http.Server, d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return server.Shutdown(ctx)
}

// within runs close and gives up on it after d.
func within(d time.Duration, close func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("panic: %v", p)
			}
		}()
		done <- close()
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(d):
		return fmt.Errorf("not done within %v", d)
	}
}

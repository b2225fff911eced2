package scrape

import (
	"context"
	"fmt"
	"time"
)

// acquire is a browser that is alive, started if need be. The start belongs to
// nobody: who leaves does not end it for the others.
func (p *pool) acquire(ctx context.Context) (*engine, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	if e := p.engine; e != nil {
		e.active.Add(1)
		e.uses.Add(1)
		p.mu.Unlock()
		return e, nil
	}
	if p.boot == nil {
		if time.Since(p.failed) < coolDown {
			p.mu.Unlock()
			return nil, wrap(ErrUnavailable, "the browser does not start")
		}
		b := &boot{done: make(chan struct{})}
		p.boot = b
		p.running.Go(func() { p.start(b) })
	}
	b := p.boot
	p.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-b.done:
	}
	if b.err != nil {
		return nil, wrap(ErrUnavailable, "the browser does not start")
	}
	return p.acquire(ctx)
}

func (p *pool) start(b *boot) {
	e, err := startEngine(p.ctx, p.opts, p.guard, p.metrics)
	outcome := "ok"
	if err != nil {
		outcome = "failed"
	}
	p.metrics.starts[outcome].Inc()
	p.mu.Lock()
	closed := p.closed
	b.err, p.boot = err, nil
	switch {
	case err != nil:
		p.failed = time.Now()
		if p.fault == nil {
			p.since = p.failed
		}
		p.fault = err
	case !closed:
		p.engine, p.fault = e, nil
	}
	p.mu.Unlock()
	if err != nil && !closed {
		p.log.Error("browser does not start", "error", fmt.Errorf("%w: %w", ErrBrowser, err))
	}
	close(b.done)
	switch {
	case err != nil:
	case closed:
		e.stop()
	default:
		// It comes from a goroutine of the driver's, where nothing may be asked.
		e.onEnd(func() { p.end(e, "died") })
	}
}

func (p *pool) problem() (since time.Time, err error) {
	if p.opts.Browser.named {
		if err := p.available(); err != nil {
			return p.made, fmt.Errorf("%w: %w", ErrBrowser, err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == nil {
		return time.Time{}, nil
	}
	return p.since, fmt.Errorf("%w: %w", ErrBrowser, p.fault)
}

// spawn runs f, which close waits for, unless the pool is closed.
func (p *pool) spawn(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.running.Go(f)
	return true
}

// end kills e, which is not used again.
func (p *pool) end(e *engine, reason string) {
	p.retire(e, reason)
	e.kill()
}

// retire takes e out of use: its last page stops it.
func (p *pool) retire(e *engine, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !e.retired.CompareAndSwap(false, true) {
		return
	}
	p.metrics.ends[reason].Inc()
	if p.engine == e {
		p.engine = nil
	}
	if e.active.Load() == 0 {
		p.stopLater(e)
	}
}

// release ends one use of e.
func (p *pool) release(e *engine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.active.Add(-1) == 0 && e.retired.Load() {
		p.stopLater(e)
	}
}

// stopLater is called with mu held, and by close or before it only: what e's
// last page calls is itself waited for.
func (p *pool) stopLater(e *engine) { p.running.Go(e.stop) }

package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"sync"
	"time"

	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// crumbPattern is the shape of a crumb. An error page or "Too Many Requests"
// does not have it, and must never be kept as one.
var crumbPattern = regexp.MustCompile(`^[A-Za-z0-9./=_+\-]{5,64}$`)

// errOldCrumb marks the refusal of a request for its cookie or crumb.
var errOldCrumb = errors.New("cookie or crumb refused")

// crumbCoolDown is how long no new crumb is asked for after a failure: asking on
// turns a short refusal into a long one.
const crumbCoolDown = time.Minute

// credential is a cookie jar and the crumb that belongs to it. It is immutable.
type credential struct {
	crumb string
	jar   http.CookieJar
}

// crumbs holds the credential and renews it: one renewal at a time, however many
// wait for it. A renewal outlives the caller that began it and ends with the last
// one that waits.
type crumbs struct {
	obtain  func(context.Context) (*credential, error)
	timeout time.Duration
	logger  *slog.Logger

	mu      sync.Mutex
	current *credential
	renewal *renewal
	coolEnd time.Time
	coolErr error
	closed  bool
	wg      sync.WaitGroup
}

// renewal is one attempt to obtain a credential, shared by its waiters.
type renewal struct {
	cancel  context.CancelCauseFunc
	waiters int           // guarded by crumbs.mu
	done    chan struct{} // closed when cred and err are set
	cred    *credential
	err     error
}

// credential is the current one, or a renewed one when there is none or it is
// the refused one. Its error is an *Error, or the cause of ctx's end.
func (c *crumbs) credential(ctx context.Context, refused *credential) (*credential, error) {
	r, cred, err := c.join(ctx, refused)
	if r == nil {
		return cred, err
	}
	select {
	case <-r.done:
		return r.cred, r.err
	case <-ctx.Done():
		c.leave(r)
		return nil, context.Cause(ctx)
	}
}

// join gives the current credential, or the renewal to wait for.
func (c *crumbs) join(ctx context.Context, refused *credential) (*renewal, *credential, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, nil, market.ErrClosed
	}
	if c.current != nil && c.current != refused {
		return nil, c.current, nil
	}
	if left := time.Until(c.coolEnd); left > 0 {
		return nil, nil, again(c.coolErr, left)
	}
	if c.renewal == nil {
		c.renewal = c.start(ctx)
	}
	c.renewal.waiters++
	return c.renewal, nil, nil
}

// start begins a renewal; Close waits for it. It is our own work: all clients wait
// for it, so that it must not wait for the turn of one.
func (c *crumbs) start(ctx context.Context) *renewal {
	ctx = fairqueue.WithClient(context.WithoutCancel(ctx), "")
	ctx, cancel := context.WithCancelCause(ctx)
	ctx, stop := context.WithTimeoutCause(ctx, c.timeout, errSilent)
	r := &renewal{cancel: cancel, done: make(chan struct{})}
	c.wg.Go(func() {
		defer cancel(nil)
		defer stop()
		cred, err := c.contained(ctx)
		c.finish(r, cred, err)
	})
	return r
}

// contained obtains a credential; a panic becomes an error, because there is no
// caller whose recovery would see it.
func (c *crumbs) contained(ctx context.Context) (cred *credential, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.logger.ErrorContext(ctx, "panic while renewing the crumb", "panic", p, "stack", string(debug.Stack()))
			err = &market.Error{Kind: market.ErrUnavailable, Message: "panic while renewing the crumb"}
		}
	}()
	return c.obtain(ctx)
}

func (c *crumbs) finish(r *renewal, cred *credential, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.cred, r.err = cred, err
	close(r.done)
	if c.renewal != r {
		return // abandoned: what it found counts for nobody
	}
	c.renewal = nil
	if err != nil {
		if errors.Is(err, errSilent) {
			r.err = &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no crumb within %s", c.timeout)}
		}
		c.cool(r.err)
		return
	}
	c.current = cred
}

// leave takes one waiter off r; the last one ends it.
func (c *crumbs) leave(r *renewal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.waiters--
	if r.waiters == 0 {
		r.cancel(errAbandoned)
		if c.renewal == r {
			c.renewal = nil
		}
	}
}

// errSilent is the cause of a renewal that took longer than its timeout.
var errSilent = errors.New("no crumb in time")

// errAbandoned is the cause of a renewal that nobody waits for any more.
var errAbandoned = errors.New("nobody is waiting")

// coolDown drops cred, which was refused although it was new, and leaves Yahoo
// alone for a while.
func (c *crumbs) coolDown(cred *credential, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current == cred {
		c.current = nil
		c.cool(err)
	}
}

// cool starts the pause after err; c.mu is held.
func (c *crumbs) cool(err error) {
	pause := crumbCoolDown
	if e, ok := errors.AsType[*market.Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	c.coolEnd, c.coolErr = time.Now().Add(pause), err
}

// again is the error of an earlier failure for a caller who comes while it is
// still too early to try again.
func again(err error, left time.Duration) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok {
		e = &market.Error{Kind: market.ErrUnavailable, Err: err}
	}
	return e.Later(left)
}

// close ends a renewal under way and waits for it.
func (c *crumbs) close() {
	c.mu.Lock()
	c.closed = true
	if c.renewal != nil {
		c.renewal.cancel(market.ErrClosed)
	}
	c.mu.Unlock()
	c.wg.Wait()
}

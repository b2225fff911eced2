package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"sync"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
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
	current *cache.Cache[*credential] // under one key

	mu      sync.Mutex // guards the rest, and what current is dropped for
	coolEnd time.Time
	coolErr error
}

func newCrumbs(obtain func(context.Context) (*credential, error), timeout time.Duration) (*crumbs, error) {
	current, err := cache.New(cache.Options[*credential]{
		Name: "crumb", Entries: 1, Bytes: 1, Cost: func(string, *credential) int64 { return 0 },
		TTL:         func(*credential) time.Duration { return math.MaxInt64 }, // until it is refused
		LoadTimeout: timeout,
	})
	if err != nil {
		return nil, err
	}
	return &crumbs{obtain: obtain, timeout: timeout, current: current}, nil
}

// credential is the current one, or a renewed one when there is none or it is
// the refused one. Its error is an *Error, that of a panic, or the cause of ctx's end.
func (c *crumbs) credential(ctx context.Context, refused *credential) (*credential, error) {
	if err := c.drop(refused); err != nil {
		return nil, err
	}
	item, err := c.current.Get(ctx, "", c.renew)
	if e, ok := errors.AsType[*market.Error](err); ok {
		return nil, e
	}
	if errors.Is(err, cache.ErrClosed) {
		return nil, market.ErrClosed
	}
	return item.Value, err
}

// renew obtains a credential. It is our own work: all clients wait for it, so that it
// must not wait for the turn of one.
func (c *crumbs) renew(ctx context.Context) (*credential, error) {
	cred, err := c.obtain(fairqueue.WithClient(ctx, ""))
	switch cause := context.Cause(ctx); {
	case err == nil:
		return cred, nil
	case errors.Is(cause, cache.ErrLoadTimeout):
		err = &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no crumb within %s", c.timeout)}
	case cause != nil:
		return nil, err // what it found counts for nobody
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cool(err)
	return nil, err
}

// drop gives up the refused credential. It fails while it is too early to ask for
// another.
func (c *crumbs) drop(refused *credential) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.current.Kept("")
	if ok && kept.Value != refused {
		return nil
	}
	if left := time.Until(c.coolEnd); left > 0 {
		return again(c.coolErr, left)
	}
	if ok {
		c.current.Delete("")
	}
	return nil
}

// coolDown drops cred, which was refused although it was new, and leaves Yahoo
// alone for a while.
func (c *crumbs) coolDown(cred *credential, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.current.Kept(""); ok && kept.Value == cred {
		c.current.Delete("")
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
	f, ok := errors.AsType[*outbound.Fault](outboundFault(err))
	if !ok {
		f = &outbound.Fault{Kind: outbound.ErrUnavailable, Err: err}
	}
	return httpsource.FromFault(f.Later(left))
}

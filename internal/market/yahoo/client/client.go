package client

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/url"
	"time"

	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Client asks Yahoo over HTTP, with the crumb where one is wanted.
type Client struct {
	source *outbound.Client
	api    *url.URL
	health httpsource.Health
	crumbs *crumbs
}

// Request is one question to Yahoo's API.
type Request struct {
	Path   string
	Query  url.Values
	Symbol string // for errors
	Crumb  bool   // the endpoint wants cookie and crumb
	// Read takes what it needs from a good answer's body. Its error is an *Error:
	// the request is counted by it.
	Read func(body []byte) error
}

// Ask puts r to Yahoo. An old crumb is renewed once, a broken connection or a
// server fault tried again once, a refusal never.
func (c *Client) Ask(ctx context.Context, r Request) error {
	return twice(ctx, func() error { return c.askWithCrumb(ctx, r) })
}

// twice runs try, and once more after a short pause when its error is one that a
// second try may not meet again.
func twice(ctx context.Context, try func() error) error {
	err := try()
	if !errors.Is(err, errTransient) && !errors.Is(err, outbound.ErrBroken) || ctx.Err() != nil {
		return err
	}
	pause := time.NewTimer(150*time.Millisecond + rand.N(150*time.Millisecond))
	defer pause.Stop()
	select {
	case <-pause.C:
		return try()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// errTransient marks a server fault of which Yahoo does not say how long it lasts.
var errTransient = errors.New("transient")

func (c *Client) askWithCrumb(ctx context.Context, r Request) error {
	if !r.Crumb {
		err := c.send(ctx, r, nil)
		if !errors.Is(err, errOldCrumb) {
			return err
		}
		// Asked for a crumb where none was needed before: give it one.
	}
	// A breaker that is open must not cost a refresh of the crumb.
	if err := c.source.Held(); err != nil {
		return httpsource.FromFault(err)
	}
	var old *credential
	for {
		cred, err := c.crumbs.credential(ctx, old)
		if err != nil {
			return err
		}
		if err = c.send(ctx, r, cred); !errors.Is(err, errOldCrumb) {
			return err
		}
		if old != nil {
			// Refused with a crumb fresh from the source: asking for ever more
			// crumbs is a storm.
			c.crumbs.coolDown(cred, err)
			return err
		}
		old = cred
	}
}

// New makes a Client. It reaches for nothing before the first request.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	base, err := o.validate()
	if err != nil {
		return nil, err
	}
	c := &Client{source: outbound.New(o.outbound()), api: &url.URL{Scheme: "https", Host: "query1.finance.yahoo.com"}}
	s := &session{
		exchange: c.exchange,
		cookie:   &url.URL{Scheme: "https", Host: "fc.yahoo.com", Path: "/"},
		front:    &url.URL{Scheme: "https", Host: "finance.yahoo.com", Path: "/quote/AAPL"},
		trusted:  yahooSite,
	}
	if base != nil {
		c.api, s.cookie, s.front = base, under(base, "/"), under(base, "/quote/AAPL")
		s.trusted = func(u *url.URL) bool { return u.Scheme == base.Scheme && u.Host == base.Host }
	}
	s.crumb = under(c.api, "/v1/test/getcrumb")
	c.crumbs, err = newCrumbs(s.obtain, 3*o.Timeout)
	return c, err
}

// under is path below base. JoinPath gives a base without a path a relative one,
// which no cookie jar matches.
func under(base *url.URL, path string) *url.URL {
	u := *base
	u.Path += path
	return &u
}

// Problem is why the last request to Yahoo failed and since when requests do, nil
// while they succeed. Requests that the breaker holds back change nothing.
func (c *Client) Problem() (since time.Time, err error) { return c.health.Problem() }

// Held is the *market.Error of a request that would be held back now, nil when it would
// not.
func (c *Client) Held() error { return httpsource.FromFault(c.source.Held()) }

// Close ends the requests under way for a cookie and its crumb, and waits for them.
func (c *Client) Close() {
	c.crumbs.current.Close()
	c.source.Close()
}

// Package outbound is the one way of asking the world for data: with turns, a timeout,
// a cap on answers, a circuit breaker that heeds Retry-After, typed faults and metrics.
//
// What a source's answer means its owner says, in [Request.Read]: a [Fault] of one of
// the kinds here tells the breaker that the source refuses us or is down, any other
// error is an answer that the owner does not like. The owner puts the kinds into its
// own terms where a fault leaves it.
//
// It follows no redirect, which could take a question or a key to whom nobody chose,
// tries nothing twice, logs nothing, and starts no goroutine.
package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client asks one source. It is safe for use by many goroutines.
type Client struct {
	http    *http.Client
	header  http.Header
	timeout time.Duration
	maxBody int64
	turns   *turns
	breaker *breaker
	metrics *metrics
}

// Request is one question to a source.
type Request struct {
	Method string // empty: GET
	URL    *url.URL
	Header http.Header // before Options.Header
	Body   []byte
	Jar    http.CookieJar // where cookies come from and go to; nil: nowhere
	// Read judges the answer, whatever its status, and takes what it needs. By its
	// error the request is counted.
	Read func(Answer) error
	// Unguarded goes past the breaker and tells it nothing: for what has to be had
	// before a question can be asked, such as a cookie.
	Unguarded bool
}

// Answer is what came back.
type Answer struct {
	Status   int
	Header   http.Header
	Location *url.URL // where a redirect leads; nil: nowhere
	Body     []byte
}

// New makes a Client. It does not speak to its source yet.
func New(o Options) *Client {
	o = o.withDefaults()
	b := newBreaker(o.Breaker)
	m := newMetrics(o, func() bool { return b.held() != nil })
	return &Client{
		http: &http.Client{
			Transport:     o.RoundTripper,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		header: o.Header, timeout: o.Timeout, maxBody: o.MaxBody,
		turns: newTurns(o, m.waited), breaker: b, metrics: m,
	}
}

// Close gives up idle connections. Requests under way go on.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Held is the *Fault of a request that the breaker would hold back now, nil when it
// would not.
func (c *Client) Held() error { return c.breaker.held() }

// Ask puts r to the source, unless it is held back. Its error is that of r.Read, a
// *Fault, or the cause of ctx when that has ended.
func (c *Client) Ask(ctx context.Context, r Request) error {
	exchange := func(ctx context.Context) error { return c.roundTrip(ctx, r) }
	if r.Unguarded {
		return c.once(ctx, exchange)
	}
	return c.Call(ctx, exchange)
}

// Call does for a request that somebody else makes what Ask does for its own, but for
// the cap on the answer. ask must heed its context.
func (c *Client) Call(ctx context.Context, ask func(context.Context) error) error {
	return c.breaker.do(ctx, func() error { return c.once(ctx, ask) })
}

// once waits for a turn and makes one counted request within the timeout.
func (c *Client) once(ctx context.Context, ask func(context.Context) error) error {
	leave, err := c.turns.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	start := time.Now()
	within, cancel := context.WithTimeoutCause(ctx, c.timeout, errSilent)
	defer cancel()
	if err = ask(within); errors.Is(err, errSilent) {
		err = &Fault{Kind: ErrUnavailable, Message: fmt.Sprintf("no answer within %s", c.timeout)}
	}
	c.metrics.ended(ctx, start, err)
	return err
}

// errSilent is the cause of a request that took longer than its timeout.
var errSilent = errors.New("no answer in time")

func (c *Client) roundTrip(ctx context.Context, r Request) error {
	req, err := http.NewRequestWithContext(c.turns.counted(ctx), r.Method, r.URL.String(), bytes.NewReader(r.Body))
	if err != nil {
		return broken(ctx, err)
	}
	for _, header := range []http.Header{c.header, r.Header} {
		for name, values := range header {
			req.Header[name] = values
		}
	}
	client := *c.http
	client.Jar = r.Jar
	resp, err := client.Do(req)
	if err != nil {
		return broken(ctx, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
	// An answer that is whole says nothing more when it is closed.
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return broken(ctx, err)
	}
	if int64(len(body)) > c.maxBody {
		return &Fault{Kind: ErrMalformed, Status: resp.StatusCode, Message: fmt.Sprintf("answer is longer than %d bytes", c.maxBody)}
	}
	a := Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}
	if to, err := resp.Location(); err == nil {
		a.Location = to
	}
	return r.Read(a)
}

// broken is the error of a request without a whole answer.
func broken(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	// The URL carries the question, and perhaps a key, which are nobody's business.
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return &Fault{Kind: ErrUnavailable, Err: brokenBy{err}}
}

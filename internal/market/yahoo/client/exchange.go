package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/market"
)

// send makes one HTTP request and reads its answer.
func (c *Client) send(ctx context.Context, r Request, cred *credential) error {
	u := under(c.api, r.Path)
	query := url.Values{}
	for k, v := range r.Query {
		query[k] = v
	}
	if cred != nil {
		query.Set("crumb", cred.crumb)
	}
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return &market.Error{Kind: market.ErrUnavailable, Symbol: r.Symbol, Err: err}
	}
	var jar http.CookieJar
	if cred != nil {
		jar = cred.jar
	}
	err = c.exchange(req, jar, func(resp *http.Response, body []byte) error {
		if err := judge(resp, body); err != nil {
			return err
		}
		return r.Read(body)
	})
	if e, ok := errors.AsType[*market.Error](err); ok && e.Symbol == "" {
		e.Symbol = r.Symbol
	}
	return err
}

// exchange waits for a turn, sends req, reads the capped body and gives both to
// read; it counts the outcome. Cookies go in and out of jar when there is one.
func (c *Client) exchange(req *http.Request, jar http.CookieJar, read func(*http.Response, []byte) error) error {
	ctx := req.Context()
	release, err := c.turn(ctx)
	if err != nil {
		return err
	}
	defer release()
	start := time.Now()
	err = c.roundTrip(req, jar, read)
	c.metrics.ended(ctx, start, err)
	c.health.note(ctx, err)
	return err
}

// turn waits until fewer than the allowed number of requests are under way, and
// fewer than half of it for the same client.
func (c *Client) turn(ctx context.Context) (release func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	began := time.Now()
	release, err = c.turns.Enter(waiting)
	c.metrics.waited.Observe(time.Since(began).Seconds())
	switch {
	case err == nil:
		return release, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no turn within %s", c.timeout), RetryAfter: c.timeout, Err: market.ErrBusy}
}

func (c *Client) roundTrip(req *http.Request, jar http.CookieJar, read func(*http.Response, []byte) error) error {
	ctx, cancel := context.WithTimeoutCause(req.Context(), c.timeout, errSilent)
	defer cancel()
	req = req.WithContext(ctx)
	c.dress(req)
	client := *c.http
	client.Jar = jar
	resp, err := client.Do(req)
	if err != nil {
		return c.halted(req, err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil && ctx.Err() == nil {
			c.logger.WarnContext(ctx, "close body of market data answer", "path", req.URL.Path, "error", err)
		}
	}()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
	if err != nil {
		return c.halted(req, err)
	}
	if int64(len(body)) > c.maxBody {
		return &market.Error{Kind: market.ErrMalformed, Status: resp.StatusCode, Message: fmt.Sprintf("answer is longer than %d bytes", c.maxBody)}
	}
	return read(resp, body)
}

// errSilent is the cause of a request that took longer than its timeout.
var errSilent = errors.New("no answer in time")

// halted is the error of a request without a whole answer.
func (c *Client) halted(req *http.Request, err error) error {
	ctx := req.Context()
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, errSilent) {
			return &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no answer within %s", c.timeout)}
		}
		return cause
	}
	// The URL carries the crumb, which is nobody's business.
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return &market.Error{Kind: market.ErrUnavailable, Err: broken{err}}
}

// broken is a connection that broke: its text is the cause alone.
type broken struct{ error }

func (broken) Is(target error) bool { return target == errTransient }
func (b broken) Unwrap() error      { return b.error }

// dress gives req the headers of a browser: without them Yahoo answers 429 or
// sends no cookie.
func (c *Client) dress(req *http.Request) {
	set := func(name, value string) {
		if req.Header.Get(name) == "" {
			req.Header.Set(name, value)
		}
	}
	set("User-Agent", c.userAgent)
	set("Accept", "*/*")
	set("Accept-Language", "en-US,en;q=0.9")
}

// defaultRoundTripper is the standard one with bounds on dialling, so that a dead
// route is known long before the request's timeout.
func defaultRoundTripper(perHost int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	t.MaxIdleConnsPerHost = perHost
	t.ForceAttemptHTTP2 = true
	return t
}

package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// caller makes the HTTP requests of one engine.
type caller struct {
	engine  string
	client  *http.Client // follows no redirect
	maxBody int64
	agent   string // User-Agent
	key     string // kept out of every error
}

// answer is what came back, whatever its status.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// request is what an engine is asked.
type request struct {
	method, base, path string
	query              url.Values
	header             map[string]string
	body               []byte
}

// send makes one request and reads its answer within bounds.
func (c caller) send(ctx context.Context, r request) (answer, error) {
	u, err := url.Parse(r.base)
	if err != nil {
		return answer{}, c.fail(ErrUnavailable, "its address is not a URL")
	}
	u = u.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), bytes.NewReader(r.body))
	if err != nil {
		return answer{}, c.broken(ctx, err)
	}
	req.Header.Set("User-Agent", c.agent)
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return answer{}, c.broken(ctx, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
	// An answer that is whole says nothing more when it is closed.
	err = errors.Join(err, resp.Body.Close())
	a := answer{resp.StatusCode, resp.Header, body}
	switch {
	case err != nil:
		return answer{}, c.broken(ctx, err)
	case int64(len(body)) > c.maxBody:
		return answer{}, c.fail(ErrMalformed, fmt.Sprintf("answer is longer than %d bytes", c.maxBody))
	case a.status >= 300 && a.status < 400:
		return answer{}, c.elsewhere(resp)
	}
	return a, nil
}

// elsewhere is the error of a redirect: to follow it would take the question,
// and perhaps the key, to whom nobody chose.
func (c caller) elsewhere(resp *http.Response) error {
	to := "nowhere"
	if u, err := resp.Location(); err == nil {
		to = u.Scheme + "://" + u.Host
	}
	e := c.fail(ErrMalformed, "a redirect, which is not followed")
	e.Status, e.Said = resp.StatusCode, c.said("to "+to)
	return e
}

// broken is the error of a request without a whole answer.
func (c caller) broken(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	// The URL carries the question, which is nobody's business.
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return c.fail(ErrUnavailable, err.Error())
}

func (c caller) fail(kind error, message string) *Error {
	return &Error{Kind: kind, Engine: c.engine, Message: message}
}

// heard is the beginning of an answer.
func (c caller) heard(a answer) string { return c.said(string(a.body[:min(len(a.body), 4<<10)])) }

// refused is the error of an answer that is no success, nil for one that is.
func (c caller) refused(a answer) *Error {
	kind := ErrUnavailable
	switch {
	case a.status >= 200 && a.status < 300:
		return nil
	case a.status == http.StatusTooManyRequests, a.status == http.StatusForbidden, a.status == http.StatusPaymentRequired:
		kind = ErrBlocked
	case a.status == http.StatusUnauthorized:
		kind = ErrUnauthorized
	case a.status == http.StatusBadRequest, a.status == http.StatusUnprocessableEntity, a.status == http.StatusRequestURITooLong:
		kind = ErrQuery
	case a.status < 500:
		kind = ErrMalformed // an address or a method that is none
	}
	e := c.fail(kind, "")
	e.Status, e.Said, e.RetryAfter = a.status, c.heard(a), retryAfter(a.header, time.Now())
	return e
}

// decode reads a JSON object. A field of an odd type is left at zero: the rest is
// good.
func (c caller) decode(a answer, v any) error {
	err := json.Unmarshal(a.body, v)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !odd || !bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("{")) {
		e := c.fail(ErrMalformed, "not JSON")
		e.Status, e.Said = a.status, c.heard(a)
		return e
	}
	return nil
}

// retryAfter reads the header in both its forms.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(s, 0), int(longestPause/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), longestPause)
	}
	return 0
}

package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"

	"quotewire/internal/outbound"
	"quotewire/internal/plaintext"
)

const (
	maxErrorBody  = 64 << 10
	errorBodyTime = 2 * time.Second // the status is known by then; its text is not worth more
)

// exchange carries out one request that go-openai built. It stands where
// go-openai expects an HTTP client, for it has to see what that hides: the
// headers, and the body, which the caller reads itself. Whatever is not an
// event stream becomes an error here, read within bounds.
type exchange struct {
	client *Client
	write  func([]byte) ([]byte, error) // the request's body; nil: go-openai's own
	sent   bool
	resp   *http.Response
	said   string // the body of a refusal
}

// Do sends the request.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	x.sent = true
	req.Header.Set("User-Agent", "quotewire")
	req.Header.Del("Connection")
	// Present but empty, the key is not sent, yet lets net/http repeat the
	// request when a pooled connection turns out to be dead: after a restart of
	// the server all of them are.
	req.Header["Idempotency-Key"] = nil
	req, body, err := lighten(req, x.write, x.client.bodies)
	if err != nil {
		return nil, err
	}
	resp, err := x.client.http.Do(req)
	body.drop()
	if err != nil {
		return nil, err
	}
	x.resp = resp
	switch {
	case resp.StatusCode == http.StatusOK:
		return resp, nil
	case resp.StatusCode >= 400:
		return x.capped(), nil
	}
	x.client.close(resp.Body)
	return nil, x.client.odd(resp)
}

// capped replaces the body, which go-openai would read to its end.
func (x *exchange) capped() *http.Response {
	capped := *x.resp
	x.said = x.client.errorText(x.resp)
	capped.Body = io.NopCloser(strings.NewReader(x.said))
	return &capped
}

// errorText reads what a failed answer says and closes it.
func (c *Client) errorText(resp *http.Response) string {
	defer c.close(resp.Body)
	if encoded(resp) != "" {
		return ""
	}
	stop := time.AfterFunc(errorBodyTime, func() { c.close(resp.Body) })
	defer stop.Stop()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // what came is enough
	return string(text)
}

// open starts a step and returns the response, its body a stream.
func (c *Client) open(ctx context.Context, req wired) (*http.Response, error) {
	x := &exchange{client: c, write: req.append}
	// go-openai's stream reader has no bound on a line and takes a broken stream
	// for a complete one: it is dropped, and resp.Body read by us.
	_, err := c.openai(x).CreateChatCompletionStream(ctx, openai.ChatCompletionRequest{Model: req.model})
	if err != nil {
		return nil, c.refusal(x, err)
	}
	if coding := encoded(x.resp); coding != "" {
		c.close(x.resp.Body)
		return nil, &Error{Kind: ErrMalformed, Status: x.resp.StatusCode, Message: c.oneLine("content coding " + coding + " that was not asked for")}
	}
	return x.resp, nil
}

func (c *Client) openai(doer openai.HTTPDoer) *openai.Client {
	config := openai.DefaultConfig(c.opts.APIKey)
	config.BaseURL = c.opts.BaseURL
	config.HTTPClient = doer
	return openai.NewClientWithConfig(config)
}

func encoded(resp *http.Response) string {
	coding := resp.Header.Get("Content-Encoding")
	if strings.EqualFold(coding, "identity") {
		return ""
	}
	return coding
}

// odd is the error for an answer that is neither a stream nor a failure. A
// redirect is one: to follow it would take prompt and key elsewhere.
func (c *Client) odd(resp *http.Response) error {
	e := &Error{Kind: ErrMalformed, Status: resp.StatusCode, Message: "a success without content"}
	if resp.StatusCode >= 300 {
		to := "nowhere"
		if u, err := resp.Location(); err == nil {
			to = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
		}
		e.Message, e.Said = "a redirect, which is not followed", c.oneLine("to "+to)
	}
	return e
}

// refusal is the error for a request that got no stream.
func (c *Client) refusal(x *exchange, err error) error {
	if ours, ok := errors.AsType[*Error](err); ok {
		return ours
	}
	if !x.sent {
		return &Error{Kind: ErrRefused, Message: "not sent", Err: c.cause(err)}
	}
	if x.resp == nil {
		if outer, ok := errors.AsType[*url.Error](err); ok {
			err = outer.Err // without the URL, which may hold credentials
		}
		return &Error{Kind: ErrUnavailable, Err: c.cause(err)}
	}
	e := c.faultError(faultOf(err), x.resp.StatusCode)
	e.RetryAfter = retryAfter(x.resp.Header)
	e.raw = x.said
	return e
}

// faultOf reads go-openai's errors. A RequestError may hold an APIError that
// could not be decoded, so it comes first.
func faultOf(err error) fault {
	if request, ok := errors.AsType[*openai.RequestError](err); ok {
		if f, ok := parseFault(request.Body); ok {
			return f
		}
		return fault{message: string(request.Body)}
	}
	api, ok := errors.AsType[*openai.APIError](err)
	if !ok {
		return fault{message: err.Error()}
	}
	code := api.Type
	if api.Code != nil {
		code = fmt.Sprint(api.Code) + " " + code
	}
	return fault{message: api.Message, code: strings.ToLower(code)}
}

// faultError is the error for what a server said. A status of 0 leaves it to
// the fault itself.
func (c *Client) faultError(f fault, status int) *Error {
	if status == 0 {
		status = f.status
	}
	e := &Error{Kind: f.kind(status), Status: status, Said: c.oneLine(f.message)}
	if e.Kind == ErrUnavailable && status != 0 {
		e.Err = ErrFailed
	}
	if e.Kind == ErrUnavailable && loading.MatchString(plaintext.Clip(f.message, maxRefusal)) {
		e.Err = ErrLoading
	}
	if e.Said == "" {
		e.Said = c.oneLine(f.code)
	}
	return e
}

// retryAfter reads the header, and OpenAI's finer one.
func retryAfter(h http.Header) time.Duration {
	const longest = 24 * time.Hour
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(min(ms, float64(longest/time.Millisecond)) * float64(time.Millisecond))
	}
	return outbound.RetryAfter(h, longest)
}

// close ends a body. What it says is of no use: the answer is complete, or it
// has failed, or its reader has left.
func (c *Client) close(body io.Closer) {
	if err := body.Close(); err != nil {
		c.opts.Logger.Debug("close model response", slog.String("error", c.oneLine(err.Error())))
	}
}

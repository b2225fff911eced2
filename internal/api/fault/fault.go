// Package fault says what went wrong: to programs by a code and a status, to people
// in words of ours, and to the operator by what may be changed about it.
//
// It makes a [Fault] of any error, in one place, and writes it as JSON; a client that
// speaks another protocol gets the same Fault in the form of that. It refuses to
// pass on what upstream said, and knows of no routes.
package fault

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/market"
)

// ErrShutdown is the cause to cancel a server's base context with: each open
// answer then ends in an error event that says so.
var ErrShutdown = errors.New("server shuts down")

// ErrAnswerTimeout is the cause to end an answer with that takes too long.
var ErrAnswerTimeout = errors.New("answer took too long")

// Fault is an error as a client may see it: nothing in it comes from upstream.
type Fault struct {
	Code       Code
	Message    string
	Fix        string        // how to mend it; optional
	Field      string        // of the request that is wrong: all that the log tells of it
	Logged     string        // for the log in place of Message, where that repeats what the client sent
	RetryAfter time.Duration // when to come back; 0: not said
	Allow      []string      // the methods of a 405
	Cause      error         // for the log only
}

func (f *Fault) Error() string {
	s := string(f.Code) + ": " + cmp.Or(f.Logged, f.Field, f.Message)
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

func (f *Fault) Unwrap() error { return f.Cause }

// Invalid names the field that is wrong and, in fix, what would be right. Both
// texts may hold what the client wrote: they do not reach the log.
func Invalid(field, wrong, fix string) *Fault {
	return &Fault{Code: InvalidRequest, Field: field, Message: field + ": " + wrong, Fix: fix}
}

// Of is what a client is told of err.
func Of(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Fault{Code: BodyTooLarge, Message: fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit), Fix: "shorten page_text", Cause: err}
	}
	for _, row := range rows() {
		if errors.Is(err, row.is) {
			if e, ok := errors.AsType[*market.Error](err); ok && e.Tried != (market.Symbol{}) {
				row.fix += "; it does not know " + e.Tried.String() + " either"
			}
			return &Fault{Code: row.code, Message: row.message, Fix: row.fix, RetryAfter: retryAfter(row.code, err), Cause: err}
		}
	}
	return &Fault{Code: Internal, Message: "something went wrong on our side", Fix: "try again; the operator finds the cause in the log by the request id", Cause: err}
}

// retryAfter prefers what the source asked for, within reason.
func retryAfter(c Code, err error) time.Duration {
	asked := time.Duration(0)
	if e, ok := errors.AsType[*llm.Error](err); ok {
		asked = e.RetryAfter
	} else if e, ok := errors.AsType[*market.Error](err); ok {
		asked = e.RetryAfter
	}
	switch c {
	case ModelRateLimited, MarketBlocked, ModelUnavailable, MarketUnavailable:
		if asked > 0 {
			return min(max(asked, time.Second), time.Hour)
		}
	}
	switch c {
	case MarketBlocked:
		return time.Minute
	case ModelRateLimited, Shutdown, Overloaded:
		return Soon()
	}
	return 0
}

// Soon is 1 to 5 seconds, so that those who were turned away together do not
// all come back together.
func Soon() time.Duration { return time.Duration(1+rand.IntN(5)) * time.Second }

// SetHeader sets what a fault says beside its body.
func (f *Fault) SetHeader(h http.Header) {
	switch f.Code {
	case Unauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="quotewire"`)
	case MethodNotAllowed:
		h.Set("Allow", strings.Join(f.Allow, ", "))
	case RequestTimeout:
		h.Set("Connection", "close") // the rest of the body may still come
	}
	if f.RetryAfter > 0 {
		// Rounded up: a client that comes a moment early is refused again.
		h.Set("Retry-After", strconv.FormatInt(int64((f.RetryAfter+time.Second-1)/time.Second), 10))
	}
}

// Data is a fault on the wire, within an event or an answer.
type Data struct {
	Code      Code   `json:"code"`
	Message   string `json:"message"`
	Fix       string `json:"fix,omitempty"`
	RequestID string `json:"request_id,omitempty"` // empty within the answer to a request
}

// Body is the response in whose place a fault is.
type Body struct {
	Error Data `json:"error"`
}

// Data is what a client reads of f.
func (f *Fault) Data(requestID string) Data {
	return Data{Code: f.Code, Message: f.Message, Fix: f.Fix, RequestID: requestID}
}

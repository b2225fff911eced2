package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
	"quotewire/internal/session"
	"quotewire/internal/study"
)

// ErrShutdown is the cause to cancel a server's base context with: each open
// answer then ends in an error event that says so.
var ErrShutdown = errors.New("server shuts down")

var (
	errAnswerTimeout = errors.New("answer took too long")
	errClientGone    = errors.New("client is gone")
	errInternal      = errors.New("internal fault")
	errNoEnd         = errors.New("answer broke off without an end")
)

// code is the stable name of what went wrong, for programs.
type code string

const (
	codeInvalidRequest    code = "invalid_request"
	codeUnauthorized      code = "unauthorized"
	codeForbidden         code = "forbidden"
	codeNotFound          code = "not_found"
	codeMethodNotAllowed  code = "method_not_allowed"
	codeRequestTimeout    code = "request_timeout"
	codeSessionBusy       code = "session_busy"
	codeBodyTooLarge      code = "body_too_large"
	codeMediaType         code = "unsupported_media_type"
	codeUnanswerable      code = "unanswerable"
	codeRateLimited       code = "rate_limited"
	codeInternal          code = "internal"
	codeOverloaded        code = "overloaded"
	codeShutdown          code = "shutdown"
	codeTimeout           code = "timeout"
	codeModelUnavailable  code = "model_unavailable"
	codeModelRateLimited  code = "model_rate_limited"
	codeModelUnauthorized code = "model_unauthorized"
	codeModelRefused      code = "model_refused"
	codeModelMalformed    code = "model_malformed"
	codeModelTruncated    code = "model_truncated"
	codeModelTimeout      code = "model_timeout"
	codeModelUnknown      code = "model_unknown"
	codeModelNoTools      code = "model_no_tools"
	codeModelNoAPI        code = "model_no_api"
	codeModelNoCredit     code = "model_no_credit"
	codeModelWindow       code = "model_window"
	codeMarketBlocked     code = "market_blocked"
	codeMarketUnavailable code = "market_unavailable"
	codeMarketMalformed   code = "market_malformed"
	codePageForbidden     code = "page_forbidden"
	codePageRefused       code = "page_refused"
	codePageUnreadable    code = "page_unreadable"
	codePageUnavailable   code = "page_unavailable"
)

// statuses is every code with its HTTP status.
func statuses() map[code]int {
	return map[code]int{
		codeInvalidRequest:    http.StatusBadRequest,
		codeUnauthorized:      http.StatusUnauthorized,
		codeForbidden:         http.StatusForbidden,
		codeNotFound:          http.StatusNotFound,
		codeMethodNotAllowed:  http.StatusMethodNotAllowed,
		codeRequestTimeout:    http.StatusRequestTimeout,
		codeSessionBusy:       http.StatusConflict,
		codeBodyTooLarge:      http.StatusRequestEntityTooLarge,
		codeMediaType:         http.StatusUnsupportedMediaType,
		codeUnanswerable:      http.StatusUnprocessableEntity,
		codeRateLimited:       http.StatusTooManyRequests,
		codeInternal:          http.StatusInternalServerError,
		codeOverloaded:        http.StatusServiceUnavailable,
		codeShutdown:          http.StatusServiceUnavailable,
		codeTimeout:           http.StatusGatewayTimeout,
		codeModelUnavailable:  http.StatusBadGateway,
		codeModelRateLimited:  http.StatusServiceUnavailable,
		codeModelUnauthorized: http.StatusBadGateway,
		codeModelRefused:      http.StatusBadGateway,
		codeModelMalformed:    http.StatusBadGateway,
		codeModelTruncated:    http.StatusBadGateway,
		codeModelTimeout:      http.StatusGatewayTimeout,
		codeModelUnknown:      http.StatusBadGateway,
		codeModelNoTools:      http.StatusBadGateway,
		codeModelNoAPI:        http.StatusBadGateway,
		codeModelNoCredit:     http.StatusBadGateway,
		codeModelWindow:       http.StatusBadGateway,
		codeMarketBlocked:     http.StatusServiceUnavailable,
		codeMarketUnavailable: http.StatusBadGateway,
		codeMarketMalformed:   http.StatusBadGateway,
		codePageForbidden:     http.StatusUnprocessableEntity,
		codePageRefused:       http.StatusBadGateway,
		codePageUnreadable:    http.StatusUnprocessableEntity,
		codePageUnavailable:   http.StatusBadGateway,
	}
}

// fault is an error as a client may see it: nothing in it comes from upstream.
type fault struct {
	code       code
	message    string
	fix        string        // how to mend it; optional
	field      string        // of the request that is wrong: all that the log tells of it
	logged     string        // for the log in place of message, where that repeats what the client sent
	retryAfter time.Duration // when to come back; 0: not said
	allow      []string      // the methods of a 405
	cause      error         // for the log only
}

func (f *fault) Error() string {
	s := string(f.code) + ": " + cmp.Or(f.logged, f.field, f.message)
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

func (f *fault) Unwrap() error { return f.cause }

// invalid names the field that is wrong and, in fix, what would be right. Both
// texts may hold what the client wrote: they do not reach the log.
func invalid(field, wrong, fix string) *fault {
	return &fault{code: codeInvalidRequest, field: field, message: field + ": " + wrong, fix: fix}
}

// publicFault is one row of the table that turns the errors of the packages
// below into what a client reads. What an operator reads beside it is in
// operatorHints.
type publicFault struct {
	is           error
	code         code
	message, fix string
}

// publicFaults is searched from its top: causes that end an answer from outside
// stand before the errors that they bring about.
func publicFaults() []publicFault {
	return []publicFault{
		{ErrShutdown, codeShutdown, "the server is shutting down", "ask again in a few seconds"},
		{errAnswerTimeout, codeTimeout, "the answer took too long", "ask a smaller question"},

		{session.ErrBusy, codeSessionBusy, "session_id: this session is answering another question", "wait for that answer, or leave session_id out to start a new session"},
		{session.ErrUnknown, codeNotFound, "session_id: there is no such session", "leave session_id out to start a new session; sessions end after an hour without use"},
		{session.ErrFull, codeOverloaded, "there is no room for another session", "try again later"},

		{answer.ErrUnanswerable, codeUnanswerable, "the model refuses the question", "ask in another way"},
		{answer.ErrEmpty, codeModelMalformed, "the model wrote no answer", "ask again, or in another way"},
		{llm.ErrRateLimited, codeModelRateLimited, "the model server limits our rate", "try again later"},
		{llm.ErrUnauthorized, codeModelUnauthorized, "the model server refuses our key", "the operator has to set a valid key"},
		{llm.ErrUnknownModel, codeModelUnknown, "the model server does not have the model", "the operator has to name a model that it has"},
		{llm.ErrNoTools, codeModelNoTools, "the model, as its server runs it, takes no tools, and without them there are no figures", "the operator has to choose a model with tools, or to switch them on at the model server"},
		{llm.ErrNoAPI, codeModelNoAPI, "there is no chat API at the address of the model server", "the operator has to correct the address, which mostly ends in /v1"},
		{llm.ErrNoCredit, codeModelNoCredit, "the credit at the model server is spent", "the operator has to add credit"},
		{llm.ErrWindow, codeModelWindow, "the conversation is larger than the model's context window", "begin a new session or send a smaller page_text; when a short question meets this, the operator has to give the model a larger window"},
		{llm.ErrRefused, codeModelRefused, "the model server refuses the request", "try again; when each question meets this, the operator finds the cause in the log by the request id"},
		{llm.ErrMalformed, codeModelMalformed, "the model server sent an answer that cannot be read", "try again"},
		{llm.ErrTruncated, codeModelTruncated, "the model server broke off its answer", "try again"},
		{llm.ErrIdle, codeModelTimeout, "the model server fell silent", "try again"},
		{llm.ErrLoading, codeModelUnavailable, "the model server is still loading the model", "try again in a minute"},
		{llm.ErrFailed, codeModelUnavailable, "the model server has failed", "try again later"},
		{llm.ErrUnavailable, codeModelUnavailable, "the model server cannot be reached", "try again later"},

		{market.ErrUnknownSymbol, codeNotFound, "symbol: the market data source does not know it", "look it up with /api/symbols?q="},
		{market.ErrNoData, codeUnanswerable, "there is no data in that period", "ask for another period or interval"},
		{market.ErrBlocked, codeMarketBlocked, "the market data source refuses our requests for now", "try again later"},
		{market.ErrMalformed, codeMarketMalformed, "the market data source sent an answer that cannot be read", "try again later"},
		{market.ErrBusy, codeOverloaded, "too many requests for market data are waiting", "wait as long as Retry-After says"},
		{market.ErrUnavailable, codeMarketUnavailable, "the market data source cannot be reached", "try again later"},

		{scrape.ErrURL, codeInvalidRequest, "url: it is not the address of a web page", "send an absolute http or https URL"},
		{scrape.ErrPart, codeInvalidRequest, "part: the page does not have so many", "send 1 to the parts that the page's first part tells of"},
		{scrape.ErrForbidden, codePageForbidden, "url: it leads to an address that is not open to the outside", "send the address of a public page"},
		{scrape.ErrRobots, codePageRefused, "the site asks programs not to read this page", "read another page"},
		{scrape.ErrBlocked, codePageRefused, "the site refuses to show the page to us", "read another page, or send its text as page_text"},
		{scrape.ErrNotFound, codeNotFound, "url: there is no such page", "check the address"},
		{scrape.ErrTooLarge, codePageUnreadable, "the page is too large", "read another page"},
		{scrape.ErrUnsupported, codePageUnreadable, "the page cannot be read as text", "send the address of a page, a PDF, a feed or a text"},
		{scrape.ErrEmpty, codePageUnreadable, "the page has no text", "read another page"},
		{study.ErrBusy, codeOverloaded, "too many analyses are waiting to be computed", "wait as long as Retry-After says"},
		{scrape.ErrBusy, codeOverloaded, "too many pages are being read", "try again in a few seconds"},
		{scrape.ErrBrowser, codePageUnavailable, "the browser for pages that need JavaScript cannot be used", "read another page"},
		{scrape.ErrUnavailable, codePageUnavailable, "the page cannot be reached", "try again later"},

		{scrape.ErrClosed, codeShutdown, "the server is shutting down", "ask again in a few seconds"},
		{session.ErrClosed, codeShutdown, "the server is shutting down", "ask again in a few seconds"},
		{market.ErrClosed, codeShutdown, "the server is shutting down", "ask again in a few seconds"},
		{context.DeadlineExceeded, codeTimeout, "it took too long", "try again"},
	}
}

// faultOf is what a client is told of err.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{code: codeBodyTooLarge, message: fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit), fix: "shorten page_text", cause: err}
	}
	for _, row := range publicFaults() {
		if errors.Is(err, row.is) {
			if e, ok := errors.AsType[*market.Error](err); ok && e.Tried != (market.Symbol{}) {
				row.fix += "; it does not know " + e.Tried.String() + " either"
			}
			return &fault{code: row.code, message: row.message, fix: row.fix, retryAfter: retryAfter(row.code, err), cause: err}
		}
	}
	return &fault{code: codeInternal, message: "something went wrong on our side", fix: "try again; the operator finds the cause in the log by the request id", cause: err}
}

// retryAfter prefers what the source asked for, within reason.
func retryAfter(c code, err error) time.Duration {
	asked := time.Duration(0)
	if e, ok := errors.AsType[*llm.Error](err); ok {
		asked = e.RetryAfter
	} else if e, ok := errors.AsType[*market.Error](err); ok {
		asked = e.RetryAfter
	}
	switch c {
	case codeModelRateLimited, codeMarketBlocked, codeModelUnavailable, codeMarketUnavailable:
		if asked > 0 {
			return min(max(asked, time.Second), time.Hour)
		}
	}
	switch c {
	case codeMarketBlocked:
		return time.Minute
	case codeModelRateLimited, codeShutdown, codeOverloaded:
		return soon()
	}
	return 0
}

// soon is 1 to 5 seconds, so that those who were turned away together do not
// all come back together.
func soon() time.Duration { return time.Duration(1+rand.IntN(5)) * time.Second }

// retrySeconds rounds up: a client that comes a moment early is refused again.
func retrySeconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

// errorData is a fault on the wire, in an error event or in an error body.
type errorData struct {
	Code      code   `json:"code"`
	Message   string `json:"message"`
	Fix       string `json:"fix,omitempty"`
	RequestID string `json:"request_id"`
}

func (f *fault) data(requestID string) errorData {
	return errorData{Code: f.code, Message: f.message, Fix: f.fix, RequestID: requestID}
}

// listed names valid values in a message.
func listed(values []string) string { return strings.Join(values, ", ") }

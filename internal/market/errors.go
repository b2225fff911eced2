package market

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong with market data. Every error of this package that is not
// the caller's own cancellation or a bad argument is an *Error of one of these
// kinds.
var (
	ErrUnknownSymbol = errors.New("no such symbol")
	ErrNoData        = errors.New("no data in that period")
	ErrBlocked       = errors.New("the market data source refuses our requests")
	ErrUnavailable   = errors.New("the market data source is unavailable")
	ErrMalformed     = errors.New("the market data source sent a malformed answer")
)

// ErrBusy is the cause of an ErrUnavailable that never left: too many requests of
// ours were waiting for their turn, which is no fault of the source's.
var ErrBusy = errors.New("too many requests for market data are waiting")

// ErrQuery is a request that cannot be asked as it is. The error that wraps it
// names the field and its valid values.
var ErrQuery = errors.New("not a valid request")

// ErrClosed is a request to a Market after its Close.
var ErrClosed = errors.New("market data is shut down")

// Error is a failed request to the market data source. Its text is for the
// operator's log: it holds our own words alone, and nothing that was asked for or
// that the source said, which may repeat it.
type Error struct {
	Kind       error // one of the sentinels above
	Symbol     string
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what we say of it
	Said       string        // what the source said: capped, one line; not part of the text
	Tried      Symbol        // other spelling that the source does not know either
	RetryAfter time.Duration // when it is worth trying again, 0 when not known
	Err        error         // cause, may be nil
}

func (e *Error) Error() string {
	s := e.Kind.Error()
	if e.Status != 0 {
		s = fmt.Sprintf("%s (status %d)", s, e.Status)
	}
	if cause := e.cause(); cause != "" {
		s += ": " + cause
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(" (worth trying again in %s)", e.RetryAfter.Round(time.Second))
	}
	return s
}

// cause is what lies behind the kind.
func (e *Error) cause() string {
	switch {
	case e.Message != "" && e.Err != nil:
		return e.Message + ": " + e.Err.Error()
	case e.Err != nil:
		return e.Err.Error()
	}
	return e.Message
}

// Refused reports whether err says that the source will not or cannot answer
// now, so that what it said before is the best there is.
func Refused(err error) bool {
	return errors.Is(err, ErrBlocked) || errors.Is(err, ErrUnavailable)
}

// Unwrap gives errors.Is both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

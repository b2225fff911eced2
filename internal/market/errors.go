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

// Error is a failed request to the market data source. Its text is for the
// operator's log and the model.
type Error struct {
	Kind       error // one of the sentinels above
	Symbol     string
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what the source said: capped, one line
	RetryAfter time.Duration // when it is worth trying again, 0 when not known
	Err        error         // cause, may be nil
}

func (e *Error) Error() string {
	s := e.Kind.Error()
	if e.Symbol != "" {
		s = e.Symbol + ": " + s
	}
	if e.Status != 0 {
		s = fmt.Sprintf("%s (status %d)", s, e.Status)
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives errors.Is both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

package search

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong with a search engine. Every error of an engine that is not
// the caller's own cancellation is an *Error of one of these kinds.
var (
	ErrBlocked      = errors.New("search engine refuses our requests") // too many, or taken for a bot
	ErrUnauthorized = errors.New("search engine refuses our key")
	ErrUnavailable  = errors.New("search engine is unavailable")
	ErrMalformed    = errors.New("search engine sent a malformed answer")
)

// ErrQuery is a search that cannot be asked as it is. The error that wraps it
// names the field and its valid values. As the kind of an *Error it means that
// one engine cannot be asked so.
var ErrQuery = errors.New("not a valid search")

// Error is an engine's failure. Its text is for the operator's log and the
// model: it holds neither key nor address.
type Error struct {
	Kind       error // one of the sentinels above
	Engine     string
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what the engine said: capped, redacted, one line
	RetryAfter time.Duration // when it is worth asking again, 0 when not known
	Err        error         // cause, may be nil
}

func (e *Error) Error() string {
	s := e.Kind.Error()
	if e.Engine != "" {
		s = e.Engine + ": " + s
	}
	if e.Status != 0 {
		s = fmt.Sprintf("%s (status %d)", s, e.Status)
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(" (worth trying again in %s)", e.RetryAfter.Round(time.Second))
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

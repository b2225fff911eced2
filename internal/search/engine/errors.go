package engine

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

// Error is an engine's failure. Its text is for the operator's log: it holds our own
// words alone, and nothing that the engine said, which may repeat the question.
type Error struct {
	Kind       error // one of the sentinels above
	Engine     string
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what we say of it
	Said       string        // what the engine said: capped, redacted, one line; not part of the text
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
	if cause := e.cause(); cause != "" {
		s += ": " + cause
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(" (worth trying again in %s)", e.RetryAfter.Round(time.Second))
	}
	return s
}

// later is the error of a question that an engine is spared for a while after e.
func (e *Error) later(pause time.Duration) *Error {
	message := "not asked until " + time.Now().Add(pause).UTC().Format("15:04:05 UTC")
	if cause := e.cause(); cause != "" {
		message += ", after: " + cause
	}
	return &Error{Kind: e.Kind, Engine: e.Engine, Status: e.Status, Message: message, RetryAfter: pause}
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

// Unwrap gives errors.Is both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

package llm

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// What can go wrong with a model server. Every error of this package that is
// not the caller's own cancellation is an *Error of one of these kinds.
var (
	ErrRateLimited = errors.New("model server limits our rate")
	ErrRefused     = errors.New("model server refuses the request")
	ErrUnavailable = errors.New("model server is unavailable")
	ErrMalformed   = errors.New("model server sent a malformed answer")
	ErrTruncated   = errors.New("model server broke off its answer")
	ErrIdle        = errors.New("model server fell silent")

	// ErrLoading and ErrFailed are causes of ErrUnavailable: the server was reached.
	ErrLoading = errors.New("it is loading the model")
	ErrFailed  = errors.New("it answers with a failure of its own")

	// The rest lies in how the server is set up, or we are: no other question
	// fares better.
	ErrUnauthorized = errors.New("model server refuses our key")
	ErrUnknownModel = errors.New("model server does not know the model")
	ErrNoTools      = errors.New("model takes no tools")
	ErrNoAPI        = errors.New("no chat completions API at this address")
	ErrNoCredit     = errors.New("credit at the model server is spent")
	ErrWindow       = errors.New("request is larger than the model's context window")
)

// SetUp says whether err lies in a setting of ours or of the model server.
func SetUp(err error) bool {
	return slices.ContainsFunc([]error{ErrUnauthorized, ErrUnknownModel, ErrNoTools, ErrNoAPI, ErrNoCredit, ErrWindow},
		func(kind error) bool { return errors.Is(err, kind) })
}

// Error is a failed model step. Its text is for the operator's log: it holds our own
// words alone, and nothing that the server said, which may repeat the prompt.
type Error struct {
	Kind       error         // one of the sentinels above
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what we say of it
	Said       string        // what the server said: capped, redacted, one line; not part of the text
	RetryAfter time.Duration // what the server asked for, 0 when it did not
	Err        error         // cause, may be nil

	raw string // what the server said, as it said it
}

// loading says whether the model is not yet in memory.
func (e *Error) loading() bool { return errors.Is(e.Err, ErrLoading) }

func (e *Error) Error() string {
	s := e.Kind.Error()
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

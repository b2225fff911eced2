package outbound

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Kinds of a Fault that say how a source is. A fault of another kind, which is its
// owner's, is an answer of a source that is well.
var (
	ErrBlocked      = errors.New("source refuses our requests")
	ErrUnauthorized = errors.New("source refuses our key")
	ErrUnavailable  = errors.New("source is unavailable")
	ErrMalformed    = errors.New("source sent a malformed answer")
	// ErrNoTurn is of a request that never left: too many of ours were waiting, which
	// is no fault of the source's.
	ErrNoTurn = errors.New("too many requests are waiting")
)

// Fault is a failed request. Its text is for the operator's log: it holds our own
// words alone, and nothing that was asked for or that the source said, which may
// repeat it.
type Fault struct {
	Kind       error
	Status     int           // HTTP status, 0 when there was none
	Message    string        // what we say of it
	Said       string        // what the source said, made fit for a log by the owner; not part of the text
	RetryAfter time.Duration // when it is worth trying again, 0 when not known
	Held       bool          // no request was made
	Err        error         // cause, may be nil
}

func (f *Fault) Error() string {
	s := f.Kind.Error()
	if f.Status != 0 {
		s = fmt.Sprintf("%s (status %d)", s, f.Status)
	}
	if cause := f.cause(); cause != "" {
		s += ": " + cause
	}
	if f.RetryAfter > 0 {
		s += fmt.Sprintf(" (worth trying again in %s)", f.RetryAfter.Round(time.Second))
	}
	return s
}

// cause is what lies behind the kind.
func (f *Fault) cause() string {
	switch {
	case f.Message != "" && f.Err != nil:
		return f.Message + ": " + f.Err.Error()
	case f.Err != nil:
		return f.Err.Error()
	}
	return f.Message
}

// Unwrap gives errors.Is both the kind and the cause.
func (f *Fault) Unwrap() []error {
	if f.Err == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Err}
}

// Later is the fault of a request that is held back for a while after f. It names the
// cause without being it: what that asks for, such as another try, is not for this one.
func (f *Fault) Later(pause time.Duration) *Fault {
	message := "not asked until " + time.Now().Add(pause).UTC().Format("15:04:05 UTC")
	if cause := f.cause(); cause != "" {
		message += ", after: " + cause
	}
	return &Fault{Kind: f.Kind, Status: f.Status, Message: message, RetryAfter: pause, Held: true}
}

// ErrBroken is the cause of an ErrUnavailable that a second try may not meet again: a
// connection that broke.
var ErrBroken = errors.New("connection broke")

// brokenBy is an ErrBroken whose text is that of what broke the connection alone.
type brokenBy struct{ error }

func (brokenBy) Is(target error) bool { return target == ErrBroken }
func (b brokenBy) Unwrap() error      { return b.error }

// RetryAfter reads the header in both its forms, with fractions of a second as some
// send them: for how long no request is wanted, at most longest. 0: it does not say.
func RetryAfter(h http.Header, longest time.Duration) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
		return time.Duration(min(s, longest.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(time.Until(at), 0), longest)
	}
	return 0
}

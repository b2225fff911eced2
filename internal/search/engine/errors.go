package engine

import (
	"cmp"
	"errors"

	"quotewire/internal/outbound"
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
	Engine         string
	outbound.Fault // its Kind is one of the sentinels above
}

func (e *Error) Error() string { return e.Engine + ": " + e.Fault.Error() }

// ofEngine puts what went wrong with an engine into this package's terms. The cause of
// a context stays what it is.
func ofEngine(name string, err error) error {
	f, ok := errors.AsType[*outbound.Fault](err)
	if !ok {
		return err
	}
	e := &Error{Engine: name, Fault: *f}
	e.Kind = cmp.Or(map[error]error{
		outbound.ErrBlocked: ErrBlocked, outbound.ErrNoTurn: ErrBlocked, outbound.ErrUnauthorized: ErrUnauthorized,
		outbound.ErrUnavailable: ErrUnavailable, outbound.ErrMalformed: ErrMalformed,
	}[f.Kind], f.Kind)
	return e
}

package cache

import (
	"context"
	"errors"
	"fmt"
)

var (
	// ErrClosed is what Get returns once the cache is closed, and the cause
	// that ends the loads which Close interrupts.
	ErrClosed = errors.New("cache is closed")
	// ErrLoadTimeout is the cause that ends a load after Options.LoadTimeout.
	ErrLoadTimeout = errors.New("load took too long")
	// ErrAbandoned is the cause that ends a load whose last caller left. No
	// caller sees it, for there is none.
	ErrAbandoned = errors.New("every caller of the load left")
)

// PanicError is a load that panicked or ended its goroutine. Its text holds neither
// value nor stack: what a library panics with may repeat what it was given.
type PanicError struct {
	Value any    // what was passed to panic; nil after runtime.Goexit
	Stack []byte // of the goroutine that ran the load, from the panic upwards
}

func (e *PanicError) Error() string {
	if e.Value == nil {
		return "load ended its goroutine"
	}
	return "load panicked"
}

// stoppedError is the failure of a load that the cache itself stopped. It is
// cause, and whatever else the load made of it, but not the bare context error
// that the load met: to a caller whose own ctx is alive that would read as its
// own end.
type stoppedError struct {
	cause error
	err   error // what the load returned
}

func (e *stoppedError) Error() string {
	if errors.Is(e.err, e.cause) {
		return e.err.Error()
	}
	return fmt.Sprintf("%v: %v", e.cause, e.err)
}

func (e *stoppedError) Unwrap() error { return e.cause }

func (e *stoppedError) Is(target error) bool {
	if target == context.Canceled || target == context.DeadlineExceeded {
		return false
	}
	return errors.Is(e.err, target)
}

func (e *stoppedError) As(target any) bool { return errors.As(e.err, target) }

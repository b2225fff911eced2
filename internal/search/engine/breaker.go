package engine

import (
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	// blockPause is how long an engine that refuses us is left alone when it does
	// not say for how long.
	blockPause = time.Minute
	// keyPause is how long one that refuses our key is: a key does not become
	// right by asking again, but an operator may mend it at the engine.
	keyPause = 5 * time.Minute
	// faultPause is how long one is left alone after too many faults in a row.
	faultPause = 30 * time.Second
	// longestPause bounds what a Retry-After can ask for.
	longestPause = time.Hour
	// faultsToTrip is how many requests in a row may find an engine down.
	faultsToTrip = 3
)

// breaker keeps requests back while an engine refuses them or is down.
type breaker struct {
	circuit *gobreaker.CircuitBreaker[struct{}]

	mu    sync.Mutex
	until time.Time // no request before this
	last  *Error    // why
}

func newBreaker(engine string) *breaker {
	b := &breaker{last: &Error{Kind: ErrUnavailable, Engine: engine}}
	b.circuit = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout: faultPause,
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return c.ConsecutiveFailures >= faultsToTrip
		},
		IsExcluded: func(err error) bool { return errors.Is(err, errUncounted) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				b.mu.Lock()
				defer b.mu.Unlock()
				b.pause(faultPause)
			}
		},
	})
	return b
}

// errUncounted stands for an error that says nothing about an engine's health.
var errUncounted = errors.New("not counted")

// do runs request unless the engine is kept back; then its error says why and
// for how long.
func (b *breaker) do(request func() error) error {
	if pause := b.paused(); pause > 0 {
		return b.open(pause)
	}
	var failed error
	_, err := b.circuit.Execute(func() (struct{}, error) {
		failed = request()
		if failed != nil && !down(failed) {
			b.rest(failed)
			return struct{}{}, errUncounted
		}
		b.note(failed)
		return struct{}{}, failed
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return b.open(0) // another request finds out right now whether it is back
	}
	return failed
}

// down reports whether err shows that an engine does not work. The cause of a
// context does not: its client left.
func down(err error) bool {
	return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrMalformed)
}

func (b *breaker) note(err error) {
	if e, ok := errors.AsType[*Error](err); ok {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.last = e
		b.pause(min(e.RetryAfter, longestPause))
	}
}

// rest leaves an engine that works, but refuses us, alone.
func (b *breaker) rest(err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok || errors.Is(err, errQueue) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case e.Kind == ErrBlocked && e.RetryAfter > 0:
		b.pause(min(e.RetryAfter, longestPause))
	case e.Kind == ErrBlocked:
		b.pause(blockPause)
	case e.Kind == ErrUnauthorized:
		b.pause(keyPause)
	default:
		return
	}
	b.last = e
}

// pause holds requests back for d, or longer when that was said before; b.mu is
// held.
func (b *breaker) pause(d time.Duration) {
	if until := time.Now().Add(d); until.After(b.until) {
		b.until = until
	}
}

func (b *breaker) paused() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(0, time.Until(b.until))
}

func (b *breaker) open(pause time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last.later(max(pause, time.Second))
}

package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"quotewire/internal/market"
)

const (
	// blockPause is how long Yahoo is left alone after a refusal: a 429 means
	// "blocked", not "too fast", and asking on makes the block longer.
	blockPause = time.Minute
	// faultPause is how long Yahoo is left alone after too many faults in a row.
	faultPause = 15 * time.Second
	// longestPause bounds what a Retry-After can ask for.
	longestPause = time.Hour
	// faultsToTrip is how many requests in a row may find Yahoo down.
	faultsToTrip = 6
)

// breaker keeps requests back while Yahoo refuses them or is down.
type breaker struct {
	circuit *gobreaker.CircuitBreaker[struct{}]

	mu    sync.Mutex
	until time.Time     // no request before this
	last  *market.Error // why: what Yahoo was found to refuse or to fail with
}

func newBreaker() *breaker {
	b := &breaker{last: &market.Error{Kind: market.ErrUnavailable}}
	b.circuit = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout: faultPause,
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return c.ConsecutiveFailures >= faultsToTrip || b.paused() > 0
		},
		IsSuccessful: func(err error) bool { return !market.Refused(err) },
		IsExcluded:   func(err error) bool { return errors.Is(err, errUncounted) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				b.pause(faultPause)
			}
		},
	})
	return b
}

// errUncounted stands for an error that says nothing about Yahoo's health.
var errUncounted = errors.New("not counted")

// counted reports whether err shows that Yahoo refuses or is down: an old crumb
// and a full queue of our own do not.
func counted(err error) bool {
	return market.Refused(err) && !errors.Is(err, errOldCrumb) && !errors.Is(err, market.ErrBusy)
}

// do runs request unless the breaker is open; then its error says after what and
// for how long.
func (b *breaker) do(ctx context.Context, request func() error) error {
	if pause := b.paused(); pause > 0 {
		return b.open(pause)
	}
	var failed error
	_, err := b.circuit.Execute(func() (struct{}, error) {
		failed = request()
		b.note(failed)
		if ctx.Err() != nil || market.Refused(failed) && !counted(failed) {
			return struct{}{}, errUncounted
		}
		return struct{}{}, failed
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return b.open(0)
	}
	return failed
}

// note takes the pause from a refusal before the circuit judges it.
func (b *breaker) note(err error) {
	e, ok := errors.AsType[*market.Error](err)
	if !ok || !counted(err) {
		return
	}
	b.mu.Lock()
	b.last = e
	b.mu.Unlock()
	if errors.Is(err, market.ErrBlocked) {
		b.pause(min(max(e.RetryAfter, blockPause), longestPause))
	}
}

// pause holds requests back for d, or longer when that was said before.
func (b *breaker) pause(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
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
	return b.last.Later(max(pause, time.Second))
}

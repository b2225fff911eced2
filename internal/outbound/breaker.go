package outbound

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
)

// LongestPause bounds for how long a source can have itself left alone.
const LongestPause = time.Hour

// breaker keeps requests back while a source refuses them or is down.
type breaker struct {
	rules   Breaker
	circuit *gobreaker.CircuitBreaker[struct{}]

	mu    sync.Mutex
	until time.Time // no request before this
	last  *Fault    // why
}

func newBreaker(rules Breaker) *breaker {
	b := &breaker{rules: rules, last: &Fault{Kind: ErrUnavailable}}
	b.circuit = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout: rules.FaultPause,
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return int(c.ConsecutiveFailures) >= rules.Faults || b.long()
		},
		IsExcluded: func(err error) bool { return errors.Is(err, errUncounted) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				b.pause(rules.FaultPause)
			}
		},
	})
	return b
}

// errUncounted stands for an error that says nothing about a source's health.
var errUncounted = errors.New("not counted")

// do runs request unless the source is left alone; then its error says after what and
// for how long.
func (b *breaker) do(ctx context.Context, request func() error) error {
	if err := b.held(); err != nil {
		return err
	}
	var failed error
	_, err := b.circuit.Execute(func() (struct{}, error) {
		failed = request()
		return struct{}{}, b.verdict(ctx, failed)
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return b.open(0) // another request finds out right now whether it is back
	}
	return failed
}

// verdict is what the circuit counts of a request that ended with err under ctx: nil
// for a source that is well.
func (b *breaker) verdict(ctx context.Context, err error) error {
	f, ok := errors.AsType[*Fault](err)
	if ok {
		b.note(f)
	}
	switch {
	case ctx.Err() != nil:
		return errUncounted
	case !ok:
		return nil
	case f.Held, refused(f) && !b.long():
		// A source that refuses us for a while is well. After a longer one a single
		// request finds out whether it is over, as after faults.
		return errUncounted
	case refused(f), errors.Is(f.Kind, ErrUnavailable), errors.Is(f.Kind, ErrMalformed) && b.rules.Malformed:
		return f
	}
	return nil
}

func refused(f *Fault) bool {
	return errors.Is(f.Kind, ErrBlocked) || errors.Is(f.Kind, ErrUnauthorized)
}

// note takes the pause from a fault before the circuit judges it.
func (b *breaker) note(f *Fault) {
	pause := min(f.RetryAfter, LongestPause)
	switch {
	case f.Held:
		return
	case errors.Is(f.Kind, ErrUnauthorized):
		pause = b.rules.KeyPause
	case errors.Is(f.Kind, ErrBlocked) && pause == 0:
		pause = b.rules.BlockPause
	case !refused(f) && !errors.Is(f.Kind, ErrUnavailable) && !errors.Is(f.Kind, ErrMalformed):
		return
	}
	b.mu.Lock()
	b.last = f
	b.mu.Unlock()
	b.pause(pause)
}

// pause holds requests back for d, or longer when that was said before.
func (b *breaker) pause(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(d); until.After(b.until) {
		b.until = until
	}
}

// paused is for how long from now requests are held back.
func (b *breaker) paused() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Until(b.until)
}

// long reports whether requests are held back for no shorter than after faults.
func (b *breaker) long() bool { return b.paused() >= b.rules.FaultPause }

func (b *breaker) held() error {
	if pause := b.paused(); pause > 0 {
		return b.open(pause)
	}
	return nil
}

func (b *breaker) open(pause time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last.Later(max(pause, time.Second))
}

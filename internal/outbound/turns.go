package outbound

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"time"

	"golang.org/x/time/rate"

	"quotewire/internal/fairqueue"
)

// turns bound how many requests there are at once and in a second.
type turns struct {
	places *fairqueue.Queue // nil: as many as like
	rate   *rate.Limiter    // nil: as often as like
	wait   time.Duration
	waited observer
}

func newTurns(o Options, waited observer) *turns {
	t := &turns{wait: o.Wait, waited: waited}
	if o.Concurrent > 0 {
		t.places = fairqueue.New(o.Concurrent, 0)
	}
	if o.Rate > 0 {
		t.rate = rate.NewLimiter(rate.Limit(o.Rate), o.Burst)
	}
	return t
}

// enter waits for a turn; leave ends it. Its error is a *Fault that was held back, or
// the cause of ctx.
func (t *turns) enter(ctx context.Context) (leave func(), err error) {
	leave = func() {}
	if t.places != nil {
		if leave, err = t.place(ctx); err != nil {
			return nil, err
		}
	}
	if t.rate != nil {
		if err := t.pace(ctx); err != nil {
			leave()
			return nil, err
		}
	}
	return leave, nil
}

// place waits until fewer than the allowed number of requests are under way, and
// fewer than half of it for the same client.
func (t *turns) place(ctx context.Context) (leave func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, t.wait)
	defer cancel()
	began := time.Now()
	leave, err = t.places.Enter(waiting)
	t.waited.Observe(time.Since(began).Seconds())
	switch {
	case err == nil:
		return leave, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &Fault{Kind: ErrNoTurn, Message: fmt.Sprintf("no turn within %s", t.wait), RetryAfter: t.wait, Held: true}
}

// pace waits until the source may be asked again. Who would wait too long learns so
// at once, for there may be somebody else to ask.
func (t *turns) pace(ctx context.Context) error {
	turn := t.rate.Reserve()
	delay := turn.Delay()
	if delay > t.wait {
		turn.Cancel()
		return &Fault{Kind: ErrNoTurn, Message: "not asked: our own limit on its rate is reached", RetryAfter: delay, Held: true}
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return context.Cause(ctx)
	}
}

// counted is ctx for a request that has its turn. The transport repeats a request by itself
// whose connection was closed before the answer, and the source gets one more: it takes a
// turn too, which those that come later wait for.
func (t *turns) counted(ctx context.Context) context.Context {
	if t.rate == nil {
		return ctx
	}
	repeated := false
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) {
		if repeated {
			t.rate.Reserve()
		}
		repeated = true
	}})
}

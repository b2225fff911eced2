package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"quotewire/internal/market"
)

// health is what the last request found: whether Yahoo answers.
type health struct {
	mu    sync.Mutex
	err   error // nil: it does
	since time.Time
}

// Problem is why the last request to Yahoo failed and since when requests do, nil
// while they succeed. Requests that the breaker holds back change nothing.
func (c *Client) Problem() (since time.Time, err error) {
	h := &c.health
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since, h.err
}

// note takes the end of one request under ctx. One that its caller gave up says
// nothing, and a symbol that Yahoo does not know is an answer.
func (h *health) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch ill := market.Refused(err) || errors.Is(err, market.ErrMalformed); {
	case !ill:
		h.err, h.since = nil, time.Time{}
	case h.err == nil:
		h.err, h.since = err, time.Now()
	default:
		h.err = err
	}
}

package httpsource

import (
	"context"
	"errors"
	"sync"
	"time"

	"quotewire/internal/market"
)

// Health is what the last request to a source found: whether it answers.
type Health struct {
	mu    sync.Mutex
	err   error // nil: it does
	since time.Time
}

// Problem is why the last request failed and since when requests do, nil while they
// succeed. Requests that are held back change nothing.
func (h *Health) Problem() (since time.Time, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since, h.err
}

// Note takes the end of one request under ctx. One that its caller gave up says
// nothing, and a symbol that the source does not know is an answer.
func (h *Health) Note(ctx context.Context, err error) {
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

package market

import (
	"context"
	"log/slog"
	"sync"
)

// background is what a Market does beside the questions. It ends with Close, which waits.
type background struct {
	base    context.Context
	end     context.CancelFunc
	logger  *slog.Logger
	mu      sync.Mutex // of closed, so that nothing begins when it is waited for
	closed  bool
	running sync.WaitGroup
}

// begin runs f on a goroutine of its own, unless the Market is closing. A panic of f is told,
// and ends f alone.
func (b *background) begin(f func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.running.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panicked(b.base, b.logger, p)
				}
			}()
			f()
		})
	}
	return !b.closed
}

// stop ends what runs.
func (b *background) stop() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.end()
}

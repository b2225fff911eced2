package market

import (
	"context"
	"sync"
)

// background is what a Market does beside the questions. It ends with Close, which waits.
type background struct {
	base    context.Context
	end     context.CancelFunc
	mu      sync.Mutex // of closed, so that nothing begins when it is waited for
	closed  bool
	running sync.WaitGroup
}

// begin runs f on a goroutine of its own, unless the Market is closing.
func (b *background) begin(f func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.running.Go(f)
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

package search

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
)

// task finds one thing out, on a goroutine of its own. What belongs to the
// inquiry it touches through on alone.
type task func(ctx context.Context, on owner) error

// owner runs do on the inquiry's goroutine and waits for it. It is false when
// nobody listens any more, and when do failed: the task is to end.
type owner func(do func() error) bool

// news is what a task has to say to the inquiry.
type news struct {
	do   func() error
	done chan struct{} // closed after do; nil: the task has ended
}

// act does what was asked, and says so even when that panics.
func (n news) act() error {
	if n.done != nil {
		defer close(n.done)
	}
	return n.do()
}

// together runs tasks, a bounded number at once, and does what they say on this
// goroutine. No task outlives it: when the reader stops or ctx ends they are
// cancelled and waited for.
func (w *inquiry) together(ctx context.Context, tasks []task) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	inbox := make(chan news)
	for next, open := 0, 0; next < len(tasks) || open > 0; {
		for next < len(tasks) && open < w.o.MaxParallel {
			t := tasks[next]
			next++
			open++
			running.Go(func() { w.runTask(ctx, t, inbox) })
		}
		select {
		case n := <-inbox:
			if n.done == nil {
				open--
			}
			if err := n.act(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ended(ctx)
		}
	}
	return nil
}

// runTask contains a panic of a task: one question must not end the process.
func (w *inquiry) runTask(ctx context.Context, t task, inbox chan<- news) {
	tell := func(n news) bool {
		select {
		case inbox <- n:
			return true
		case <-ctx.Done():
			return false
		}
	}
	on := func(do func() error) bool {
		var failed error
		n := news{do: func() error { failed = do(); return failed }, done: make(chan struct{})}
		if !tell(n) {
			return false
		}
		<-n.done // the inquiry does it at once
		return failed == nil
	}
	var err error
	defer func() { tell(news{do: func() error { return err }}) }()
	defer w.contain(ctx, on)
	err = t(ctx, on)
}

// contain runs deferred on a goroutine of a task.
func (w *inquiry) contain(ctx context.Context, on owner) {
	if p := recover(); p != nil {
		w.o.Logger.ErrorContext(ctx, "research task panicked", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		on(func() error { w.failed("a part of the research broke down"); return nil })
	}
}

package agent

import (
	"context"
	"sync"
)

// Task is a part of an answer, on a goroutine of its own. What belongs to the answer
// it touches through on alone. Its error ends the answer; a panic it contains itself.
type Task func(ctx context.Context, on Owner) error

// Owner runs do on the goroutine that ranges and waits for it. It is false when
// nobody listens any more, and when do failed: the task is to end.
type Owner func(do func() error) bool

// message is what a task has to say to the owner of the answer.
type message struct {
	do   func() error
	done chan struct{} // closed after do; nil: the task has ended
}

// act does what was asked, and says so even when that panics.
func (m message) act() error {
	if m.done != nil {
		defer close(m.done)
	}
	return m.do()
}

// Together runs the tasks that next gives until it gives nil, at most so many at
// once, and does what they say, and next, on this goroutine. No task outlives it: when
// next or a task fails, the reader stops or ctx ends they are cancelled and waited for.
func Together(ctx context.Context, most int, next func() (Task, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	inbox := make(chan message)
	for open, more := 0, true; ; {
		for more && open < most {
			t, err := next()
			if err != nil {
				return err
			}
			if more = t != nil; more {
				open++
				running.Go(func() { t.run(ctx, inbox) })
			}
		}
		if open == 0 {
			return nil
		}
		select {
		case m := <-inbox:
			if m.done == nil {
				open--
			}
			if err := m.act(); err != nil {
				return err
			}
		case <-ctx.Done():
			return Ended(ctx)
		}
	}
}

// run tells the end of a task in a defer: one that ends its goroutine must not hang
// the answer.
func (t Task) run(ctx context.Context, inbox chan<- message) {
	tell := func(m message) bool {
		select {
		case inbox <- m:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var err error
	defer func() { tell(message{do: func() error { return err }}) }()
	err = t(ctx, func(do func() error) bool {
		var failed error
		m := message{do: func() error { failed = do(); return failed }, done: make(chan struct{})}
		if !tell(m) {
			return false
		}
		<-m.done // the owner does it at once
		return failed == nil
	})
}

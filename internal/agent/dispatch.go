package agent

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"quotewire/internal/answer"
)

// news is what a running call tells the loop: what it does, or that it ended.
type news struct {
	call   *call
	status answer.Status
	ended  bool
}

// dispatch runs the calls of one step, a bounded number at once, and yields
// what happens from this goroutine. No call outlives it: when the reader stops
// or ctx ends, the calls are cancelled and waited for.
func (a *answering) dispatch(ctx context.Context, calls []*call) error {
	ctx, cancel := context.WithCancel(answer.WithTurn(ctx, a.turn))
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	inbox := make(chan news)
	for next, open := 0, 0; next < len(calls) || open > 0; {
		for next < len(calls) && open < a.maxParallel {
			c := calls[next]
			next++
			if err := a.emit(answer.ToolStarted{ID: c.id, Name: c.name, Args: c.args}); err != nil {
				return err
			}
			if c.settled {
				if err := a.finished(c); err != nil {
					return err
				}
				continue
			}
			open++
			a.ran++
			running.Go(func() { a.runCall(ctx, c, inbox) })
		}
		if open == 0 {
			break
		}
		select {
		case n := <-inbox:
			if n.ended {
				open--
			}
			if err := a.pass(n); err != nil {
				return err
			}
		case <-ctx.Done():
			return ended(ctx)
		}
	}
	return nil
}

// pass yields what a call told.
func (a *answering) pass(n news) error {
	if n.ended {
		return a.finished(n.call)
	}
	return a.emit(n.status)
}

func (a *answering) finished(c *call) error {
	return a.emit(answer.ToolFinished{
		ID:      c.id,
		Name:    c.name,
		Failed:  c.result.Failed,
		Summary: oneLine(c.result.Summary, maxSummary),
		Took:    c.took,
	})
}

// runCall runs one call under its timeout and tells the loop when it ended. It
// tells so in a defer: a tool that ends its goroutine must not hang the answer.
func (a *answering) runCall(ctx context.Context, c *call, inbox chan<- news) {
	tell := func(n news) {
		select {
		case inbox <- n:
		case <-ctx.Done():
		}
	}
	start := time.Now()
	o := outcomePanic
	c.result = failed(fmt.Sprintf("the tool %s had an internal fault; do not call it with these arguments again", c.name))
	defer func() {
		if p := recover(); o == outcomePanic { // p is nil for a tool that ended its goroutine
			a.log.ErrorContext(ctx, "tool panicked", slog.String("tool", c.name), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		}
		c.took = time.Since(start)
		if len(c.pages) == 0 {
			c.text = c.result.Text
		}
		a.metrics.ran(c.name, o, c.took)
		tell(news{call: c, ended: true})
	}()
	limited, cancel := context.WithTimeout(ctx, a.toolTimeout)
	defer cancel()
	args := c.args
	if args == nil {
		args = []byte("{}")
	}
	r, err := c.tool.run(limited, args, func(s answer.Status) { tell(news{call: c, status: s}) })
	switch {
	case err == nil:
		c.result, o, err = r, outcomeOf(r), r.Err
		c.text, c.pages = r.told(Room(limited))
	case ctx.Err() != nil:
		o, err = outcomeCancelled, nil
	case limited.Err() != nil:
		c.result, o = failed(fmt.Sprintf("the tool %s did not end within %s and was stopped", c.name, a.toolTimeout)), outcomeFailed
		err = fmt.Errorf("stopped after %s: %w", a.toolTimeout, err)
	default:
		o = outcomeFailed
	}
	a.logCall(ctx, c.name, o, err)
}

// logCall leaves the one record of a call that a fault stood in the way of. A
// call that the model got wrong is its own business. What it wrote is not logged.
func (a *answering) logCall(ctx context.Context, tool string, o outcome, err error) {
	switch {
	case err != nil && o == outcomeFailed:
		a.log.WarnContext(ctx, "tool failed", slog.String("tool", tool), slog.Any("error", err))
	case err != nil:
		a.log.WarnContext(ctx, "tool failed in part", slog.String("tool", tool), slog.Any("error", err))
	case o == outcomeRefused:
		a.log.DebugContext(ctx, "tool refused what the model asked for", slog.String("tool", tool))
	}
}

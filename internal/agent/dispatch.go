package agent

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"quotewire/internal/answer"
)

// dispatch runs the calls of one step, a bounded number at once.
func (a *answering) dispatch(ctx context.Context, calls []*call) error {
	return Together(answer.WithTurn(ctx, a.turn), a.maxParallel, func() (Task, error) {
		for ; len(calls) > 0; calls = calls[1:] {
			c := calls[0]
			if err := a.Emit(answer.ToolStarted{ID: c.id, Name: c.name, Args: c.args}); err != nil {
				return nil, err
			}
			if !c.settled {
				calls = calls[1:]
				a.ran++
				return func(ctx context.Context, on Owner) error { a.runCall(ctx, c, on); return nil }, nil
			}
			if err := a.finished(c); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

func (a *answering) finished(c *call) error {
	return a.Emit(answer.ToolFinished{
		ID:      c.id,
		Name:    c.name,
		Failed:  c.result.Failed,
		Summary: oneLine(c.result.Summary, maxSummary),
		Took:    c.took,
	})
}

// runCall runs one call under its timeout and tells the reader when it ended, however
// that was.
func (a *answering) runCall(ctx context.Context, c *call, on Owner) {
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
		on(func() error { return a.finished(c) })
	}()
	limited, cancel := context.WithTimeout(ctx, a.toolTimeout)
	defer cancel()
	args := c.args
	if args == nil {
		args = []byte("{}")
	}
	r, err := c.tool.run(limited, args, func(s answer.Status) { on(func() error { return a.Emit(s) }) })
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

package search

import (
	"context"
	"log/slog"
	"runtime/debug"

	"quotewire/internal/agent"
)

// together runs tasks, a bounded number at once, and contains the panic of each: one
// question must not end the process.
func (w *inquiry) together(ctx context.Context, tasks []agent.Task) error {
	return agent.Together(ctx, w.o.MaxParallel, func() (agent.Task, error) {
		if len(tasks) == 0 {
			return nil, nil
		}
		t := tasks[0]
		tasks = tasks[1:]
		return func(ctx context.Context, on agent.Owner) error {
			defer w.contain(ctx, on)
			return t(ctx, on)
		}, nil
	})
}

// contain runs deferred on a goroutine of a task.
func (w *inquiry) contain(ctx context.Context, on agent.Owner) {
	if p := recover(); p != nil {
		w.o.Logger.ErrorContext(ctx, "research task panicked", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		on(func() error { w.failed("a part of the research broke down"); return nil })
	}
}

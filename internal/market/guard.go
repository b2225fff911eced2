package market

import (
	"context"
	"log/slog"
	"runtime/debug"
)

// guarded is question, whose panic is an error: that of an answer of which nothing can be
// made. Its source is left alone after a few in a row, and nothing else ends by it.
func guarded[V any](ctx context.Context, s *monitor, question func(context.Context) (V, error)) (v V, err error) {
	defer func() {
		if p := recover(); p != nil {
			panicked(ctx, s.logger, p, "source", s.name)
			var none V
			v, err = none, &Error{Kind: ErrMalformed, Message: "no sense could be made of the answer"}
		}
	}()
	return question(ctx)
}

// panicked tells of what was passed to panic, on the goroutine that recovered.
func panicked(ctx context.Context, logger *slog.Logger, p any, more ...any) {
	logger.ErrorContext(ctx, "panic while loading market data", append(more, "panic", p, "stack", string(debug.Stack()))...)
}

// covers reports whether the source can be asked about symbol. One that panics cannot.
func (s *monitor) covers(symbol Symbol) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			panicked(context.Background(), s.logger, p, "source", s.name)
			ok = false
		}
	}()
	return s.source.Covers(symbol)
}

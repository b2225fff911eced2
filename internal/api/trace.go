package api

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"

	"quotewire/internal/api/fault"
)

// trace names what a context belongs to.
type trace struct {
	request string
	run     string // of its answer; empty: none
}

type traceKey struct{}

func withTrace(ctx context.Context, t trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// LogHandler adds to what is logged under the context of a request that
// request's id, and the run of its answer: so an operator finds what the packages
// below had to say of it, and they need not know of requests. To a warning with an
// error it adds what may be changed about that, and of a panic it leaves out what
// may be a client's words. Options.Logger must have it, and theirs should.
func LogHandler(next slog.Handler) slog.Handler { return traced{next} }

type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	t, ok := ctx.Value(traceKey{}).(trace)
	hint := warnedOf(r)
	if r.Level >= slog.LevelError {
		r = typed(r)
	}
	if hint != "" {
		r.AddAttrs(slog.String("hint", hint))
	}
	if ok {
		r.AddAttrs(slog.String("request_id", t.request))
		if t.run != "" {
			r.AddAttrs(slog.String("run", t.run))
		}
	}
	return h.Handler.Handle(ctx, r)
}

// typed is r with the type of what was passed to panic in place of its text, which
// may repeat what a client wrote. That of the runtime does not.
func typed(r slog.Record) slog.Record {
	same := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if value := a.Value.Any(); a.Key == "panic" {
			if _, ok := value.(runtime.Error); !ok {
				a.Value = slog.StringValue(fmt.Sprintf("%T", value))
			}
		}
		same.AddAttrs(a)
		return true
	})
	return same
}

// warnedOf is the hint to a warning's error.
func warnedOf(r slog.Record) (hint string) {
	if r.Level < slog.LevelWarn {
		return ""
	}
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok && a.Key == "error" {
			hint = fault.Hint(err)
		}
		return true
	})
	return hint
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }

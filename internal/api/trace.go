package api

import (
	"context"
	"log/slog"
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
// error it adds what may be changed about that. Options.Logger must have it, and
// theirs should.
func LogHandler(next slog.Handler) slog.Handler { return traced{next} }

type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	r = r.Clone()
	if hint := warnedOf(r); hint != "" {
		r.AddAttrs(slog.String("hint", hint))
	}
	if t, ok := ctx.Value(traceKey{}).(trace); ok {
		r.AddAttrs(slog.String("request_id", t.request))
		if t.run != "" {
			r.AddAttrs(slog.String("run", t.run))
		}
	}
	return h.Handler.Handle(ctx, r)
}

// warnedOf is the hint to a warning's error.
func warnedOf(r slog.Record) (hint string) {
	if r.Level < slog.LevelWarn {
		return ""
	}
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok && a.Key == "error" {
			hint = Hint(err)
		}
		return true
	})
	return hint
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }

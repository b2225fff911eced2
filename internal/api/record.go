package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"quotewire/internal/api/fault"
)

// record is around everything: it gives the request its id, contains panics,
// and leaves one log record and one count.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		x := &exchange{ResponseWriter: w, id: requestID(r, s.newID), client: s.access.Client(r), writeTimeout: s.pace.WriteTimeout}
		w.Header().Set("X-Request-Id", x.id)
		r = r.WithContext(withTrace(r.Context(), trace{request: x.id}))
		if r.ProtoMajor == 1 {
			// The last response on this connection left its write deadline.
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		}
		defer s.settle(x, r, start)
		next.ServeHTTP(x, r)
	})
}

// settle runs deferred. A panic before the first byte becomes a 500; after it
// the connection is aborted, so that the response cannot be taken for whole.
func (s *Server) settle(x *exchange, r *http.Request, start time.Time) {
	v := recover()
	abort := v != nil && (v == http.ErrAbortHandler || x.status != 0)
	if v != nil && v != http.ErrAbortHandler {
		x.err = fmt.Errorf("panic: %w", errInternal)
		s.log.ErrorContext(r.Context(), "handler panicked", "panic", v, "stack", stack())
		if !abort {
			x.fail(r, x.err)
		}
	}
	s.observe(x, r, time.Since(start))
	if abort || x.status == statusClientGone {
		panic(http.ErrAbortHandler)
	}
}

// noRoute stands for whatever matched no route: what clients make up is no
// label.
const noRoute = "none"

func (s *Server) observe(x *exchange, r *http.Request, took time.Duration) {
	if x.status == 0 {
		x.status = http.StatusOK // net/http sends it for a handler that wrote nothing
	}
	route := x.route
	if route == "" {
		route = chi.RouteContext(r.Context()).RoutePattern()
	}
	if route == "" { // answered before it was routed, such as a preflight
		route = noRoute
	}
	s.metrics.request(route, r.Method, x.status, took)

	attrs := make([]slog.Attr, 0, 16)
	attrs = append(attrs,
		slog.String("method", methodName(r.Method)),
		slog.String("route", route),
		slog.Int("status", x.status),
		slog.Int64("bytes", x.bytes),
		slog.Int64("ms", took.Milliseconds()),
		slog.String("client", x.client),
	)
	if x.answer != nil {
		attrs = append(attrs, x.answer.attrs()...)
	}
	if x.err != nil {
		attrs = append(attrs, slog.String("error", fmt.Sprintf("%.2000s", x.err.Error())))
		if hint := fault.Hint(x.err); hint != "" {
			attrs = append(attrs, slog.String("hint", hint))
		}
	}
	if gone, ok := errors.AsType[*writeError](x.err); ok && gone.slow {
		attrs = append(attrs, slog.Bool("slow", true))
	}
	s.log.LogAttrs(r.Context(), recordLevel(x, route), "request", attrs...)
}

// methodName is the method, or that it is one which no route has: clients may send
// any word for it.
func methodName(method string) string {
	if slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}, method) {
		return method
	}
	return "other"
}

// recordLevel keeps probes and scrapes out of a log at its usual level, and
// lifts what an operator must look at.
func recordLevel(x *exchange, route string) slog.Level {
	switch {
	case x.err != nil && fault.Of(x.err).Code == fault.Internal && !errors.Is(x.err, errClientGone):
		return slog.LevelError
	case x.status >= 500 || x.answer != nil && x.answer.failed():
		return slog.LevelWarn
	case route == "/healthz" || route == "/readyz" || route == "/metrics":
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

var requestIDPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// requestID is the caller's own when it is harmless to log and to send back.
func requestID(r *http.Request, fresh func() string) string {
	if id := r.Header.Get("X-Request-Id"); requestIDPattern.MatchString(id) {
		return id
	}
	return fresh()
}

// stack is that of the panic being recovered, short enough for one log record.
func stack() string {
	b := debug.Stack()
	return string(b[:min(len(b), 8<<10)])
}

package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/market"
)

// The variable stands beside the cause in the log, once, and nowhere else.
func TestHintsAreLogged(t *testing.T) {
	down := &market.Error{Kind: market.ErrUnavailable, Message: "connection refused"}
	var log *slog.Logger
	w := newWorld(t, script(func(ctx context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		log.WarnContext(ctx, "tool failed", "error", down)
		log.InfoContext(ctx, "tried again", "error", down)
		yield(answer.Finished{Reason: answer.FinishStop}, nil)
	}), func(o *Options) { log, o.Market = o.Logger, &fakeMarket{err: down} })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes/AAPL", "", nil)
	if text := body(t, resp); strings.Contains(text, "QUOTEWIRE_") {
		t.Errorf("a client is told of variables: %s", text)
	}
	body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil))
	eventually(t, "four records", func() bool { return strings.Count(w.logs.String(), "\n") == 4 })
	for line := range strings.Lines(w.logs.String()) {
		want := 0
		if strings.Contains(line, "level=WARN") {
			want = 1
		}
		if got := strings.Count(line, " hint="); got != want || want == 1 && !strings.Contains(line, "QUOTEWIRE_YAHOO_URL") {
			t.Errorf("%d hints, want %d: %s", got, want, line)
		}
	}
}

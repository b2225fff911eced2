package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/market"
)

// Hints are for errors that clients are told of too, and of no use without the
// name of a variable.
func TestOperatorHints(t *testing.T) {
	for _, row := range operatorHints() {
		if f := faultOf(row.is); f.code == codeInternal {
			t.Errorf("%v has a hint and no row among publicFaults", row.is)
		}
		if !regexp.MustCompile(`\b[A-Z]+(_[A-Z]+)+\b`).MatchString(row.text) || Hint(fmt.Errorf("do thing: %w", row.is)) != row.text {
			t.Errorf("%v: hint %q", row.is, row.text)
		}
	}
	if hint := Hint(errInternal); hint != "" {
		t.Errorf("a fault of ours has the hint %q", hint)
	}
}

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

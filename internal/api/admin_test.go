package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/llm"
)

func TestAdmin(t *testing.T) {
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		if strings.HasPrefix(turn.Question, "fail") {
			yield(nil, &llm.Error{Kind: llm.ErrTruncated})
			return
		}
		says("x")(ctx, turn, yield)
	}), withScrape, func(o *Options) { o.MetricsOnAdmin = true })
	for i := range keptTurns + 3 {
		q := "work"
		if i == 0 {
			q = "fail with a secret"
		}
		body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", `{"question":"`+q+`"}`, nil))
	}
	get := func(path string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		w.AdminHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		return rec
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/goroutine?debug=1", "/debug/pprof/cmdline"} {
		if rec := get(path); rec.Code != http.StatusOK || rec.Body.Len() == 0 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/metrics", "", nil), fault.NotFound)
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/debug/pprof/", "", nil), fault.NotFound)
	var shown map[string][]turnData
	eventually(t, "the last answer is kept", func() bool {
		raw := get("/debug/turns").Body.Bytes()
		if strings.Contains(string(raw), "secret") {
			t.Error("a question is shown")
		}
		if err := json.Unmarshal(raw, &shown); err != nil {
			t.Fatal(err)
		}
		return len(shown["latest"]) == keptTurns && len(shown["failures"]) == 1
	})
	if shown["failures"][0].Outcome != "error:model_truncated" || shown["latest"][0].Outcome != outcomeDone {
		t.Errorf("%+v", shown["failures"])
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, says("a", "b"))
	count, err := testutil.GatherAndCount(w.registry, "quotewire_streams_total")
	if err != nil || count < 20 {
		t.Errorf("%d outcomes show before the first answer, %v", count, err)
	}
	if _, err := w.events(t, hi); err != nil {
		t.Fatal(err)
	}
	w.do(t, t.Context(), "BREW", "/api/chat", "", nil)
	w.do(t, t.Context(), http.MethodGet, "/api/quotes/a/b/c", "", nil)
	eventually(t, "all are counted", func() bool {
		return testutil.ToFloat64(w.metrics.requests.WithLabelValues("none", "GET", "404")) == 1
	})
	if n := testutil.ToFloat64(w.metrics.requests.WithLabelValues("none", "other", "405")); n != 1 {
		t.Errorf("unknown methods: %v", n)
	}
	if n := testutil.ToFloat64(w.metrics.chat.deltas); n != 2 {
		t.Errorf("%v deltas", n)
	}
	problems, err := testutil.GatherAndLint(w.registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// Origins that may ask questions may not have us profiled.
func TestAdminRefusesAllowedOrigins(t *testing.T) {
	for _, origin := range []string{"*", "https://app.example"} {
		w := newWorld(t, says("x"), func(o *Options) { o.Access.Origins = []string{origin} })
		r := httptest.NewRequest(http.MethodGet, "/debug/pprof/cmdline", nil)
		r.Header.Set("Origin", "https://app.example")
		rec := httptest.NewRecorder()
		w.AdminHandler().ServeHTTP(rec, r)
		if rec.Code != http.StatusForbidden {
			t.Errorf("origins %s: %d", origin, rec.Code)
		}
	}
}

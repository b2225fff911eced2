package llm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	provider := llmtest.New(t,
		llmtest.Text("Hello", 1),
		llmtest.Status(401, nil, "{}"),
		llmtest.Status(429, nil, "{}"),
		llmtest.Status(404, nil, "{}"),
		llmtest.Status(500, nil, "{}"),
		llmtest.CutEOF("Hello"),
		llmtest.Raw("data: x\n\n"),
		llmtest.Stall("Hello"),
		llmtest.Stall("Hello"),
	)
	client := provider.Client(noRetries, func(o *llm.Options) { o.Registerer = registry })
	for range 7 {
		for range client.Stream(t.Context(), question()) {
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range client.Stream(ctx, question()) {
		cancel()
	}
	for range client.Stream(t.Context(), question()) {
		break
	}
	want := `# HELP quotewire_llm_tokens_total Tokens as the model server counts them, estimated where it does not.
# TYPE quotewire_llm_tokens_total counter
quotewire_llm_tokens_total{kind="completion"} 12
quotewire_llm_tokens_total{kind="prompt"} 74
# HELP quotewire_upstream_requests_total Requests to the outside world by provider and outcome.
# TYPE quotewire_upstream_requests_total counter
quotewire_upstream_requests_total{outcome="cancelled",provider="llm"} 2
quotewire_upstream_requests_total{outcome="idle",provider="llm"} 0
quotewire_upstream_requests_total{outcome="malformed",provider="llm"} 1
quotewire_upstream_requests_total{outcome="ok",provider="llm"} 1
quotewire_upstream_requests_total{outcome="rate_limited",provider="llm"} 1
quotewire_upstream_requests_total{outcome="refused",provider="llm"} 1
quotewire_upstream_requests_total{outcome="truncated",provider="llm"} 1
quotewire_upstream_requests_total{outcome="unauthorized",provider="llm"} 1
quotewire_upstream_requests_total{outcome="unavailable",provider="llm"} 1
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "quotewire_llm_tokens_total", "quotewire_upstream_requests_total"); err != nil {
		t.Error(err)
	}
	if n, err := testutil.GatherAndCount(registry, "quotewire_upstream_request_duration_seconds"); n != 1 || err != nil {
		t.Errorf("%d duration series, error %v; want 1", n, err)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, error %v", problems, err)
	}
}

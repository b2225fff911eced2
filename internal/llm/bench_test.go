package llm_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm"
)

const wireLine = `{"id":"chatcmpl-BxQ2b7hS9","object":"chat.completion.chunk","created":1735689600,"model":"gpt-4.1-mini-2025-04-14",` +
	`"service_tier":"default","system_fingerprint":"fp_38647f5e19","choices":[{"index":0,"delta":{"content":" word%d"},"logprobs":null,"finish_reason":null}],"usage":null}`

// burst is a body of n chunks, all of them there at once.
func burst(n int) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, "data: "+wireLine+"\n\n", i%100)
	}
	return all.String() + sse(finish, "[DONE]")
}

// instant answers each request with the same body.
type instant struct{ body string }

func (i instant) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(strings.NewReader(i.body))}, nil
}

func benchClient(tb testing.TB, chunks int) *llm.Client {
	client, err := llm.New(llm.Options{BaseURL: "http://model.test/v1", Model: "m", Transport: instant{burst(chunks)}, MaxText: 1 << 30})
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// A chunk of a burst costs one allocation, its text.
func TestChunkAllocations(t *testing.T) {
	const chunks = 2000
	run := func(client *llm.Client) func() {
		return func() {
			for _, err := range client.Stream(t.Context(), question()) {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	few, many := benchClient(t, 10), benchClient(t, 10+chunks)
	extra := testing.AllocsPerRun(5, run(many)) - testing.AllocsPerRun(5, run(few))
	if each := extra / chunks; each > 1.05 {
		t.Errorf("%.2f allocations a chunk; want 1", each)
	}
}

// BenchmarkBurst measures a chunk where many are in memory at once.
func BenchmarkBurst(b *testing.B) {
	const chunks = 10_000
	client := benchClient(b, chunks)
	b.ReportAllocs()
	start, n := time.Now(), 0
	for b.Loop() {
		for chunk, err := range client.Stream(b.Context(), question()) {
			if err != nil {
				b.Fatal(err)
			}
			if chunk.Text != "" {
				n++
			}
		}
	}
	b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n), "ns/chunk")
}

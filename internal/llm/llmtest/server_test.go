package llmtest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ask(ctx context.Context, client *llm.Client) (text, reasoning string, end *llm.End, err error) {
	req := llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Content: "How is Apple?"}}}
	for chunk, e := range client.Stream(ctx, req) {
		text += chunk.Text
		reasoning += chunk.Reasoning
		end, err = chunk.End, e
	}
	return text, reasoning, end, err
}

// A script is played in order, a step a request.
func TestScript(t *testing.T) {
	calls := []llm.ToolCall{{ID: "a", Name: "quote", Arguments: `{"symbols":["AAPL"]}`}, {ID: "b", Name: "history", Arguments: `{"symbol":"MSFT"}`}}
	for protocol, start := range map[string]func(testing.TB, ...llmtest.Step) *llmtest.Server{"HTTP/1.1": llmtest.New, "HTTP/2.0": llmtest.NewTLS} {
		t.Run(protocol, func(t *testing.T) {
			s := start(t, llmtest.Calls(calls...), llmtest.Reasoning("Hm, 日本.", "It is up. 🚀", 2))
			s.Add(llmtest.Status(401, http.Header{}, `{"error":{"message":"no"}}`))
			client := s.Client()
			_, _, end, err := ask(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(calls, end.ToolCalls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			text, reasoning, end, err := ask(t.Context(), client)
			if err != nil || text != "It is up. 🚀" || reasoning != "Hm, 日本." || end.Usage.PromptTokens != 10 {
				t.Errorf("text %q, reasoning %q, end %+v, error %v", text, reasoning, end, err)
			}
			if _, _, _, err := ask(t.Context(), client); !errors.Is(err, llm.ErrUnauthorized) {
				t.Errorf("error %v; want unauthorized", err)
			}
			if got := s.Arrived(3); got.Proto != protocol || got.Last().Content != "How is Apple?" || got.Model != llmtest.Model {
				t.Errorf("request %+v", got)
			}
			s.Finished(3)
			if len(s.Requests()) != 3 || s.Open() != 0 {
				t.Errorf("%d requests, %d open; want 3, 0", len(s.Requests()), s.Open())
			}
			if s.Forget(); len(s.Requests()) != 0 {
				t.Errorf("%d requests are left", len(s.Requests()))
			}
		})
	}
}

// A test decides when the next chunk goes, and sees the client leave.
func TestGateAndCancel(t *testing.T) {
	gate := make(chan struct{})
	s := llmtest.New(t, llmtest.After(gate, llmtest.Play(llmtest.SayOn(gate, "abc", 1), llmtest.Silence())))
	client := s.Client()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got := make(chan string)
	go func() {
		defer close(got)
		for chunk, err := range client.Stream(ctx, llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Content: "?"}}}) {
			if err == nil && chunk.Text != "" {
				got <- chunk.Text
			}
		}
	}()
	s.WaitOpen(1)
	gate <- struct{}{}
	for _, want := range []string{"a", "b", "c"} {
		gate <- struct{}{}
		if text := <-got; text != want {
			t.Errorf("chunk %q; want %q", text, want)
		}
	}
	cancel()
	s.Cancelled(1)
	s.WaitOpen(0)
	s.WaitConnections(0)
	for range got { // until the client's goroutine has ended
		t.Error("a chunk after the cancellation")
	}
}

// complaints is a test that only notes that it failed.
type complaints struct {
	testing.TB
	n chan string
}

func (c complaints) Errorf(format string, _ ...any) { c.n <- format }
func (c complaints) Helper()                        {}

func TestUnforeseenRequestFailsTheTest(t *testing.T) {
	inner := complaints{TB: t, n: make(chan string, 1)}
	s := llmtest.New(inner)
	if _, _, _, err := ask(t.Context(), s.Client()); !errors.Is(err, llm.ErrRefused) {
		t.Errorf("error %v; want refused", err)
	}
	select {
	case <-inner.n:
	default:
		t.Error("the test was not failed")
	}
}

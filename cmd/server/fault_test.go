package main

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/model"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// ends are the ways in which an answer may end under a fault of the model
// server: done, or an error of one of these codes. A fault that is not named
// ends in any model_ code.
func ends(kind wire.Kind) []string {
	switch kind {
	case wire.Slow, wire.Late, model.NoDone, model.NoClose, model.EmptyChoices, model.Comments, model.Fragments, model.NoUsage, model.EndlessText, model.Forged, wire.ContentType:
		return []string{"done"}
	case wire.Hang, wire.Stall:
		return []string{"model_timeout"}
	case wire.Status, wire.Reset:
		return []string{"model_unavailable"}
	case model.NoFinish, wire.Cut, wire.Truncate:
		return []string{"model_truncated", "model_malformed"}
	}
	return nil
}

// Whatever is wrong with the model server, the stream ends in exactly one done
// or error, and nothing of what the server said in its fault reaches the client.
func TestModelFaults(t *testing.T) {
	for _, kind := range model.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			model, err := model.New(wire.Options{Now: walkNow})
			if err != nil {
				t.Fatal(err)
			}
			if err := model.Set(wire.Fault{Kind: kind, Match: wire.Match{Path: "/v1/chat"}, Delay: wire.Duration(20 * time.Millisecond)}); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(model)
			t.Cleanup(func() {
				model.Close()
				server.CloseClientConnections()
				server.Close()
			})
			w := startWalk(t, []string{
				"OPENAI_BASE_URL=" + server.URL + "/v1", "QUOTEWIRE_MAX_ANSWER=60s",
				"QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT=1s", "QUOTEWIRE_LLM_IDLE_TIMEOUT=1s",
			})
			end, frames := w.end("Hello, what can you do?")
			want := ends(kind)
			if want == nil && !strings.HasPrefix(end, "model_") || want != nil && !slices.Contains(want, end) {
				t.Errorf("the answer ends in %q, want %v; events %v", end, want, frames)
			}
		})
	}
}

// Whatever is wrong with Yahoo, the model is told so and the answer goes on.
func TestMarketFaults(t *testing.T) {
	for _, kind := range yahoo.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := startWalk(t, nil,
				llmtest.Calls(quoteCall("1", "AAPL"), historyCall("2", "AAPL", "1mo")),
				llmtest.Text("That is what there is.", 8))
			if err := w.yahoo.Set(wire.Fault{Kind: kind, Delay: wire.Duration(20 * time.Millisecond)}); err != nil {
				t.Fatal(err)
			}
			end, frames := w.end("What is Apple at?")
			if end != "done" {
				t.Errorf("the answer ends in %q; events %v", end, frames)
			}
			told := w.model.Requests()[1].Messages
			for _, m := range told[len(told)-2:] {
				if m.Role != "tool" || strings.TrimSpace(m.Content) == "" || strings.Contains(m.Content, "internal fault") {
					t.Errorf("the model is told %q", m.Content)
				}
			}
		})
	}
}

// end asks and reads to the end: done, or the code of the error. It insists on
// exactly one of them, at the end.
func (w *walk) end(question string) (string, []string) {
	w.t.Helper()
	s := w.ask(question)
	last, err := s.rest()
	if err != nil {
		w.t.Errorf("the stream is cut: %v", err)
	}
	terminal := 0
	for _, f := range s.frames {
		if f.name == "done" || f.name == "error" {
			terminal++
		}
		for _, v := range f.data {
			if text, ok := v.(string); ok && f.name == "error" && (strings.Contains(text, "sk-") || strings.Contains(text, "127.0.0.1") || strings.Contains(text, "<html")) {
				w.t.Errorf("what the world outside said reaches the client: %q", text)
			}
		}
	}
	if terminal != 1 {
		w.t.Errorf("%d terminal events: %v", terminal, s.names())
	}
	if last.name == "error" {
		return last.text("code"), s.names()
	}
	return last.name, s.names()
}

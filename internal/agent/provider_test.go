package agent

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// prompt is how soon the provider must see that its client has left.
const prompt = 100 * time.Millisecond

func echoCall(id, text string) llm.ToolCall {
	return llm.ToolCall{ID: id, Name: "echo", Arguments: `{"text":"` + text + `"}`}
}

// A question goes through tools to an answer over real HTTP.
func TestAnswerFromAProvider(t *testing.T) {
	provider := llmtest.New(t,
		llmtest.Calls(echoCall("a", "x"), echoCall("b", "y")),
		llmtest.Text("It is x [1] and y [2].", 4),
	)
	a := newAgent(t, Options{Model: provider.Client(), Tools: []Tool{echo(t)}})
	events, err := collect(t.Context(), a, answer.Turn{Question: "What is it?", Model: "other"})
	if err != nil {
		t.Fatal(err)
	}
	f := last(t, events)
	if f.Answer != "It is x [1] and y [2]." || f.Tools != 2 || f.Sources != 2 || f.Usage.PromptTokens != 20 {
		t.Errorf("finished %+v", f)
	}
	asked := provider.Arrived(2)
	if asked.Model != "other" || len(asked.Tools) != 1 {
		t.Errorf("asked %q with %d tools", asked.Model, len(asked.Tools))
	}
	if got, want := asked.Last(), (llm.Message{Role: llm.RoleTool, ToolCallID: "b", Content: "Source [2]: Mountain\n----- BOUNDARY -----\n[2] Echo of y\necho: y\n----- BOUNDARY -----"}); got.Content != want.Content || got.ToolCallID != want.ToolCallID {
		t.Errorf("the last message is %+v, want %+v", got, want)
	}
	if d := of[answer.Delta](events); d[len(d)-1].More {
		t.Error("the last delta holds the flush back")
	}
}

// A reader who leaves in mid-answer ends the provider's request, by a break as
// by the end of its context.
func TestLeavingEndsTheProvidersRequest(t *testing.T) {
	gone := errors.New("gone")
	for _, how := range []string{"break", "context"} {
		t.Run(how, func(t *testing.T) {
			provider := llmtest.New(t, llmtest.Stall("Well"))
			a := newAgent(t, Options{Model: provider.Client()})
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			var left time.Time
			var fault error
			for e, err := range a.Answer(ctx, answer.Turn{Question: "?"}) {
				fault = err
				if _, ok := e.(answer.Delta); !ok {
					continue
				}
				left = time.Now()
				if how == "break" {
					break
				}
				cancel(gone)
			}
			if took := provider.Cancelled(1).Sub(left); took > prompt {
				t.Errorf("the provider saw it after %v", took)
			}
			if how == "context" && !errors.Is(fault, gone) {
				t.Errorf("error is %v, want %v", fault, gone)
			}
		})
	}
}

func TestFaultsOfAProvider(t *testing.T) {
	for name, c := range map[string]struct {
		step llmtest.Step
		want error
	}{
		"unauthorised": {llmtest.Status(http.StatusUnauthorized, nil, `{"error":{"message":"bad key"}}`), llm.ErrUnauthorized},
		"cut":          {llmtest.CutEOF("Half an ans"), llm.ErrTruncated},
		"reset":        {llmtest.Reset("Half an ans"), llm.ErrTruncated},
	} {
		t.Run(name, func(t *testing.T) {
			provider := llmtest.New(t, llmtest.Calls(echoCall("a", "x")), c.step)
			a := newAgent(t, Options{Model: provider.Client(), Tools: []Tool{echo(t)}})
			if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

// Tools that are off stay listed and are forbidden on the wire.
func TestToolsOffOnTheWire(t *testing.T) {
	provider := llmtest.New(t, llmtest.Calls(echoCall("a", "x")), llmtest.Text("x", 0))
	a := newAgent(t, Options{Model: provider.Client(), Tools: []Tool{echo(t)}, MaxSteps: 1})
	if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "none"} {
		if got := provider.Arrived(i + 1).ToolChoice; got != want && (want != "" || got != "auto") {
			t.Errorf("step %d has tool_choice %q, want %q", i+1, got, want)
		}
	}
}

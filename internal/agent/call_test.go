package agent

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

func TestRepeatedCallIsNotRunAgain(t *testing.T) {
	runs := 0
	counted := tool(t, "count", func(_ context.Context, a echoArgs, _ Report) (Result, error) {
		runs++
		return Result{Text: "first time"}, nil
	})
	m := &fakeModel{steps: []script{
		calls(`count {"text":"a","times":1}`, `count { "times": "1", "text": " a " }`),
		says("done"),
	}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{counted}})
	events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
	if err != nil {
		t.Fatal(err)
	}
	texts := results(m.requests[1])
	if runs != 1 || !strings.Contains(texts[0], "\nfirst time\n") || !strings.Contains(texts[1], "already have this above") {
		t.Errorf("%d runs, results %q", runs, texts)
	}
	if n := len(of[answer.ToolFinished](events)); n != 2 {
		t.Errorf("%d calls finished, want 2", n)
	}
}

func TestCallIDsAreUnique(t *testing.T) {
	same := llm.ToolCall{ID: "call_0", Name: "noop", Arguments: `{"n":1}`}
	none := llm.ToolCall{Name: "noop", Arguments: `{"n":2}`}
	again := llm.ToolCall{ID: "call_0", Name: "noop", Arguments: `{"n":3}`}
	m := &fakeModel{steps: []script{{chunks: []llm.Chunk{end(llm.FinishToolCalls, same, none, again)}}, says("ok")}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}})
	events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
	if err != nil {
		t.Fatal(err)
	}
	var started, asked, answered []string
	for _, e := range of[answer.ToolStarted](events) {
		started = append(started, e.ID)
	}
	for _, msg := range m.requests[1].Messages {
		for _, c := range msg.ToolCalls {
			asked = append(asked, c.ID)
		}
		if msg.Role == llm.RoleTool {
			answered = append(answered, msg.ToolCallID)
		}
	}
	want := []string{"call_0", "call00002", "call00003"}
	for _, got := range [][]string{started, asked, answered} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ids (-want +got):\n%s", diff)
		}
	}
	if again.ID != "call_0" || m.steps[0].chunks[0].End.ToolCalls[2].ID != "call_0" {
		t.Error("the model's own record was changed")
	}
}

func TestOddCallsAreTidiedInTheTranscript(t *testing.T) {
	m := &fakeModel{steps: []script{
		calls(`noop {"n":`, `functions.noop {}`, `noop [1]`, ` {"n":1}`, `noop { "n": "1" }`),
		says("ok"),
	}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}})
	if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, msg := range m.requests[1].Messages {
		for _, c := range msg.ToolCalls {
			got = append(got, c.Name+" "+c.Arguments)
		}
	}
	want := []string{"noop {}", "functions_noop {}", "noop {}", `unknown {"n":1}`, `noop {"n":1}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

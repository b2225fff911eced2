package agent

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// What a server wants to see again goes back with the calls, under their own ids,
// and not into the next answer.
func TestExtrasGoBack(t *testing.T) {
	call := llm.ToolCall{ID: "a", Name: "echo", Arguments: `{"text":"x"}`, Extra: `{"extra_content":1}`, FunctionExtra: `{"f":2}`}
	step := end(llm.FinishToolCalls, call)
	step.End.Extra = `{"reasoning_content":"Hm."}`
	m := &fakeModel{steps: []script{{chunks: []llm.Chunk{step}}, says("It is x.")}}
	if _, err := collect(t.Context(), newAgent(t, Options{Model: m, Tools: []Tool{echo(t)}}), answer.Turn{Question: "what?"}); err != nil {
		t.Fatal(err)
	}
	got := m.requests[1].Messages[len(m.requests[1].Messages)-2]
	want := llm.Message{Role: llm.RoleAssistant, ToolCalls: []llm.ToolCall{call}, Extra: `{"reasoning_content":"Hm."}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

// A reader who waits is told what for, and a model that was asked in the place of
// another is asked for the rest of the answer.
func TestNoticesAreTold(t *testing.T) {
	m := &fakeModel{steps: []script{
		{chunks: []llm.Chunk{
			{Notice: &llm.Notice{Waiting: 33 * time.Second, Server: "Ollama"}}, {Notice: &llm.Notice{Waiting: 3 * time.Second}}, {Notice: &llm.Notice{Model: "b"}},
			end(llm.FinishToolCalls, llm.ToolCall{ID: "a", Name: "echo", Arguments: `{"text":"x"}`}),
		}},
		says("It is x."),
	}}
	events, err := collect(t.Context(), newAgent(t, Options{Model: m, Tools: []Tool{echo(t)}}), answer.Turn{Question: "what?"})
	if err != nil {
		t.Fatal(err)
	}
	want := []answer.Status{
		{Label: "Waiting for the model", Detail: "Ollama has not begun to answer for 33s; it may be loading the model"},
		{Label: "Waiting for the model", Detail: "the model server has not begun to answer for 3s; it may be loading the model"},
		{Label: "Asking another model", Detail: "b"},
	}
	if diff := cmp.Diff(want, of[answer.Status](events)[1:4]); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if fin := last(t, events); fin.Model != "b" {
		t.Errorf("answered by %q", fin.Model)
	}
	if m.requests[0].Model != "" || m.requests[1].Model != "b" {
		t.Errorf("asked %q, then %q; want the default, then b", m.requests[0].Model, m.requests[1].Model)
	}
}

// Text that turns out to be thought is no part of the answer that is kept, nor of
// what goes back with calls.
func TestThoughtIsForgotten(t *testing.T) {
	const thought = "\nThe reader wants x.\n"
	thinks := func(e llm.Chunk, after string) script {
		e.End.Thought = len(thought)
		return script{chunks: []llm.Chunk{{Text: thought[:8]}, {Text: thought[8:] + after}, e}}
	}
	m := &fakeModel{steps: []script{
		thinks(end(llm.FinishToolCalls, llm.ToolCall{ID: "a", Name: "echo", Arguments: `{"text":"x"}`}), "\nI look."),
		thinks(end(llm.FinishStop), "It is x."),
	}}
	events, err := collect(t.Context(), newAgent(t, Options{Model: m, Tools: []Tool{echo(t)}}), answer.Turn{Question: "what?"})
	if err != nil {
		t.Fatal(err)
	}
	if got := last(t, events).Answer; got != "I look.\n\nIt is x." {
		t.Errorf("kept %q", got)
	}
	if got := m.requests[1].Messages[len(m.requests[1].Messages)-2].Content; got != "I look." {
		t.Errorf("sent back %q", got)
	}
}

// A window that a server tells only by refusing a request is fitted from then on.
func TestWindowToldByARefusal(t *testing.T) {
	window := 0
	refusal := &llm.Error{Kind: llm.ErrWindow}
	m := &fakeModel{steps: []script{{err: refusal}, calls(`echo {"text":"x"}`), {err: refusal}, says("It is x.")}}
	a := newAgent(t, Options{Model: learning{m, func(n int) {
		switch n {
		case 1:
			window = 4096
		case 3:
			window = 2048
		}
	}}, Tools: []Tool{echo(t), noop(t)}, Window: func(string) int { return window }})
	events, err := collect(t.Context(), a, answer.Turn{Question: "what?"})
	if err != nil || last(t, events).Answer != "It is x." || len(m.requests) != 4 {
		t.Fatalf("error %v after %d requests", err, len(m.requests))
	}
	for i, most := range []int{1 << 20, 4096, 4096, 2048} {
		if n := sized(m.requests[i]); n > Window(most).Prompt() {
			t.Errorf("request %d has %d tokens for a window of %d", i+1, n, most)
		}
	}
	// One that tells nothing new is not asked again.
	m = &fakeModel{steps: []script{{err: refusal}}}
	if _, err := collect(t.Context(), newAgent(t, Options{Model: m}), answer.Turn{Question: "what?"}); err == nil || len(m.requests) != 1 {
		t.Errorf("error %v after %d requests; want one request that fails", err, len(m.requests))
	}
}

// learning is a model of whose server something is learnt with each request.
type learning struct {
	*fakeModel
	learn func(request int)
}

func (l learning) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	l.learn(len(l.requests) + 1)
	return l.fakeModel.Stream(ctx, r)
}

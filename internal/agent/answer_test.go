package agent

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noop is a tool that answers at once, for tests of the loop.
func noop(t testing.TB) Tool {
	return tool(t, "noop", func(context.Context, struct {
		N int `json:"n,omitempty"`
	}, Report) (Result, error) {
		return Result{Text: "done"}, nil
	})
}

func TestAnswerEvents(t *testing.T) {
	m := &fakeModel{steps: []script{
		{chunks: []llm.Chunk{
			{Reasoning: "hm"}, {Reasoning: "hm"},
			{Text: "\n Let me", More: true}, {Text: " look.\n", More: true}, {},
			end(llm.FinishToolCalls, llm.ToolCall{ID: "a", Name: "echo", Arguments: ` {"text": "x", "times": "2", "mood": null} `}),
		}},
		{chunks: []llm.Chunk{{Text: "It is"}, {Text: " x [1].", More: true}, end(llm.FinishStop)}},
	}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{echo(t)}})
	got, err := collect(t.Context(), a, answer.Turn{Question: "what?"})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range got {
		if f, ok := e.(answer.ToolFinished); ok {
			f.Took = 0
			got[i] = f
		}
	}
	want := []answer.Event{
		answer.Status{Label: "Reading the question"},
		answer.Status{Label: "Thinking"},
		answer.Delta{Text: "Let me", More: true},
		answer.Delta{Text: " look.\n", More: true},
		answer.Delta{},
		answer.ToolStarted{ID: "a", Name: "echo", Args: []byte(`{"text":"x","times":2}`)},
		answer.Status{Label: "Echoing", Detail: "x"},
		answer.ToolFinished{ID: "a", Name: "echo", Summary: "said x"},
		answer.SourceFound{Source: answer.Source{N: 1, Origin: exhibit.Origin{Kind: exhibit.Market, Title: "Echo of x", Provider: "Mountain", URL: "https://example.com/x"}}},
		answer.Exhibited{
			ID:      "e1",
			Exhibit: &exhibit.Exhibit{Title: "echo: x", Origins: []exhibit.Origin{{Kind: exhibit.Market, Title: "Echo of x", Provider: "Mountain", URL: "https://example.com/x"}}},
			Page:    exhibit.Page{Text: "echo: x", Pages: 1, Origins: []int{0}},
			Sources: []answer.Source{{N: 1, Origin: exhibit.Origin{Kind: exhibit.Market, Title: "Echo of x", Provider: "Mountain", URL: "https://example.com/x"}}},
		},
		answer.Status{Label: "Reading the results"},
		answer.Delta{Text: "\n", More: true},
		answer.Delta{Text: "It is"},
		answer.Delta{Text: " x [1].", More: true},
		answer.Delta{},
		answer.Finished{Reason: answer.FinishStop, Usage: answer.Usage{PromptTokens: 20, CompletionTokens: 4}, Answer: "Let me look.\n\nIt is x [1].", Sources: 1, Tools: 1},
	}
	forms := cmp.Comparer(func(a, b exhibit.Form) bool { return a == b })
	if diff := cmp.Diff(want, got, forms); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestAnswerEnds(t *testing.T) {
	refused := &llm.Error{Kind: llm.ErrRefused}
	cases := []struct {
		name   string
		steps  []script
		reason answer.FinishReason // of Finished
		answer string
		err    error
		asked  int // model steps
	}{
		{name: "stop", steps: []script{says("hello")}, reason: answer.FinishStop, answer: "hello", asked: 1},
		{name: "no reason given", steps: []script{{chunks: []llm.Chunk{{Text: "hi"}, end("")}}}, reason: answer.FinishStop, answer: "hi", asked: 1},
		{name: "tool_calls without calls", steps: []script{{chunks: []llm.Chunk{{Text: "hi"}, end(llm.FinishToolCalls)}}}, reason: answer.FinishStop, answer: "hi", asked: 1},
		{name: "length", steps: []script{{chunks: []llm.Chunk{{Text: "hal"}, end(llm.FinishLength)}}}, reason: answer.FinishLength, answer: "hal", asked: 1},
		{name: "filter after text", steps: []script{{chunks: []llm.Chunk{{Text: "well"}, end(llm.FinishContentFilter)}}}, reason: answer.FinishContentFilter, answer: "well", asked: 1},
		{name: "filter without text", steps: []script{{chunks: []llm.Chunk{end(llm.FinishContentFilter)}}}, err: answer.ErrUnanswerable, asked: 1},
		{name: "empty once", steps: []script{says(" \n"), says("now")}, reason: answer.FinishStop, answer: "now", asked: 2},
		{name: "empty twice", steps: []script{says(""), says("\n\n")}, err: answer.ErrEmpty, asked: 2},
		{name: "empty after a tool", steps: []script{calls(`noop`), says(""), says("x")}, reason: answer.FinishStop, answer: "x", asked: 3},
		{name: "too much text", steps: []script{says(strings.Repeat("é", 600))}, reason: answer.FinishLength, answer: strings.Repeat("é", 500), asked: 1},
		{name: "model's error", steps: []script{{err: refused}}, err: llm.ErrRefused, asked: 1},
		{name: "error after text", steps: []script{{chunks: []llm.Chunk{{Text: "a"}}, err: refused}}, err: llm.ErrRefused, asked: 1},
		{name: "no end", steps: []script{{chunks: []llm.Chunk{{Text: "a"}}}}, err: llm.ErrTruncated, asked: 1},
		{name: "error in second step", steps: []script{calls(`noop`), {err: refused}}, err: llm.ErrRefused, asked: 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := &fakeModel{steps: c.steps}
			a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}, MaxTextBytes: 1001})
			events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
			if !errors.Is(err, c.err) {
				t.Fatalf("error is %v, want %v", err, c.err)
			}
			if len(m.requests) != c.asked {
				t.Errorf("asked the model %d times, want %d", len(m.requests), c.asked)
			}
			if c.err != nil {
				return
			}
			if f := last(t, events); f.Reason != c.reason || f.Answer != c.answer {
				t.Errorf("finished %q %q, want %q %q", f.Reason, f.Answer, c.reason, c.answer)
			}
			var text strings.Builder
			for _, d := range of[answer.Delta](events) {
				text.WriteString(d.Text)
			}
			if text.String() != c.answer {
				t.Errorf("deltas are %q, want %q", text.String(), c.answer)
			}
		})
	}
}

func TestErrorIsWrappedOnceAndNothingFollows(t *testing.T) {
	cause := &llm.Error{Kind: llm.ErrRateLimited}
	a := newAgent(t, Options{Model: &fakeModel{steps: []script{{err: cause}}}})
	after := 0
	var fault error
	for _, err := range a.Answer(t.Context(), answer.Turn{Question: "?"}) {
		if fault != nil {
			after++
		}
		fault = err
	}
	if after != 0 {
		t.Errorf("%d events after the error", after)
	}
	if errors.Unwrap(fault) != error(cause) {
		t.Errorf("error %v does not wrap the model's own once", fault)
	}
}

func TestStoppingEndsTheModelStep(t *testing.T) {
	m := &fakeModel{steps: []script{{chunks: []llm.Chunk{{Text: "a"}, {Text: "b"}, end(llm.FinishStop)}}}}
	a := newAgent(t, Options{Model: m})
	for e := range a.Answer(t.Context(), answer.Turn{Question: "?"}) {
		if _, ok := e.(answer.Delta); ok {
			break
		}
	}
	if m.stopped != 1 {
		t.Errorf("the model step was stopped %d times, want 1", m.stopped)
	}
}

func TestContextsCauseIsTheError(t *testing.T) {
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	m := &fakeModel{steps: []script{{chunks: []llm.Chunk{{Text: "a"}}, hang: true}}}
	a := newAgent(t, Options{Model: m})
	var fault error
	for e, err := range a.Answer(ctx, answer.Turn{Question: "?"}) {
		if fault = err; err == nil {
			if _, ok := e.(answer.Delta); ok {
				cancel(gone)
			}
		}
	}
	if !errors.Is(fault, gone) {
		t.Errorf("error is %v, want %v", fault, gone)
	}
}

func TestNewNamesFaults(t *testing.T) {
	_, err := New(Options{Tools: []Tool{{}, noop(t), noop(t)}, MaxSteps: -1, ToolTimeout: -1})
	for _, want := range []string{"Model", "Tools[0]", "Tools[2]", "MaxSteps", "ToolTimeout"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
}

// A delta costs the one allocation that puts it into the Event interface.
func TestDeltaAllocations(t *testing.T) {
	const deltas = 1000
	chunks := make([]llm.Chunk, 0, deltas+1)
	for range deltas {
		chunks = append(chunks, llm.Chunk{Text: "four", More: true})
	}
	chunks = append(chunks, end(llm.FinishStop))
	m := &fakeModel{steps: []script{{chunks: chunks}}}
	a := newAgent(t, Options{Model: m})
	whole := testing.AllocsPerRun(20, func() {
		for _, err := range a.Answer(t.Context(), answer.Turn{Question: "?"}) {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	if each := whole / deltas; each > 1.2 {
		t.Errorf("a delta costs %.2f allocations, want about 1", each)
	}
}

func BenchmarkDelta(b *testing.B) {
	chunks := make([]llm.Chunk, 10_001)
	for i := range chunks {
		chunks[i] = llm.Chunk{Text: "four", More: i%2 == 0}
	}
	chunks[10_000] = end(llm.FinishStop)
	m := &fakeModel{steps: []script{{chunks: chunks}}}
	a := newAgent(b, Options{Model: m})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		m.requests = nil
		for range a.Answer(b.Context(), answer.Turn{Question: "?"}) {
			n++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/event")
}

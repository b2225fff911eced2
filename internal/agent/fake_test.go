package agent

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
)

// fakeModel plays one script a step and remembers what it was asked. After the
// last script it repeats it.
type fakeModel struct {
	steps    []script
	requests []llm.Request
	stopped  int // steps that the agent stopped ranging over
}

// script is one model step: chunks, then err, or a silence until ctx ends.
type script struct {
	chunks []llm.Chunk
	err    error
	hang   bool
}

func (m *fakeModel) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	r.Messages = slices.Clone(r.Messages) // the agent goes on writing to its own
	m.requests = append(m.requests, r)
	s := m.steps[min(len(m.requests), len(m.steps))-1]
	return func(yield func(llm.Chunk, error) bool) {
		for _, c := range s.chunks {
			if c.End != nil {
				llm.MeterFrom(ctx).End(0, c.End.Usage)
			}
			if !yield(c, nil) {
				m.stopped++
				return
			}
		}
		if s.hang {
			<-ctx.Done()
			yield(llm.Chunk{}, ctx.Err())
			return
		}
		if s.err != nil {
			yield(llm.Chunk{}, s.err)
		}
	}
}

// says is a step that writes text in one chunk and stops.
func says(text string) script {
	return script{chunks: []llm.Chunk{{Text: text}, end(llm.FinishStop)}}
}

// end closes a step that used 10 and 2 tokens.
func end(reason llm.FinishReason, calls ...llm.ToolCall) llm.Chunk {
	return llm.Chunk{End: &llm.End{FinishReason: reason, ToolCalls: calls, Usage: llm.Usage{PromptTokens: 10, CompletionTokens: 2}}}
}

// calls is a step that calls tools, each written as "name {args}".
func calls(written ...string) script {
	var list []llm.ToolCall
	for i, w := range written {
		name, args, _ := strings.Cut(w, " ")
		list = append(list, llm.ToolCall{ID: fmt.Sprintf("c%d", i+1), Name: name, Arguments: args})
	}
	return script{chunks: []llm.Chunk{end(llm.FinishToolCalls, list...)}}
}

type echoArgs struct {
	Text  string   `json:"text" min:"1" max:"20" jsonschema:"what to say"`
	Times int      `json:"times,omitempty" min:"1" max:"3"`
	Mood  string   `json:"mood,omitempty" enum:"glad,sad"`
	Tags  []string `json:"tags,omitempty" max:"2"`
}

// echo is a tool that says its text back, with a source for each.
func echo(t testing.TB) Tool {
	return tool(t, "echo", func(_ context.Context, a echoArgs, report Report) (Result, error) {
		report(answer.Status{Label: "Echoing", Detail: a.Text})
		r := found("echo: "+a.Text, exhibit.Origin{Kind: exhibit.Market, Title: "Echo of " + a.Text, Provider: "Mountain", URL: "https://example.com/" + a.Text})
		r.Summary = "said " + a.Text
		return r, nil
	})
}

// found is a result of one exhibit that says text.
func found(text string, origins ...exhibit.Origin) Result {
	return Result{Exhibits: []*exhibit.Exhibit{{Title: text, Origins: origins}}}
}

func tool[A any](t testing.TB, name string, run func(context.Context, A, Report) (Result, error)) Tool {
	t.Helper()
	made, err := NewTool(name, "Tool "+name+".", run)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func newAgent(t testing.TB, o Options) *Agent {
	t.Helper()
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	a.boundary = func() string { return "BOUNDARY" }
	return a
}

// collect ranges to the end.
func collect(ctx context.Context, a *Agent, t answer.Turn) (events []answer.Event, err error) {
	for e, fault := range a.Answer(ctx, t) {
		if fault != nil {
			return events, fault
		}
		events = append(events, e)
	}
	return events, nil
}

// last is the closing event.
func last(t testing.TB, events []answer.Event) answer.Finished {
	t.Helper()
	if len(events) == 0 {
		t.Fatal("no events")
	}
	f, ok := events[len(events)-1].(answer.Finished)
	if !ok {
		t.Fatalf("last event is %T, want Finished", events[len(events)-1])
	}
	return f
}

// of gives the events of one type.
func of[E answer.Event](events []answer.Event) (list []E) {
	for _, e := range events {
		if e, ok := e.(E); ok {
			list = append(list, e)
		}
	}
	return list
}

// results are the tool messages of a request, in order.
func results(r llm.Request) (list []string) {
	for _, m := range r.Messages {
		if m.Role == llm.RoleTool {
			list = append(list, m.Content)
		}
	}
	return list
}

// writeRequest puts a request on paper for golden files.
func writeRequest(w io.Writer, r llm.Request) {
	if r.ToolsOff {
		fmt.Fprintln(w, "(tools off)")
	}
	for _, m := range r.Messages {
		fmt.Fprintf(w, "[%s", m.Role)
		if m.ToolCallID != "" {
			fmt.Fprintf(w, " for %s", m.ToolCallID)
		}
		fmt.Fprintln(w, "]")
		if m.Content != "" {
			fmt.Fprintln(w, m.Content)
		}
		for _, c := range m.ToolCalls {
			fmt.Fprintf(w, "call %s: %s %s\n", c.ID, c.Name, c.Arguments)
		}
	}
}

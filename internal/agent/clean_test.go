package agent

import (
	"errors"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// What the reader gets is what the answer is kept as, in pieces and whole, and
// what was held back comes before tools, at the end and when the model breaks off.
func TestTextIsSanitized(t *testing.T) {
	echoed := calls(`echo {"text":"x"}`)
	cited := script{chunks: []llm.Chunk{{Text: "So [", More: true}, {Text: "1]["}, {Text: "2] and [it](https://example.com/"}, {Text: "x) ![](http://evil.example/p) [1"}, end(llm.FinishStop)}}
	fenced := script{chunks: append([]llm.Chunk{{Text: "First [1]\n```\n[1]"}}, echoed.chunks...)}
	thought := script{chunks: []llm.Chunk{{Text: "[7](http://evil.example) hm"}, {Text: "It is <b>x</b> [1]"}, {End: &llm.End{FinishReason: llm.FinishStop, Thought: len("[7](http://evil.example) hm")}}}}
	for _, c := range []struct {
		name    string
		steps   []script
		history []answer.Exchange
		deltas  string
		answer  string // empty: as the deltas
		err     error
	}{
		{name: "no source", steps: []script{says("Apple is at 231.40 [1], up 3 % [7].")}, deltas: "Apple is at 231.40, up 3 %."},
		{name: "source of an earlier turn", steps: []script{says("As said [1].")},
			history: []answer.Exchange{{Question: "?", Answer: "It is [1]."}}, deltas: "As said."},
		{name: "its own sources", steps: []script{echoed, cited}, deltas: "So [1] and [it](https://example.com/x) [1"},
		{name: "code left open before tools", steps: []script{fenced, says("It is x [1].")}, deltas: "First\n```\n[1]\n```\n\nIt is x [1]."},
		{name: "thought", steps: []script{echoed, thought}, deltas: "hmIt is x [1]", answer: "It is x [1]"},
		{name: "nothing left", steps: []script{says("![](http://evil.example/p)"), says("x")}, deltas: "x"},
		{name: "broken off", steps: []script{{chunks: []llm.Chunk{{Text: "It is [1", More: true}}}}, deltas: "It is [1", err: llm.ErrTruncated},
		{name: "failed", steps: []script{{chunks: []llm.Chunk{{Text: "see www.evil.example/p"}}, err: &llm.Error{Kind: llm.ErrUnavailable}}}, deltas: "see `www.evil.example`", err: llm.ErrUnavailable},
		{name: "too long", steps: []script{says("`" + strings.Repeat("x", 99) + " http://evil.example/p`")}, deltas: "'" + strings.Repeat("x", 99)},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAgent(t, Options{Model: &fakeModel{steps: c.steps}, Tools: []Tool{echo(t)}, MaxTextBytes: 100})
			events, err := collect(t.Context(), a, answer.Turn{Question: "?", History: c.history})
			if !errors.Is(err, c.err) {
				t.Fatalf("error is %v, want %v", err, c.err)
			}
			var text strings.Builder
			for _, d := range of[answer.Delta](events) {
				text.WriteString(d.Text)
			}
			if text.String() != c.deltas {
				t.Errorf("deltas are %q, want %q", text.String(), c.deltas)
			}
			if c.err != nil {
				return
			}
			if c.answer == "" {
				c.answer = c.deltas
			}
			if f := last(t, events); f.Answer != c.answer {
				t.Errorf("answer is %q, want %q", f.Answer, c.answer)
			}
		})
	}
}

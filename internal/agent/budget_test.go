package agent

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/answer"
)

func TestBudgets(t *testing.T) {
	many := make([]string, 10)
	for i := range many {
		many[i] = fmt.Sprintf(`noop {"n": %d}`, i)
	}
	fresh := func(n int) (steps []script) {
		for i := range n {
			steps = append(steps, calls(fmt.Sprintf(`noop {"n": %d}`, i)))
		}
		return steps
	}
	cases := []struct {
		name  string
		steps []script
		tools int
		asked int
		note  string
	}{
		{"steps", append(fresh(3), says("enough")), 3, 4, "No more tool calls are possible. Answer now"},
		{"calls of one step", []script{calls(many...), says("enough")}, 5, 2, "and 5 that you asked for were not run"},
		{"calls in all", []script{calls(many[:4]...), calls(many[4:6]...), says("enough")}, 5, 3, "and 1 that you asked for were not run"},
		{"the same call again and again", []script{calls(`noop {}`), calls(`noop {"n": null}`), calls(`noop`), says("enough")}, 1, 4, "No more tool calls are possible. Answer now"},
		{"the same bad call again and again", []script{calls(`nope`), calls(`nope`), calls(`nope`), says("enough")}, 0, 4, "No more tool calls are possible. Answer now"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := &fakeModel{steps: c.steps}
			a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}, MaxSteps: 3, MaxCalls: 5})
			events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
			if err != nil {
				t.Fatal(err)
			}
			if f := last(t, events); f.Answer != "enough" || f.Tools != c.tools {
				t.Errorf("answer %q after %d tools, want %q after %d", f.Answer, f.Tools, "enough", c.tools)
			}
			if len(m.requests) != c.asked {
				t.Fatalf("asked the model %d times, want %d", len(m.requests), c.asked)
			}
			for i, r := range m.requests {
				if want := i == c.asked-1; r.ToolsOff != want {
					t.Errorf("step %d: tools off is %v, want %v", i+1, r.ToolsOff, want)
				}
				if len(r.Tools) != 1 {
					t.Errorf("step %d lists %d tools, want 1", i+1, len(r.Tools))
				}
			}
			texts := results(m.requests[c.asked-1])
			if got := texts[len(texts)-1]; !strings.Contains(got, c.note) {
				t.Errorf("last result %q does not say %q", got, c.note)
			}
		})
	}
}

func TestModelThatCallsWithToolsOff(t *testing.T) {
	m := &fakeModel{steps: []script{calls(`noop {"n": 1}`), calls(`noop {"n": 2}`)}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}, MaxSteps: 1})
	_, err := collect(t.Context(), a, answer.Turn{Question: "?"})
	if !errors.Is(err, answer.ErrEmpty) {
		t.Errorf("error is %v, want %v", err, answer.ErrEmpty)
	}
	if len(m.requests) != 3 {
		t.Errorf("asked the model %d times, want 3", len(m.requests))
	}
}

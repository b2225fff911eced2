package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// One model may plan and another write, unless the reader names one.
func TestModelsOfTheSteps(t *testing.T) {
	for asked, want := range map[string]string{"": "planner planner writer", "named": "named named named"} {
		b := newBench()
		b.chat.plans, b.chat.checks, b.chat.answers = []string{appleTwice}, []string{`{"questions":[]}`}, []string{"It is at 270 [1]."}
		b.o.PlanModel, b.o.WriteModel = "planner", "writer"
		if _, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?", Model: asked}); err != nil {
			t.Fatal(err)
		}
		var models []string
		for _, r := range b.chat.seen {
			models = append(models, r.Model)
		}
		if got := strings.Join(models, " "); got != want {
			t.Errorf("reader asks for %q: the steps ask %s; want %s", asked, got, want)
		}
	}
}

// thinker says something before its text that turns out to be thought.
type thinker struct{ *fakeChat }

const decoy = `I could ask {"questions":[{"text":"What is the Moon made of?","kind":"numerical"}]}.`

func (f thinker) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		if stepOf(r) != "check" && !yield(llm.Chunk{Text: decoy}, nil) {
			return
		}
		for c, err := range f.fakeChat.Stream(ctx, r) {
			if c.End != nil && stepOf(r) != "check" {
				c.End.Thought = len(decoy)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// A plan within thoughts is none.
func TestPlanWithinThoughts(t *testing.T) {
	b := newBench()
	b.chat.plans, b.chat.checks, b.chat.answers = []string{appleTwice}, []string{`{"questions":[]}`}, []string{"It is at 270 [1]."}
	b.o.Model, b.thought = thinker{b.chat}, decoy
	lines, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?"})
	if err != nil {
		t.Fatal(err)
	}
	if asked := strings.Join(b.finder.asked, ", "); asked != "Price of Apple?" || !slices.Contains(lines, "answer It is at 270 [1].") {
		t.Errorf("asked %s; %s", asked, strings.Join(lines, "\n"))
	}
}

// narrow refuses what is larger than a window that it tells only then.
type narrow struct {
	*fakeChat
	told *int
}

func (f narrow) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	n := 0
	for _, m := range r.Messages {
		n += agent.Tokens(m.Content)
	}
	if n <= 3000 {
		return f.fakeChat.Stream(ctx, r)
	}
	*f.told = 4096
	return func(yield func(llm.Chunk, error) bool) { yield(llm.Chunk{}, &llm.Error{Kind: llm.ErrWindow}) }
}

// A window that the server tells by a refusal is fitted, in thought and writing.
func TestWindowToldByARefusal(t *testing.T) {
	for _, large := range []string{"plan", "write"} {
		b := newBench()
		b.chat.plans, b.chat.checks, b.chat.answers = []string{appleTwice}, []string{`{"questions":[]}`}, []string{"It is at 270 [1]."}
		window := 0
		b.o.Model, b.o.Window = narrow{b.chat, &window}, func(string) int { return window }
		b.o.MaxPassageBytes = 60 << 10
		turn := answer.Turn{Question: "How is Apple?"}
		if large == "plan" {
			turn.PageText = strings.Repeat("Apple expects growth in 2026. ", 1000)
		} else {
			b.web.pages["https://a.example/1"] = strings.Repeat("Apple expects growth in the outlook of 2026. ", 1000)
		}
		lines, err := b.run(t, t.Context(), turn)
		if err != nil || window == 0 || !strings.Contains(strings.Join(lines, "\n"), "It is at 270 [1].") {
			t.Errorf("%s: error %v, window %d: %s", large, err, window, strings.Join(lines, "\n"))
		}
	}
}

// A set-up in which no figure can be had is the answer's error, as in a chat.
func TestSetUpEndsResearch(t *testing.T) {
	b := newBench()
	b.chat.plans = []string{appleTwice}
	b.finder.err = fmt.Errorf("ask model: %w", &llm.Error{Kind: llm.ErrNoTools})
	if lines, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?"}); !errors.Is(err, llm.ErrNoTools) {
		t.Errorf("error %v: %s", err, strings.Join(lines, "\n"))
	}
}

// absent is a server that does not have two of the models.
type absent struct{ *fakeChat }

func (f absent) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	if r.Model == "" {
		return f.fakeChat.Stream(ctx, r)
	}
	f.seen = append(f.seen, r)
	return func(yield func(llm.Chunk, error) bool) { yield(llm.Chunk{}, &llm.Error{Kind: llm.ErrUnknownModel}) }
}

// A model of a step that fails is replaced by the default one.
func TestModelOfAStepFails(t *testing.T) {
	b := newBench()
	b.chat.plans, b.chat.checks, b.chat.answers = []string{appleTwice}, []string{`{"questions":[]}`}, []string{"It is at 270 [1]."}
	b.o.Model, b.o.PlanModel, b.o.WriteModel = absent{b.chat}, "planner", "writer"
	lines, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?"})
	if err != nil || !slices.Contains(lines, "answer It is at 270 [1].") {
		t.Fatalf("error %v: %s", err, strings.Join(lines, "\n"))
	}
	var models []string
	for _, r := range b.chat.seen {
		models = append(models, r.Model)
	}
	if got := strings.Join(models, ","); got != "planner,,,writer," {
		t.Errorf("asked %q; want each named one once", got)
	}
	// One that the reader names is not replaced.
	if _, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?", Model: "named"}); !errors.Is(err, llm.ErrUnknownModel) {
		t.Errorf("error %v; want that the model is not known", err)
	}
}

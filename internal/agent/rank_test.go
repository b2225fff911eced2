package agent

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
)

func TestOffer(t *testing.T) {
	a := newAgent(t, Options{Model: &fakeModel{}, Tools: offered(t)})
	one := a.tools["option"].brief.tokens + 5 // they are alike in size
	before := []answer.Exchange{{Question: "What of the options?", Answer: "No news."}}
	for _, c := range []struct {
		turn answer.Turn
		most int
		want []string
	}{
		{answer.Turn{Question: "Why?"}, one, []string{"news"}},
		{answer.Turn{Question: "Why?"}, 2 * one, []string{"price", "news"}},
		{answer.Turn{Question: "A headline on options"}, one, []string{"news"}}, // the longer word
		{answer.Turn{Question: "PUT/CALL ratio"}, one, []string{"option"}},
		{answer.Turn{Question: "An adoption?"}, one, []string{"price"}}, // within a word is nothing
		{answer.Turn{Question: "Was ist der Kurs?"}, one, []string{"price"}},
		{answer.Turn{Question: "And tomorrow?", History: before}, one, []string{"option"}},
		{answer.Turn{Question: "Any news?", History: before}, one, []string{"news"}},
		{answer.Turn{Question: "?"}, 10 * one, []string{"rest", "price", "option", "news"}},
		{answer.Turn{Question: "?"}, 0, nil},
	} {
		offered, others := a.offer(c.turn, c.most)
		var got []string
		for _, b := range offered {
			got = append(got, b.spec.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q in %d (-want +got):\n%s", c.turn.Question, c.most, diff)
		}
		if len(offered)+len(others) != 4 {
			t.Errorf("%q: %d offered and %v besides", c.turn.Question, len(offered), others)
		}
	}
}

func TestBrief(t *testing.T) {
	made, err := NewTool("echo", "brief: Says it back.\nwords: *, Say, P/E ratio\n\nSays a text back.\n\nIn full.", func(context.Context, echoArgs, Report) (Result, error) { return Result{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	if made.spec.Description != "Says a text back.\n\nIn full." {
		t.Errorf("the description is %q", made.spec.Description)
	}
	b := made.brief
	if b.spec.Description != "Says it back." || !b.always || b.tokens < 40 {
		t.Errorf("brief %+v", b)
	}
	if diff := cmp.Diff([]string{"say", "p e ratio"}, b.words); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	want := `{"type":"object","properties":{"text":{"type":"string"},"times":{"type":"integer"},"mood":{"type":"string","enum":["glad","sad"]},"tags":{"type":"array","items":{"type":"string"}}},"required":["text"]}`
	if diff := cmp.Diff(want, string(b.spec.Schema)); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
	if plain := echo(t); plain.brief.spec.Description != "Tool echo." || plain.brief.words != nil {
		t.Errorf("a tool without these lines is %+v", plain.brief)
	}
}

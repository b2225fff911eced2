package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// pagesAndMore is a plan of a page to read and of something to work out of it.
const pagesAndMore = "[{'text': 'What is expected of the chip makers?', 'kind': 'Qualitative', 'search': 'chip makers outlook'}, {'text': 'How far apart are they?', 'kind': 'computed'},]"

// Beside the text of a page a model is offered arithmetic at most, and no other tool
// runs when it is called all the same.
func TestNoToolsBesideAPage(t *testing.T) {
	call := func(name, arguments string) llmtest.Step {
		return llmtest.Calls(llm.ToolCall{ID: "a", Name: name, Arguments: arguments})
	}
	w := startResearch(t, openLibrary(t), nil, llmtest.Text(pagesAndMore, 24),
		call("news", `{"query":"what the reader has asked"}`), call("calculate", `{"expression":"12 - 2"}`), llmtest.Text("They are 10 apart [1].", 24),
		llmtest.Text(`{"questions":[]}`, 24), llmtest.Text("They are 10 apart [3].", 24))
	got := w.postTo("/api/advanced/stream", `{"question": "What is expected of the chip makers?"}`)
	if !strings.Contains(got, `"name":"calculate","state":"finished"`) || !strings.Contains(got, `"name":"news","state":"failed"`) {
		t.Errorf("the stream is\n%s", got)
	}
	read, refused := 0, false
	for _, r := range w.model.Requests() {
		all := ""
		for _, m := range r.Messages {
			all += m.Content
		}
		refused = refused || strings.Contains(all, `there is no tool "news": the tools are calculate`)
		if !strings.Contains(all, "Chip makers compared") {
			continue
		}
		read++
		if len(r.Tools) > 1 || len(r.Tools) == 1 && r.Tools[0].Name != "calculate" {
			t.Errorf("beside a page %d tools are offered", len(r.Tools))
		}
	}
	if read != 5 || !refused {
		t.Errorf("the page was read in %d steps, the other tool refused: %v", read, refused)
	}
}

var usageOfDone = regexp.MustCompile(`"usage":\{"prompt_tokens":(\d+),"completion_tokens":(\d+),"estimated":true\}`)

// Where the model server tells no usage, or breaks off before it can, what an answer
// used is estimated, and a bound of cost holds.
func TestCostOfAServerThatTellsNone(t *testing.T) {
	untold := func(text string) llmtest.Step {
		return llmtest.Play(llmtest.Role(), llmtest.Say(text, 24), llmtest.Finish(llm.FinishStop), llmtest.Done())
	}
	for limit, asked := range map[string]int{"0.0001": 1, "0.001": 2, "1": 4} {
		steps := []llmtest.Step{untold(`["What is expected of the chip makers?"]`), llmtest.CutEOF("I will"), untold(`[]`), untold("Little [1].")}
		if asked < len(steps) {
			steps = append(steps[:asked-1:asked-1], steps[len(steps)-1])
		}
		w := startResearch(t, openLibrary(t), []string{"QUOTEWIRE_RESEARCH_COST=" + limit, "QUOTEWIRE_PROMPT_PRICE=1", "QUOTEWIRE_COMPLETION_PRICE=1"}, steps...)
		got := w.postTo("/api/advanced/stream", `{"question": "What is expected of the chip makers?"}`)
		if n := len(w.model.Requests()); n != asked || strings.Contains(got, "its money is spent") != (asked < 4) {
			t.Errorf("limit %s: %d requests, want %d:\n%s", limit, n, asked, got)
		}
		m := usageOfDone.FindStringSubmatch(got)
		if m == nil {
			t.Errorf("limit %s: done tells no estimated usage:\n%s", limit, got)
			continue
		}
		sent := 0
		for _, r := range w.model.Requests() {
			for _, message := range r.Messages {
				sent += len(message.Content)
			}
		}
		if n, err := strconv.Atoi(m[1]); err != nil || n < sent/4 || m[2] == "0" {
			t.Errorf("limit %s: usage %s for %d bytes", limit, m[0], sent)
		}
	}
}

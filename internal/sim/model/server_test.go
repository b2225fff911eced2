package model

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// delta is what a stream's chunks say.
type delta struct {
	ID, Object, Model string
	Created           int64
	Choices           []struct {
		Delta struct {
			Role, Content string
			ToolCalls     []chatbot.ToolCall `json:"tool_calls"`
		}
		FinishReason *string `json:"finish_reason"`
	}
	Usage *usage
}

func deltas(t *testing.T, body string) []delta {
	t.Helper()
	var all []delta
	for _, e := range events(body) {
		if e == "[DONE]" {
			continue
		}
		var d delta
		if err := json.Unmarshal([]byte(e), &d); err != nil {
			t.Fatalf("%v: %s", err, e)
		}
		all = append(all, d)
	}
	return all
}

func TestStream(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	w.Model.Script(
		chatbot.Step{Text: "Two wörds", Calls: []chatbot.Call{{Name: "quote", Arguments: `{"symbols":["AAPL"]}`}, {Name: "calculate", Arguments: `{}`}}},
		chatbot.Step{Text: "cut", Finish: "length"},
	)
	ask := func(options string) wiretest.Fetched {
		return wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"model":"demo",`+options+`"messages":[{"role":"user","content":"Hello"}]}`)
	}
	got := ask(`"stream":true,"stream_options":{"include_usage":true},`)
	if got.Status != 200 || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/event-stream") || !strings.HasSuffix(got.Body, "data: [DONE]\n\n") {
		t.Fatalf("%+v", got)
	}
	var text, finish string
	calls := map[int]chatbot.ToolCall{}
	all := deltas(t, got.Body)
	for _, d := range all {
		if d.Object != "chat.completion.chunk" || d.ID != all[0].ID || d.Created != wiretest.Wednesday().Unix() || d.Model != "demo" {
			t.Errorf("%+v", d)
		}
		for _, choice := range d.Choices {
			text += choice.Delta.Content
			for _, call := range choice.Delta.ToolCalls {
				have := calls[call.Index]
				have.ID, have.Function.Name = have.ID+call.ID, have.Function.Name+call.Function.Name
				have.Function.Arguments += call.Function.Arguments
				calls[call.Index] = have
			}
			if choice.FinishReason != nil {
				finish += *choice.FinishReason
			}
		}
	}
	want := map[int]chatbot.ToolCall{
		0: {ID: "call_sim_1_0", Function: chatbot.Function{Name: "quote", Arguments: `{"symbols":["AAPL"]}`}},
		1: {ID: "call_sim_1_1", Function: chatbot.Function{Name: "calculate", Arguments: `{}`}},
	}
	if diff := cmp.Diff(want, calls); diff != "" || text != "Two wörds" || finish != "tool_calls" {
		t.Errorf("%q %q %s", text, finish, diff)
	}
	if u := all[len(all)-1]; len(u.Choices) != 0 || u.Usage == nil || u.Usage.Total != u.Usage.Prompt+u.Usage.Completion || u.Usage.Prompt == 0 {
		t.Errorf("usage %+v", u)
	}
	if got := ask(`"stream":true,`); !strings.Contains(got.Body, `"finish_reason":"length"`) || strings.Contains(got.Body, "prompt_tokens") {
		t.Errorf("the script's second step: %s", got.Body)
	}
	if got := ask(""); !strings.Contains(wiretest.Decoded(t, got.Body)["choices"].([]any)[0].(fields)["message"].(fields)["content"].(string), "Hello. I have") &&
		!strings.Contains(got.Body, "No tool is offered") {
		t.Errorf("after the script: %s", got.Body)
	}
}

func TestWholeAnswerAndErrors(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	w.Model.Script(chatbot.Step{Calls: []chatbot.Call{{Name: "quote", Arguments: `{"symbols":["AAPL"]}`}}})
	got := wiretest.Decoded(t, wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"messages":[{"role":"user","content":[{"type":"text","text":"price of Apple"}]}]}`).Body)
	choice := got["choices"].([]any)[0].(fields)
	message := choice["message"].(fields)
	call := message["tool_calls"].([]any)[0].(fields)
	if got["object"] != "chat.completion" || choice["finish_reason"] != "tool_calls" || message["content"] != nil || call["type"] != "function" {
		t.Errorf("%v", got)
	}
	models := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.ModelURL+"/models", "").Body)
	if models["data"].([]any)[0].(fields)["id"] != "demo" {
		t.Errorf("%v", models)
	}
	for _, x := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/chat/completions", "{", 400}, {"POST", "/chat/completions", "{}", 400}, {"GET", "/chat/completions", "", 405},
		{"POST", "/embeddings", "{}", 404}, {"POST", "/chat/completions", `{"model":"bench:chunks=x","messages":[{"role":"user"}]}`, 404},
		{"POST", "/chat/completions", `{"model":"bench:bytes=3,stamp=true","messages":[{"role":"user"}]}`, 404},
	} {
		got := wiretest.Fetch(t, c, x.method, w.ModelURL+x.path, x.body)
		if got.Status != x.status || !strings.Contains(got.Body, `"error":{`) {
			t.Errorf("%s %s %s: %+v", x.method, x.path, x.body, got)
		}
	}
}

func TestBenchModel(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	ask := func(model string) []delta {
		t.Helper()
		got := wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"model":"`+model+`","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}`)
		if got.Status != 200 || got.Err != nil || !strings.HasSuffix(got.Body, "data: [DONE]\n\n") {
			t.Fatalf("%s: %d %v %.200s", model, got.Status, got.Err, got.Body)
		}
		return deltas(t, got.Body)
	}
	for _, model := range []string{"bench:chunks=5000,bytes=24", "bench:chunks=20,bytes=24,every=100us", "bench:chunks=0"} {
		all := ask(model)
		p, err := parseBench(model)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != p.chunks+2 || all[len(all)-1].Usage.Completion != p.chunks {
			t.Errorf("%s: %d chunks", model, len(all))
		}
		for _, d := range all[:p.chunks] {
			if len(d.Choices[0].Delta.Content) != 24 {
				t.Fatalf("%s: %+v", model, d)
			}
		}
	}
	before := time.Now().UnixNano()
	for _, d := range ask("bench:chunks=3,bytes=30,every=1ms,first=1ms,stamp=true")[:3] {
		at, err := strconv.ParseInt(d.Choices[0].Delta.Content[:stampDigits], 10, 64)
		if err != nil || at < before || at > time.Now().UnixNano() || len(d.Choices[0].Delta.Content) != 30 {
			t.Errorf("%v %+v", err, d)
		}
	}
}

func TestBenchSeesItsClientLeave(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	got := wiretest.FetchFor(t, c, "POST", w.ModelURL+"/chat/completions", `{"model":"bench:chunks=2,every=1h","stream":true,"messages":[{"role":"user","content":"x"}]}`, 100*time.Millisecond)
	if got.Status != http.StatusOK || len(deltas(t, got.Body)) != 1 {
		t.Errorf("%+v", got)
	}
	if err := w.Model.WaitCancelled(wiretest.Soon(t), 1); err != nil {
		t.Fatal(err)
	}
	if r := w.Model.Log()[0]; !r.Left || r.Model != "bench:chunks=2,every=1h" || r.Written == 0 {
		t.Errorf("%+v", r)
	}
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := New(wire.Options{Pace: 15 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		m.Script(chatbot.Step{Text: "one two three"})
		start, rec := time.Now(), httptest.NewRecorder()
		m.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "POST", "/v1/chat/completions",
			strings.NewReader(`{"stream":true,"messages":[{"role":"user","content":"x"}]}`)))
		// role, three words, finish and [DONE]: five pauses between six writes
		if took := time.Since(start); took != 5*15*time.Millisecond || strings.Count(rec.Body.String(), "data: ") != 6 {
			t.Errorf("%v\n%s", took, rec.Body)
		}
	})
	if _, err := New(wire.Options{Pace: -1}); err == nil || !strings.Contains(err.Error(), "Options.Pace") {
		t.Errorf("%v", err)
	}
}

// events is the data of a stream, line by line.
func events(body string) []string {
	var all []string
	for s := bufio.NewScanner(bytes.NewReader([]byte(body))); s.Scan(); {
		if data, ok := strings.CutPrefix(s.Text(), "data: "); ok {
			all = append(all, data)
		}
	}
	return all
}

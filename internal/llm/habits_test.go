package llm_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/llm"
)

// picky is a model server that refuses some requests, and answers the others.
type picky struct {
	refuse func(body map[string]any) (status int, answer string) // status 0: it does not
	answer func(body map[string]any) string                      // nil: hello

	mu    sync.Mutex
	asked []map[string]any
}

func (p *picky) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return status(404, nil)(r)
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.asked = append(p.asked, body)
	p.mu.Unlock()
	reply := func(code int, kind, text string) (*http.Response, error) {
		return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(text))}, nil
	}
	if p.refuse != nil {
		if status, answer := p.refuse(body); status != 0 {
			return reply(status, "application/json", answer)
		}
	}
	if p.answer != nil {
		return reply(200, "text/event-stream", p.answer(body))
	}
	return reply(200, "text/event-stream", sse(hello, finish, "[DONE]"))
}

func (p *picky) client(t *testing.T, changes ...func(*llm.Options)) *llm.Client {
	t.Helper()
	opts := llm.Options{BaseURL: "http://model.test/v1", Model: "m", Retries: -1, Transport: p}
	for _, change := range changes {
		change(&opts)
	}
	client, err := llm.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// talk is a conversation in which a tool was called, with all that a server may
// have put beside.
func talk() llm.Request {
	r := offer()
	r.Tools[0].Schema = []byte(`{"type":"object","additionalProperties":false,"properties":{"expression":{"type":"string","maxLength":9},"format":{"type":"string"}}}`)
	r.Messages = []llm.Message{
		{Role: llm.RoleSystem, Content: "Rules."},
		{Role: llm.RoleUser, Content: "A page."},
		{Role: llm.RoleUser, Content: "How is Apple? content stream_options tool_choice"},
		{Role: llm.RoleAssistant, Extra: `{"reasoning_content":"Hm.","reasoning_details":[{"a":1}]}`, ToolCalls: []llm.ToolCall{{
			ID: "a", Name: "quote", Arguments: "{}", Extra: `{"extra_content":{"google":{"thought_signature":"x"}}}`, FunctionExtra: `{"strict_id":"y"}`,
		}}},
		{Role: llm.RoleTool, ToolCallID: "a", Content: "189"},
	}
	return r
}

func assistant(body map[string]any) map[string]any {
	for _, m := range body["messages"].([]any) {
		if m := m.(map[string]any); m["role"] == "assistant" {
			return m
		}
	}
	return nil
}

// What a server sent beside text and calls goes back as it came, and the content
// is there, as null.
func TestWhatMustGoBackGoesBack(t *testing.T) {
	p := &picky{}
	if _, err := collect(t.Context(), t, p.client(t), talk()); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"role": "assistant", "content": nil, "reasoning_content": "Hm.", "reasoning_details": []any{map[string]any{"a": 1.0}},
		"tool_calls": []any{map[string]any{
			"id": "a", "type": "function", "extra_content": map[string]any{"google": map[string]any{"thought_signature": "x"}},
			"function": map[string]any{"name": "quote", "arguments": "{}", "strict_id": "y"},
		}},
	}
	if diff := cmp.Diff(want, assistant(p.asked[0])); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

// A refusal that names a field of ours is learnt from, once, and remembered.
func TestRefusalsAreLearntFrom(t *testing.T) {
	has := func(name string) func(map[string]any) bool {
		return func(body map[string]any) bool { _, ok := body[name]; return ok }
	}
	message := func(name string, value any) func(map[string]any) bool {
		return func(body map[string]any) bool {
			got, ok := assistant(body)[name]
			return ok && got == value
		}
	}
	roles := func(body map[string]any) string {
		all := ""
		for _, m := range body["messages"].([]any) {
			all += m.(map[string]any)["role"].(string)[:1]
		}
		return all
	}
	inSchema := func(word string) func(map[string]any) bool {
		return func(body map[string]any) bool {
			raw, err := json.Marshal(body["tools"])
			return err == nil && strings.Contains(string(raw), `"`+word+`":`)
		}
	}
	for name, tc := range map[string]struct {
		refuses func(map[string]any) bool
		status  int
		says    string
		off     bool
		tries   int // of the first step; the second has one
		then    func(map[string]any) bool
	}{
		"stream_options, pydantic": {has("stream_options"), 422, `{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted","input":{"include_usage":true}}]}`, false, 2, nil},
		"stream_options, words":    {has("stream_options"), 400, `{"error":{"message":"Unrecognized request argument supplied: stream_options"}}`, false, 2, nil},
		"stream_options, plain":    {has("stream_options"), 400, `Unknown field include_usage`, false, 2, nil},
		"tool_choice":              {has("tool_choice"), 400, `{"error":{"message":"tool_choice is not supported"}}`, true, 2, func(b map[string]any) bool { return !has("tools")(b) }},
		"tool choice, Groq":        {has("tools"), 400, `{"error":{"message":"Tool choice is none, but model called a tool","code":"tool_use_failed"}}`, true, 2, nil},
		"content null":             {message("content", nil), 400, `{"error":"Invalid type for 'messages.3.content': expected string, got null"}`, false, 2, message("content", "")},
		"content null and empty": {func(b map[string]any) bool { return message("content", nil)(b) || message("content", "")(b) }, 400,
			`{"message":"The text field in the ContentBlock object is blank: content","code":"ValidationException"}`, false, 3, message("content", "(empty)")},
		"no content at all": {func(b map[string]any) bool { _, ok := assistant(b)["content"]; return ok }, 422,
			`{"error":{"message":"messages[3]: content must not be given with tool_calls"}}`, false, 4, nil},
		"reasoning_content": {message("reasoning_content", "Hm."), 400, `{"error":{"message":"property 'reasoning_content' is unsupported"}}`, false, 2,
			func(b map[string]any) bool { _, ok := assistant(b)["reasoning_details"]; return ok }},
		"a schema's keyword": {inSchema("additionalProperties"), 400, `{"error":{"message":"Invalid JSON payload received. Unknown name \"additionalProperties\" at 'tools[0]': Cannot find field."}}`, false, 2,
			func(b map[string]any) bool { return inSchema("maxLength")(b) && inSchema("format")(b) }},
		"a system message": {func(b map[string]any) bool { return roles(b) != "uat" }, 400, `{"error":{"message":"System role not supported"}}`, false, 2, nil},
		"roles that do not alternate": {func(b map[string]any) bool { return roles(b) != "uat" }, 400,
			`{"object":"error","message":"Conversation roles must alternate user/assistant/user/assistant/... ","code":400}`, false, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := &picky{refuse: func(body map[string]any) (int, string) {
				if tc.refuses(body) {
					return tc.status, tc.says
				}
				return 0, ""
			}}
			client := p.client(t)
			req := talk()
			req.ToolsOff = tc.off
			for step, want := range []int{tc.tries, tc.tries + 1} {
				got, err := collect(t.Context(), t, client, req)
				if err != nil || got.Text != "Hello" || len(p.asked) != want {
					t.Fatalf("step %d: text %q, error %v, %d requests in all; want Hello, %d", step+1, got.Text, err, len(p.asked), want)
				}
			}
			if last := p.asked[len(p.asked)-1]; tc.then != nil && !tc.then(last) {
				t.Errorf("request %v", last)
			}
		})
	}
}

// What says nothing of a field, or names it because it repeats our request, is
// an error at once.
func TestRefusalsThatTeachNothing(t *testing.T) {
	for _, says := range []string{
		`{"error":{"message":"The request is not valid."}}`,
		`{"detail":[{"loc":["body"],"msg":"bad","input":{"stream_options":{},"messages":[{"content":null}]}}]}`,
		``, `{`, `[]`,
	} {
		p := &picky{refuse: func(map[string]any) (int, string) { return 400, says }}
		_, err := collect(t.Context(), t, p.client(t), talk())
		wantKind(t, err, llm.ErrRefused)
		if len(p.asked) != 1 {
			t.Errorf("%s: %d requests; want 1", says, len(p.asked))
		}
	}
	// A server that names a field for ever is asked as often as there are forms.
	p := &picky{refuse: func(map[string]any) (int, string) {
		return 400, `{"error":{"message":"stream_options, content, reasoning_content, additionalProperties, System role not supported"}}`
	}}
	_, err := collect(t.Context(), t, p.client(t), talk())
	wantKind(t, err, llm.ErrRefused)
	if n := len(p.asked); n < 3 || n > 10 {
		t.Errorf("%d requests; want one for each form", n)
	}
}

// A model that calls a tool where it has to write is asked once more, without tools.
func TestForcedCall(t *testing.T) {
	const call = `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}`
	p := &picky{answer: func(body map[string]any) string {
		if _, ok := body["tools"]; ok {
			return sse(`{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}`, call, "[DONE]")
		}
		return sse(hello, finish, `{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}`, "[DONE]")
	}}
	req := talk()
	req.ToolsOff = true
	got, err := collect(t.Context(), t, p.client(t), req)
	if err != nil || got.Text != "Hello" || len(got.End.ToolCalls) != 0 || len(p.asked) != 2 {
		t.Fatalf("text %q, end %+v, error %v, %d requests", got.Text, got.End, err, len(p.asked))
	}
	if want := (llm.Usage{PromptTokens: 15, CompletionTokens: 4}); got.End.Usage != want {
		t.Errorf("usage %+v; want both requests', %+v", got.End.Usage, want)
	}
	if p.asked[0]["tool_choice"] != "none" {
		t.Errorf("first request %v", p.asked[0])
	}
	// Where it may call, a call is a call.
	if got, err := collect(t.Context(), t, p.client(t), talk()); err != nil || len(got.End.ToolCalls) != 1 {
		t.Errorf("end %+v, error %v", got.End, err)
	}
}

// A tool that is not listed is known all the same when it is called in a text.
func TestUnlistedToolIsKnown(t *testing.T) {
	p := &picky{answer: func(map[string]any) string {
		return sse(`{"choices":[{"delta":{"content":"<tool_call>{\"name\": \"news\", \"arguments\": {}}</tool_call>"}}]}`, finish, "[DONE]")
	}}
	req := offer()
	req.Unlisted = []llm.ToolSpec{{Name: "news"}}
	got, err := collect(t.Context(), t, p.client(t), req)
	if err != nil || got.Text != "" || len(got.End.ToolCalls) != 1 || got.End.ToolCalls[0].Name != "news" {
		t.Errorf("%+v, end %+v, %v", got, got.End, err)
	}
	if tools := p.asked[0]["tools"].([]any); len(tools) != len(req.Tools) {
		t.Errorf("%d tools are sent; want %d", len(tools), len(req.Tools))
	}
}

package llm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// answer is what a step came to.
type answer struct {
	Text, Reasoning string
	Chunks          int // with text or reasoning
	End             *llm.End
}

// collect runs a step to its end and checks what holds for every step: nothing
// after End or an error, and More kept.
func collect(ctx context.Context, t *testing.T, client *llm.Client, req llm.Request) (a answer, err error) {
	t.Helper()
	over := false
	for chunk, e := range client.Stream(ctx, req) {
		if over {
			t.Errorf("chunk %+v, error %v after the end", chunk, e)
		}
		if e != nil {
			if chunk != (llm.Chunk{}) {
				t.Errorf("error %v comes with chunk %+v", e, chunk)
			}
			err, over = e, true
			continue
		}
		a.Text += chunk.Text
		a.Reasoning += chunk.Reasoning
		if chunk.Text+chunk.Reasoning != "" {
			a.Chunks++
		}
		if chunk.End != nil {
			a.End, over = chunk.End, true
			if a.End.Usage.Estimated { // where the script gives none; TestUsageIsEstimated looks at it
				a.End.Usage = llm.Usage{}
			}
			a.End.Model = "" // TestFallback looks at it
			if chunk.More || chunk.Text != "" {
				t.Errorf("last chunk %+v says that more follows, or has text", chunk)
			}
		}
	}
	if !over {
		t.Error("the step ended without End and without an error")
	}
	return a, err
}

func question() llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Content: "How is Apple?"}}}
}

func noRetries(o *llm.Options) { o.Retries = -1 }

// wantKind fails unless err is an *llm.Error of this kind.
func wantKind(t *testing.T, err, kind error) *llm.Error {
	t.Helper()
	e, ok := errors.AsType[*llm.Error](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("error %v; want an *llm.Error of kind %q", err, kind)
	}
	if strings.Contains(err.Error(), llmtest.Key) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q holds the key, or more than one line", err)
	}
	return e
}

const (
	hello  = `{"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}`
	world  = `{"choices":[{"index":0,"delta":{"content":" world"},"finish_reason":null}]}`
	finish = `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
)

func sse(lines ...string) string {
	return "data: " + strings.Join(lines, "\n\ndata: ") + "\n\n"
}

func stopped(text string, chunks int) answer {
	return answer{Text: text, Chunks: chunks, End: &llm.End{FinishReason: llm.FinishStop}}
}

func fragments(raw string, size int) (pieces []string) {
	for len(raw) > size {
		pieces = append(pieces, raw[:size])
		raw = raw[size:]
	}
	return append(pieces, raw)
}

// Servers write the same answer in many ways.
func TestWireVariants(t *testing.T) {
	whole := sse(hello, world, finish, "[DONE]")
	usage := `{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}`
	counted := stopped("Hello world", 2)
	counted.End.Usage = llm.Usage{PromptTokens: 7, CompletionTokens: 2}
	for name, tc := range map[string]struct {
		raw  []string
		want answer
	}{
		"plain":              {[]string{whole}, stopped("Hello world", 2)},
		"CRLF":               {[]string{strings.ReplaceAll(whole, "\n", "\r\n")}, stopped("Hello world", 2)},
		"CR":                 {[]string{strings.ReplaceAll(whole, "\n", "\r")}, stopped("Hello world", 2)},
		"no space":           {[]string{strings.ReplaceAll(whole, "data: ", "data:")}, stopped("Hello world", 2)},
		"many spaces":        {[]string{strings.ReplaceAll(whole, "data: ", "data: \t  ")}, stopped("Hello world", 2)},
		"no blank lines":     {[]string{strings.ReplaceAll(whole, "\n\n", "\n")}, stopped("Hello world", 2)},
		"3-byte fragments":   {fragments(whole, 3), stopped("Hello world", 2)},
		"CRLF fragments":     {fragments(strings.ReplaceAll(whole, "\n", "\r\n"), 3), stopped("Hello world", 2)},
		"split UTF-8":        {fragments(sse(`{"choices":[{"delta":{"content":"日本🚀"}}]}`, finish), 1), stopped("日本🚀", 1)},
		"BOM":                {[]string{"\xef\xbb\xbf" + whole}, stopped("Hello world", 2)},
		"no DONE":            {[]string{sse(hello, finish)}, stopped("Hello", 1)},
		"no last newline":    {[]string{strings.TrimRight(sse(hello, finish), "\n")}, stopped("Hello", 1)},
		"empty data":         {[]string{"data:\n\n" + whole}, stopped("Hello world", 2)},
		"ids and retry":      {[]string{"id: 1\nretry: 5\nevent: message\n" + whole}, stopped("Hello world", 2)},
		"comments":           {[]string{strings.Repeat(": PROCESSING\n\n", 1000) + whole}, stopped("Hello world", 2)},
		"usage":              {[]string{sse(hello, world, finish, usage, "[DONE]")}, counted},
		"usage with finish":  {[]string{sse(hello, world, `{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}}`)}, counted},
		"usage in each":      {[]string{sse(`{"choices":[{"delta":{"content":"Hello"}}],"usage":{"prompt_tokens":7,"completion_tokens":1}}`, world, finish, usage)}, counted},
		"usage odd":          {[]string{sse(hello, world, finish, `{"choices":null,"usage":{"prompt_tokens":7.0,"completion_tokens":2,"total_tokens":null,"x":"y"}}`)}, counted},
		"null choices":       {[]string{sse(`{"choices":null}`, `{"choices":[]}`, `{"choices":[null]}`, `{}`, hello, finish)}, stopped("Hello", 1)},
		"null content":       {[]string{sse(`{"choices":[{"delta":{"role":"assistant","content":null}}]}`, `{"choices":[{"delta":null}]}`, hello, finish)}, stopped("Hello", 1)},
		"two choices":        {[]string{sse(`{"choices":[{"index":1,"delta":{"content":"No"}},{"index":0,"delta":{"content":"Yes"}}]}`, `{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}`, finish)}, stopped("Yes", 1)},
		"content parts":      {[]string{sse(`{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"Hello"}]}}]}`, finish)}, stopped("Hello", 1)},
		"multi-line data":    {[]string{"data: {\"choices\":[{\ndata:  \"delta\":{\ndata: \"content\":\"Hello\"}}]}\n\n" + sse(finish)}, stopped("Hello", 1)},
		"odd types":          {[]string{sse(`{"id":5,"created":"now","model":null,"choices":[{"index":"0","delta":{"content":"Hello"},"logprobs":5}]}`, finish)}, stopped("Hello", 1)},
		"lone surrogate":     {[]string{sse(`{"choices":[{"delta":{"content":"a\ud83d"}}]}`, finish)}, stopped("a\ufffd", 2)},
		"invalid UTF-8":      {[]string{sse("{\"choices\":[{\"delta\":{\"content\":\"a\xff\"}}]}", finish)}, stopped("a\ufffd", 1)},
		"forged frames":      {[]string{sse(`{"choices":[{"delta":{"content":"\n\nevent: x\ndata: {}\r\u2028\u0000"}}]}`, finish)}, stopped("\n\nevent: x\ndata: {}\r\u2028\x00", 1)},
		"refusal":            {[]string{sse(`{"choices":[{"delta":{"refusal":"I cannot."}}]}`, finish)}, stopped("I cannot.", 1)},
		"text with finish":   {[]string{sse(hello, `{"choices":[{"delta":{"content":" world"},"finish_reason":"stop"}]}`)}, stopped("Hello world", 2)},
		"error null":         {[]string{sse(`{"error":null,"choices":[{"delta":{"content":"Hello"}}]}`, finish)}, stopped("Hello", 1)},
		"ping":               {[]string{"event: ping\ndata: {\"type\":\"ping\"}\n\n" + sse(hello, finish)}, stopped("Hello", 1)},
		"garbage after DONE": {[]string{whole, "x\n\n"}, stopped("Hello world", 2)},
		"reasoning": {[]string{sse(`{"choices":[{"delta":{"reasoning_content":"Hm"}}]}`, `{"choices":[{"delta":{"reasoning":"m."}}]}`,
			`{"choices":[{"delta":{"reasoning":"!","reasoning_content":"!"}}]}`, hello, finish)},
			answer{Text: "Hello", Reasoning: "Hmm.!", Chunks: 4, End: &llm.End{FinishReason: llm.FinishStop}}},
		"length":              {[]string{sse(hello, `{"choices":[{"delta":{},"finish_reason":"MAX_TOKENS"}]}`)}, answer{Text: "Hello", Chunks: 1, End: &llm.End{FinishReason: llm.FinishLength}}},
		"content filter":      {[]string{sse(hello, `{"choices":[{"delta":{},"finish_reason":"content_filter"}]}`)}, answer{Text: "Hello", Chunks: 1, End: &llm.End{FinishReason: llm.FinishContentFilter}}},
		"unknown finish":      {[]string{sse(hello, `{"choices":[{"delta":{},"finish_reason":"eos"}]}`)}, stopped("Hello", 1)},
		"calls without calls": {[]string{sse(hello, `{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}`)}, stopped("Hello", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := collect(t.Context(), t, llmtest.New(t, llmtest.Raw(tc.raw...)).Client(), question())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestToolCallVariants(t *testing.T) {
	delta := func(json string) string { return `{"choices":[{"index":0,"delta":` + json + `}]}` }
	end := func(reason string) string {
		return `{"choices":[{"index":0,"delta":{},"finish_reason":"` + reason + `"}]}`
	}
	quote := llm.ToolCall{ID: "a", Name: "quote", Arguments: `{"s":"AAPL"}`}
	history := llm.ToolCall{ID: "b", Name: "history", Arguments: `{"s":"MSFT"}`}
	for name, tc := range map[string]struct {
		lines []string
		want  []llm.ToolCall // an empty ID: any
	}{
		"whole": {[]string{delta(`{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"quote","arguments":"{\"s\":\"AAPL\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote}},
		"pieces, interleaved": {[]string{
			delta(`{"tool_calls":[{"index":1,"id":"b","function":{"name":"history","arguments":""}}]}`),
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{\"s\""}}]}`),
			delta(`{"tool_calls":[{"index":1,"function":{"arguments":"{\"s\":\"MSFT\"}"}},{"index":0,"function":{"arguments":":\"AAPL\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote, history}},
		"stop although calls": {[]string{delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{\"s\":\"AAPL\"}"}}]}`), end("stop")},
			[]llm.ToolCall{quote}},
		"all numbered 0": {[]string{
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{\"s\":\"AAPL\"}"}}]}`),
			delta(`{"tool_calls":[{"index":0,"id":"b","function":{"name":"history","arguments":"{\"s\":\"MSFT\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote, history}},
		"no numbers": {[]string{
			delta(`{"tool_calls":[{"id":"a","function":{"name":"quote","arguments":"{\"s\":"}}]}`),
			delta(`{"tool_calls":[{"function":{"arguments":"\"AAPL\"}"}}]}`),
			delta(`{"tool_calls":[{"id":"b","function":{"name":"history","arguments":"{\"s\":\"MSFT\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote, history}},
		"no numbers, no ids": {[]string{
			delta(`{"tool_calls":[{"function":{"name":"quote","arguments":"{\"s\":\"AAPL\"}"}},{"function":{"name":"history","arguments":"{\"s\":\"MSFT\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{{Name: "quote", Arguments: quote.Arguments}, {Name: "history", Arguments: history.Arguments}}},
		"id and name repeated": {[]string{
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{\"s\":"}}]}`),
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"\"AAPL\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote}},
		"name in pieces": {[]string{
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quo"}}]}`),
			delta(`{"tool_calls":[{"index":0,"function":{"name":"te"}}]}`),
			delta(`{"tool_calls":[{"index":0,"function":{"arguments":"{\"s\":\"AAPL\"}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote}},
		"arguments as an object": {[]string{delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":{"s":"AAPL"}}}]}`), end("tool_calls")},
			[]llm.ToolCall{quote}},
		"arguments null": {[]string{delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":null}}]}`), end("tool_calls")},
			[]llm.ToolCall{{ID: "a", Name: "quote"}}},
		"function_call": {[]string{
			delta(`{"function_call":{"name":"quote","arguments":"{\"s\":"}}`), delta(`{"function_call":{"arguments":"\"AAPL\"}"}}`), end("function_call")},
			[]llm.ToolCall{{Name: "quote", Arguments: quote.Arguments}}},
		"same id twice": {[]string{
			delta(`{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":"{}"}},{"index":1,"id":"a","function":{"name":"history","arguments":"{}"}}]}`), end("tool_calls")},
			[]llm.ToolCall{{ID: "a", Name: "quote", Arguments: "{}"}, {Name: "history", Arguments: "{}"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := collect(t.Context(), t, llmtest.New(t, llmtest.Raw(sse(tc.lines...))).Client(), question())
			if err != nil {
				t.Fatal(err)
			}
			if got.End.FinishReason != llm.FinishToolCalls {
				t.Errorf("finish reason %q; want tool_calls", got.End.FinishReason)
			}
			seen := map[string]bool{}
			for i, call := range got.End.ToolCalls {
				if call.ID == "" || seen[call.ID] {
					t.Errorf("call %d has id %q: empty, or another's", i, call.ID)
				}
				seen[call.ID] = true
				if i < len(tc.want) && tc.want[i].ID == "" {
					got.End.ToolCalls[i].ID = ""
				}
			}
			if diff := cmp.Diff(tc.want, got.End.ToolCalls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// A chunk is shown when its line is complete, not when its event is.
func TestChunkIsNotHeldBack(t *testing.T) {
	gate := make(chan struct{})
	provider := llmtest.New(t, llmtest.Play(llmtest.Bytes("data: "+hello+"\n"), llmtest.Wait(gate), llmtest.Line(finish)))
	for chunk, err := range provider.Client().Stream(t.Context(), question()) {
		if err != nil {
			t.Fatal(err)
		}
		if chunk.Text != "" {
			if chunk.More {
				t.Error("More is set, though nothing else was sent")
			}
			close(gate) // would time out if the chunk waited for the blank line
		}
	}
}

// More is set on all chunks of a burst but the last, and where the last one's
// More comes to nothing a chunk without it follows before the wait.
func TestMore(t *testing.T) {
	gate := make(chan struct{})
	provider := llmtest.New(t, llmtest.Play(
		llmtest.Burst("abc", 1), llmtest.Wait(gate),
		llmtest.Bytes(sse(hello)+": a comment\n\n"), llmtest.Wait(gate),
		llmtest.Line(finish), llmtest.Done()))
	type seen struct {
		Text string
		More bool
		End  bool
	}
	var got []seen
	for chunk, err := range provider.Client().Stream(t.Context(), question()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, seen{chunk.Text, chunk.More, chunk.End != nil})
		if !chunk.More && chunk.End == nil {
			gate <- struct{}{}
		}
	}
	want := []seen{{"a", true, false}, {"b", true, false}, {"c", false, false}, {"Hello", true, false}, {"", false, false}, {"", false, true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chunks (-want +got):\n%s", diff)
	}
}

func TestRequestOnTheWire(t *testing.T) {
	provider := llmtest.New(t, llmtest.Text("ok", 0), llmtest.Text("ok", 0))
	client := provider.Client()
	call := llm.ToolCall{ID: "1", Name: "quote", Arguments: `{"s":"<AAPL>"}`}
	req := llm.Request{
		Model: "another",
		Messages: []llm.Message{
			{Role: llm.RoleSystem, Content: "Be brief."},
			{Role: llm.RoleUser, Content: "Apple?"},
			{Role: llm.RoleAssistant, ToolCalls: []llm.ToolCall{call, {ID: "2", Arguments: "{broken"}}},
			{Role: llm.RoleTool, ToolCallID: "1", Content: ""},
			{Role: llm.RoleTool, ToolCallID: "2", Content: "AAPL: 189.30"},
		},
		Tools: []llm.ToolSpec{{Name: "quote", Description: "A quote.", Schema: []byte(`{"type":"object","anyOf":[{"x":1}]}`)}, {Name: "bare"}},
	}
	if _, err := collect(t.Context(), t, client, req); err != nil {
		t.Fatal(err)
	}
	got := provider.Arrived(1)
	want := append([]llm.Message(nil), req.Messages...)
	want[2].ToolCalls = []llm.ToolCall{call, {ID: "2", Name: "unknown", Arguments: "{}"}}
	want[3].Content = "(empty)"
	if diff := cmp.Diff(want, got.Messages); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got.Model != "another" || !got.Stream || !got.WantsUsage || got.ToolChoice != "" {
		t.Errorf("request %s", got.Body)
	}
	if len(got.Tools) != 2 || string(got.Tools[0].Schema) != string(req.Tools[0].Schema) || !strings.Contains(string(got.Tools[1].Schema), `"object"`) {
		t.Errorf("tools %+v", got.Tools)
	}
	for name, value := range map[string]string{"Authorization": "Bearer " + llmtest.Key, "Accept": "text/event-stream", "Accept-Encoding": "", "Idempotency-Key": "", "User-Agent": "quotewire"} {
		if got := got.Header.Get(name); got != value {
			t.Errorf("header %s: %q; want %q", name, got, value)
		}
	}
	for _, field := range []string{"temperature", "max_tokens", "max_completion_tokens"} {
		if strings.Contains(string(got.Body), field) {
			t.Errorf("request sets %s: %s", field, got.Body)
		}
	}
	req.ToolsOff = true
	if _, err := collect(t.Context(), t, client, req); err != nil {
		t.Fatal(err)
	}
	if got := provider.Arrived(2); got.ToolChoice != "none" || len(got.Tools) != 2 {
		t.Errorf("tools off: choice %q, %d tools; want none, 2", got.ToolChoice, len(got.Tools))
	}
}

// A complete answer's connection serves the next step.
func TestConnectionIsReused(t *testing.T) {
	provider := llmtest.New(t)
	provider.Always(llmtest.Text("Hello", 1))
	client := provider.Client()
	for range 20 {
		if _, err := collect(t.Context(), t, client, question()); err != nil {
			t.Fatal(err)
		}
	}
	if n := provider.Connections(); n != 1 {
		t.Errorf("%d connections; want 1", n)
	}
}

func TestUsageGrace(t *testing.T) {
	provider := llmtest.New(t, llmtest.Play(llmtest.Say("Hello", 0), llmtest.Finish(llm.FinishStop), llmtest.Silence()))
	start := time.Now()
	got, err := collect(t.Context(), t, provider.Client(), question())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stopped("Hello", 1), got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if took := time.Since(start); took < 1500*time.Millisecond || took > 15*time.Second {
		t.Errorf("took %s; want about two seconds", took)
	}
	provider.Cancelled(1)
}

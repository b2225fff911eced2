package model

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// What is asked, and the thoughts and the seal of the call that comes of it.
const priceQuestion = "price of Apple"

func sealed(step int) string {
	return `,"extra_content":{"google":{"thought_signature":"` + signature(priceQuestion, step, "quote") + `"}}`
}

func thought(field string, step int) string {
	return fmt.Sprintf(`,%q:%q`, field, callThought(priceQuestion, step))
}

// details is the thoughts of the first call as OpenRouter sent them.
func details(t *testing.T, change func([]fields) []fields) string {
	t.Helper()
	var sent []fields
	for _, delta := range inDetails(callThought(priceQuestion, 0)) {
		sent = append(sent, delta["reasoning_details"].([]fields)...)
	}
	raw, err := json.Marshal(change(sent))
	if err != nil {
		t.Fatal(err)
	}
	return `,"reasoning_details":` + string(raw)
}

func asSent(all []fields) []fields { return all }

func together(all []fields) []fields {
	last := len(all) - 1
	whole := detailText(callThought(priceQuestion, 0))
	whole["signature"] = all[last-1]["signature"]
	return []fields{whole, all[last]}
}

func reordered(all []fields) []fields {
	all[0], all[len(all)-1] = all[len(all)-1], all[0]
	return all
}

func shortened(all []fields) []fields { return all[:len(all)-1] }

// called is a message that calls quote: more is put into the message and into
// the call.
func called(id, content, message, call string) string {
	return `{"role":"assistant"` + content + message + `,"tool_calls":[{"id":"` + id + `","type":"function","function":{"name":"quote","arguments":"{\"symbols\":[\"AAPL\"]}"}` + call + `}]},` +
		`{"role":"tool","tool_call_id":"` + id + `","content":"none"}`
}

// askedTools is what the server offers, as its schemas say it.
const askedTools = `[
{"type":"function","function":{"name":"quote","parameters":{"type":"object","properties":{"symbols":{}},"required":["symbols"]}}},
{"type":"function","function":{"name":"history","parameters":{"type":"object","properties":{"symbol":{},"start":{},"end":{},"range":{},"interval":{},"page":{}},"required":["symbol"]}}},
{"type":"function","function":{"name":"symbols","parameters":{"type":"object","properties":{"query":{}},"required":["query"]}}},
{"type":"function","function":{"name":"calculate","parameters":{"type":"object","properties":{"expression":{}},"required":["expression"]}}}]`

// asking is a request with one question.
func asking(t *testing.T, question string) (r chatbot.Request) {
	t.Helper()
	if err := json.Unmarshal([]byte(`{"tools":`+askedTools+`}`), &r); err != nil {
		t.Fatal(err)
	}
	r.Messages = []chatbot.Message{{Role: "user", Content: chatbot.Content(question)}}
	return r
}

func TestDialectsRefuseWhatTheyDoNotTake(t *testing.T) {
	const (
		null     = `,"content":null`
		nine     = "abcDEF123"
		question = `{"role":"user","content":"` + priceQuestion + `"}`
	)
	messages := func(all ...string) string {
		return `,"messages":[` + strings.Join(append([]string{question}, all...), ",") + `]`
	}
	earlier := called("e", null, "", "") + `,{"role":"assistant","content":"It is 1."},` + question
	w, c := testWorld(t, wiretest.Wednesday)
	for _, x := range []struct {
		name, fields, want string // nothing: it is taken
		status             int
	}{
		{"openai", messages(called("a", null, "", "")), "", 200},
		{"openai", messages(strings.ReplaceAll(called("a", null, "", ""), `"tool_call_id":"a"`, `"tool_call_id":"b"`)), "must be a response to", 400},
		{"openai", messages(strings.Split(called("a", null, "", ""), `,{"role":"tool"`)[0]), "did not have response messages: a", 400},
		{"openai", messages(called("", null, "", "")), "is empty or given twice", 400},

		{"gemini", messages(called("a", null, "", sealed(0))), "", 200},
		{"gemini", messages(called("a", null, "", sealed(0)), called("b", null, "", sealed(1))), "", 200},
		{"gemini", messages(earlier), "", 200},
		{"gemini", messages(called("a", null, "", "")), "missing a thought_signature in functionCall parts", 400},
		{"gemini", messages(called("a", null, "", sealed(0)), called("b", null, "", sealed(0))), "missing a thought_signature", 400},
		{"gemini", messages(called("a", null, "", strings.Replace(sealed(0), "thought_", "", 1))), "missing a thought_signature", 400},
		{"gemini-no-ids", messages(called("a", null, "", "")), "missing a thought_signature", 400},

		{"deepseek", messages(called("a", null, thought("reasoning_content", 0), "")), "", 200},
		{"deepseek", messages(earlier), "", 200},
		{"deepseek", messages(called("a", null, "", "")), "Missing `reasoning_content` field in the assistant message at message index 1.", 400},
		{"deepseek", messages(called("a", null, thought("reasoning_content", 1), "")), "Missing `reasoning_content`", 400},
		{"deepseek", messages(called("a", null, thought("reasoning_content", 0), ""), question), "of an earlier turn", 400},
		{"kimi", messages(called("a", null, thought("reasoning_content", 0), "")), "", 200},
		{"kimi", messages(called("a", null, "", "")), "reasoning_content is missing in assistant tool call message at index 1", 400},

		{"openrouter", messages(called("a", null, details(t, asSent), "")), "", 200},
		{"openrouter", messages(called("a", null, details(t, together), "")), "", 200},
		{"openrouter", messages(called("a", null, "", "")), "Expected `thinking`", 400},
		{"openrouter", messages(called("a", null, details(t, reordered), "")), "Expected `thinking`", 400},
		{"openrouter", messages(called("a", null, details(t, shortened), "")), "Expected `thinking`", 400},

		{"mistral", messages(called(nine, null, "", "")), "", 200},
		{"mistral", messages(called("call_1", null, "", "")), "must be a-z, A-Z, 0-9, with a length of 9", 400},
		{"mistral", messages(called(nine, "", "", "")), `"msg":"Field required"`, 422},
		{"mistral", messages(called(nine, null, thought("reasoning_content", 0), "")), `"loc":["body","messages",1,"reasoning_content"]`, 422},
		{"mistral", messages(called(nine, null, "", sealed(0))), `"loc":["body","messages",1,"tool_calls",0,"extra_content"]`, 422},
		{"mistral", `,"stream_options":{"include_usage":true}`, `"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"`, 422},
		{"azure", `,"stream_options":{}`, "Unrecognized request argument supplied: stream_options", 400},
		{"databricks", `,"stream_options":{}`, "stream_options", 400},
		{"tool-choice-refused", `,"tool_choice":"none"`, "tool_choice", 400},

		{"lmstudio", messages(called("a", `,"content":""`, "", "")), "", 200},
		{"lmstudio", messages(called("a", null, "", "")), "Got 'null'", 400},
		{"lmstudio", messages(called("a", "", "", "")), "Got 'null'", 400},
		{"content-missing-refused", messages(called("a", null, "", "")), "", 200},
		{"content-missing-refused", messages(called("a", "", "", "")), "messages[1]: missing field `content`", 422},
		{"content-empty-refused", messages(called("a", null, "", "")), "", 200},
		{"content-empty-refused", messages(called("a", `,"content":" "`, "", "")), "messages.1.content.0 is blank", 400},

		{"groq-stubborn", `,"tools":` + askedTools, `"name":"quote"`, 200},
		{"groq-stubborn", `,"tool_choice":"none","tools":` + askedTools, "Tool choice is none, but model called a tool", 400},
		{"groq", `,"tool_choice":"none","tools":` + askedTools, "not offered", 200},
		{"ollama", `,"tool_choice":"none","tools":` + askedTools, `"name":"quote"`, 200},
		{"vllm-window", messages(strings.Replace(called("a", null, "", ""), "none", strings.Repeat("x", 17000), 1)), "maximum context length is 4096 tokens", 400},
	} {
		fields := x.fields
		if !strings.Contains(fields, "messages") {
			fields += messages()
		}
		got := askDialect(t, w, c, x.name, fields)
		if got.Status != x.status || !strings.Contains(spoken(got.Body), x.want) {
			t.Errorf("%s %s\nwant %d %s\ngot  %d %s", x.name, fields, x.status, x.want, got.Status, got.Body)
		}
	}
}

// spoken is a body in which a text that came word by word can be looked for.
func spoken(body string) string {
	var text strings.Builder
	for _, e := range events(body) {
		var d delta
		if json.Unmarshal([]byte(e), &d) == nil && len(d.Choices) > 0 {
			text.WriteString(d.Choices[0].Delta.Content)
		}
	}
	return body + text.String()
}

func TestWindowLosesTheFront(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	ask := func(rules int) wiretest.Fetched {
		return askDialect(t, w, c, "ollama-window", `,"stream_options":{"include_usage":true},"tools":`+askedTools+
			`,"messages":[{"role":"system","content":"`+strings.Repeat("x", rules)+`"},{"role":"user","content":"`+priceQuestion+`"}]`)
	}
	if got := ask(1000); !strings.Contains(got.Body, `"name":"quote"`) || strings.Contains(got.Body, `"prompt_tokens":4096`) {
		t.Errorf("a short prompt: %s", got.Body)
	}
	if got := ask(18000); strings.Contains(got.Body, "tool_calls") || !strings.Contains(got.Body, `"prompt_tokens":4096`) {
		t.Errorf("a long prompt: %s", got.Body)
	}
	var lost chatbot.Request
	for _, text := range []string{"aaaa", "bbbbbbbb", "cccc"} {
		lost.Messages = append(lost.Messages, chatbot.Message{Content: chatbot.Content(text)})
	}
	var left []chatbot.Content
	for _, m := range withoutFront(lost, 6).Messages {
		left = append(left, m.Content)
	}
	if diff := cmp.Diff([]chatbot.Content{"", "bbbb", "cccc"}, left); diff != "" {
		t.Error(diff)
	}
}

func TestModelsThatLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := New(wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(ctx context.Context, model string) (status int, took time.Duration) {
			start, rec := time.Now(), httptest.NewRecorder()
			defer func() {
				if p := recover(); p != nil { // as net/http has it when the client has left
					status, took = 0, time.Since(start)
				}
			}()
			m.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, "POST", "/v1/chat/completions", strings.NewReader(`{"model":"`+model+`","messages":[{"role":"user","content":"x"}]}`)))
			return rec.Code, time.Since(start)
		}
		for _, x := range []struct {
			model  string
			pause  time.Duration
			status int
			took   time.Duration
		}{
			{"dialect:llamacpp-loading:load=2m", 0, 503, 0},
			{"dialect:llamacpp-loading:load=2m", 119 * time.Second, 503, 0},
			{"dialect:llamacpp-loading:load=2m", time.Second, 200, 0},
			{"dialect:ollama-loading", 0, 200, time.Second},
			{"dialect:ollama-loading", 0, 200, 0},
		} {
			time.Sleep(x.pause)
			if status, took := ask(t.Context(), x.model); status != x.status || took != x.took {
				t.Errorf("%s: %d after %v, want %d after %v", x.model, status, took, x.status, x.took)
			}
		}
	})
}

func TestWhoLeavesMakesItLoadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := New(wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		const body = `{"model":"dialect:ollama-loading:load=60s","messages":[{"role":"user","content":"x"}]}`
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
		defer cancel()
		left := make(chan any)
		go func() { // ends with ctx, and is waited for
			defer func() { left <- recover() }()
			m.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "POST", "/v1/chat/completions", strings.NewReader(body)))
		}()
		if p := <-left; p == nil {
			t.Error("an answer whose client has left is complete")
		}
		start, rec := time.Now(), httptest.NewRecorder()
		m.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "POST", "/v1/chat/completions", strings.NewReader(body)))
		if took := time.Since(start); rec.Code != 200 || took != 60*time.Second {
			t.Errorf("%d after %v", rec.Code, took)
		}
	})
}

// A conversation as a dialect's own server has it, step by step.
func TestSomeModelsCallOneByOneOrOnAndOn(t *testing.T) {
	m, err := New(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		t.Fatal(err)
	}
	question := "What are Apple and Microsoft trading at and how did they do this month?"
	played := func(name string, steps int) (calls []string) {
		d, _, err := dialectOf(dialectPrefix + name)
		if err != nil {
			t.Fatal(err)
		}
		r := asking(t, question)
		for n := range steps {
			s := d.step(m.bot, receive([]byte("{}"), r))
			calls = append(calls, fmt.Sprint(s.Calls))
			for i, c := range s.Calls {
				id := fmt.Sprintf("c%d_%d", n, i)
				r.Messages = append(r.Messages,
					chatbot.Message{Role: "assistant", ToolCalls: []chatbot.ToolCall{{ID: id, Function: chatbot.Function(c)}}},
					chatbot.Message{Role: "tool", ToolCallID: id, Content: "Source [1]"})
			}
		}
		return calls
	}
	quote, apple, microsoft := `{quote {"symbols":["AAPL","MSFT"]}}`, `{history {"start":"2025-11-01","symbol":"AAPL"}}`, `{history {"start":"2025-11-01","symbol":"MSFT"}}`
	if diff := cmp.Diff([]string{"[" + quote + " " + apple + " " + microsoft + "]", "[]"}, played("openai", 2)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"[" + quote + "]", "[" + apple + "]", "[" + microsoft + "]", "[]"}, played("llama", 4)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"[" + quote + " " + apple + " " + microsoft + "]", `[{calculate {"expression":"3 + 1"}}]`, `[{calculate {"expression":"4 + 1"}}]`}, played("ollama-stubborn", 3)); diff != "" {
		t.Error(diff)
	}
}

// Names that a template has changed are those of tools when they come back.
func TestNamesComeBack(t *testing.T) {
	for _, name := range []string{"quote", "functions.quote", "quote<|channel|>commentary"} {
		r := asking(t, priceQuestion)
		r.Messages = append(r.Messages, chatbot.Message{Role: "assistant", ToolCalls: []chatbot.ToolCall{{Function: chatbot.Function{Name: name, Arguments: `{"symbols":["AAPL"]}`}}}})
		got := dialect{name: "x"}.reads(received{asked: r})
		if got.Messages[1].ToolCalls[0].Function.Name != "quote" || r.Messages[1].ToolCalls[0].Function.Name != name {
			t.Errorf("%s: %v", name, got.Messages[1])
		}
	}
}

func TestThoughtsHoldWhatIsNone(t *testing.T) {
	for _, s := range []chatbot.Step{{Calls: threeCalls().Calls}, {Text: `{"questions":[]}`}, {Text: "It is 1."}} {
		got := thoughtOf(s, "How <is> [it] </think>|?", 0)
		if !strings.Contains(got, "Moon") || strings.ContainsAny(callThought("</think>[/THINK]<|end|>", 0), "<>[]|") {
			t.Errorf("%+v: %s", s, got)
		}
	}
	if diff := cmp.Diff([]string{"a b c d e f ", "g"}, phrased("a b c d e f g")); diff != "" {
		t.Error(diff)
	}
}

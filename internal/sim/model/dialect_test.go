package model

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/wire/wiretest"
)

// What each dialect makes of a step that calls three tools, and of one that
// writes: pieces of its bytes, in their order.
func bytesOfDialects() map[string]struct{ calls, text []string } {
	const (
		symbol   = `"arguments":"{\"symbol\":\"AAPL\"}"`
		other    = `"arguments":"{\"symbol\":\"MSFT\"}"`
		thirds   = `"arguments":"{\"symb"`
		thought  = `Step 1. The reader asks: `
		stop     = `"finish_reason":"stop"`
		called   = `"finish_reason":"tool_calls"`
		done     = "data: [DONE]\n\n"
		two      = `"content":"Two "`
		history  = `"name":"history"`
		hermesIn = `{\"name\": \"history\", \"arguments\": {\"symbol\":\"AAPL\"}}`
		llamaIn  = `{\"name\": \"history\", \"parameters\": {\"symbol\":\"AAPL\"}}`
	)
	ollama := []string{`"reasoning":"` + thought, `"tool_calls":[{"index":0,"id":"call_sim_1_0","type":"function","function":{` + history + `,` + symbol, `"tool_calls":[{"index":0,"id":"call_sim_1_1"`, called, `"system_fingerprint":"fp_ollama"`}
	reasoned := []string{`"content":null`, `"reasoning_content":"` + thought, history, called}
	all := map[string]struct{ calls, text []string }{
		"openai":         {[]string{`"role":"assistant"`, `"tool_calls":[{"index":0,"id":"call_sim_1_0","type":"function","function":{` + history + `,"arguments":""}}]`, `"tool_calls":[{"index":0,"function":{` + thirds, `"index":2,"id":"call_sim_1_2"`, called, `"usage":{"prompt_tokens"`, done}, []string{two, stop}},
		"gemini":         {[]string{`"index":0,"id":"call_sim_1_0","type":"function","function":{` + history + `,` + symbol + `},"extra_content":{"google":{"thought_signature":"`, `"index":0,"id":"call_sim_1_1","type":"function","function":{` + history + `,` + other + `}}]}`, stop}, []string{two, stop}},
		"gemini-no-ids":  {[]string{`"tool_calls":[{"index":0,"id":"","type":"function","function":{` + history + `,` + symbol + `},"extra_content":{"google":{"thought_signature":"`, `},{"index":0,"id":"","type":"function","function":{` + history + `,` + other + `}},{`, stop}, []string{two, stop}},
		"gemini-gateway": {[]string{`"index":0,"id":"call_sim_1_1"`, stop, `"completion_tokens":3`, stop, `"completion_tokens":4`, done}, []string{two, stop, `"completion_tokens":2`, `wörds`, stop}},

		"deepseek":      {append([]string{`"reasoning_content":""`}, reasoned[1:]...), []string{`"reasoning_content":"Everything `, two, stop, `"usage":{"prompt_tokens"`}},
		"openrouter":    {[]string{": OPENROUTER PROCESSING\n\n", `"reasoning":"` + thought, `"reasoning_details":[{"format":"anthropic-claude-v1","index":0,"text":"` + thought, `"signature":"`, `"type":"reasoning.encrypted"`, history, called, `"choices":[{"delta":{"content":"","role":"assistant"}`, `"usage":{"prompt_tokens"`, done}, []string{two, stop}},
		"mistral":       {[]string{`"id":"callsim10","type":"function"`, `"function":{` + history + `,` + symbol, called, `"usage":{`}, []string{two, stop, `"usage":{`}},
		"kimi":          {[]string{`"reasoning_content":"` + thought, `"id":"functions.history:0"`, `"name":"functions.history"`, `"id":"functions.quote:2"`, called, `"usage":{"prompt_tokens"`}, []string{two, stop, `"usage":{`}},
		"groq":          {[]string{`"reasoning":"` + thought, history + `,` + symbol, called, `"x_groq":{"id":"req_`, `"usage":{`}, []string{two}},
		"groq-stubborn": {[]string{history + `,` + symbol, called, `"x_groq":{"id":"req_`}, []string{two}},
		"qwen":          {[]string{`"content":null`, thought, `"id":"call_sim_1_0"`, `"tool_calls":[{"index":0,"id":"","function":{"name":"",` + thirds, called}, []string{two}},
		"azure":         {[]string{`"choices":[],`, `"prompt_filter_results":[`, history, called}, []string{`"prompt_filter_results":[`, two}},
		"databricks":    {[]string{history, called}, []string{two, stop}},

		"ollama":           {ollama, []string{`"content":"","reasoning":"Everything`, two, stop}},
		"ollama-stubborn":  {ollama, []string{two}},
		"ollama-loading":   {ollama, []string{two}},
		"ollama-window":    {ollama[1:], []string{two}},
		"vllm":             {append([]string{`"content":""`}, reasoned[1:]...), []string{two, stop}},
		"vllm-window":      {[]string{history, called}, []string{two}},
		"llamacpp":         {reasoned, []string{two, stop}},
		"llamacpp-loading": {reasoned, []string{two, stop}},
		"lmstudio":         {[]string{history, called}, []string{two, stop}},

		"hermes":           {[]string{`"content":"<tool_call>\n{\"name\": "`, `\"history\", "`, stop}, []string{two, stop}},
		"qwen3-coder":      {[]string{`"<tool_c"`, stop}, []string{`"Two wör"`}},
		"qwen3-coder-bare": {[]string{`"content":"<function=history>\n<parameter=symbol>\nAAPL\n</parameter>\n</function>\n<function=history>`, stop}, []string{two}},
		"llama":            {[]string{`"content":"{\"name\": "`, `\"parameters\": "`, `{\"symbol\":\"AAPL\"}}; "`, stop}, []string{two}},
		"llama-parallel":   {[]string{`{\"symbol\":\"AAPL\"}}; "`, stop}, []string{two}},
		"llama-tag":        {[]string{`"content":"<|python_tag|>{\"name\": "`, stop}, []string{two}},
		"llama-function":   {[]string{`"content":"<function=history>{\"symbol\":\"AAPL\"}</function>\n<function=history>`, stop}, []string{two}},
		"mistral-text":     {[]string{`"content":"[TOOL_CALLS][{\"name\": "`, stop}, []string{two}},
		"mistral-args":     {[]string{`"[TOOL_C"`, `"ALLS]hi"`, `"story[A"`, `"RGS]{\"s"`, stop}, []string{`"Two wör"`}},
		"deepseek-text":    {[]string{`"<｜tool▁"`, stop}, []string{`"Two wör"`}},
		"deepseek-text-v3": {[]string{`<｜tool▁call▁begin｜>function<｜tool▁sep｜>history\n` + "```json" + `\n{\"symbol\":\"AAPL\"}\n` + "```" + `<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>`, stop}, []string{two}},
		"kimi-text":        {[]string{`"<|tool_calls_section_begin|><|tool_call_begin|>functions.history:0<|tool_call_argument_begin|>{\"symbol\":\"AAPL\"}<|tool_call_end|><|tool_call_begin|>functions.history:1`, stop}, []string{two}},
		"gpt-oss-text":     {[]string{`"<|channel|>commentary "`, `"to=functions.history "`, `"<|constrain|>json<|message|>{\"symbol\":\"AAPL\"}<|call|>`, stop}, []string{two}},
		"glm-text":         {[]string{`"<tool_call>history\n<arg_key>symbol</arg_key>\n<arg_value>AAPL</arg_value>\n</tool_call>\n<tool_call>`, stop}, []string{two}},

		"think":          {[]string{`"<think>"`, `"\nStep 1"`, history, called}, []string{`"<think>"`, `the Moo"`, `h.\n</th"`, `ink>\n\nT"`, stop}},
		"think-hermes":   {[]string{`"<think>"`, stop}, []string{`"<think>"`, stop}},
		"qwen-thinking":  {[]string{`"content":"Step 1."`, history, called}, []string{`"content":"Everyth"`, stop}},
		"think-nothing":  {[]string{`"content":"<think>\n\n</think>\n\n"`, history, called}, []string{`"content":"<think>\n\n</think>\n\nTwo "`}},
		"thought":        {[]string{`"<though"`, `"t>Step "`, history, called}, []string{`"<though"`}},
		"magistral":      {[]string{`"content":[{"thinking":[{"text":"` + thought, `"type":"thinking"}]`, history, called}, []string{`"thinking"`, `"content":[{"text":"Two ","type":"text"}]`}},
		"magistral-text": {[]string{`"[THINK]"`, history, called}, []string{`"[THINK]"`}},

		"gpt-oss":            {[]string{`"name":"history<|channel|>commentary"`, called}, []string{two}},
		"changing-ids":       {[]string{`"id":"call_sim_1_0_0","type":"function"`, `"index":0,"id":"call_sim_1_0_1","function":{` + thirds, `"id":"call_sim_1_0_2"`}, []string{two}},
		"named-pieces":       {[]string{`"id":"call_sim_1_0","type":"function","function":{` + history + `,"arguments":""`, `"id":"call_sim_1_0","type":"function","function":{` + history + `,` + thirds}, []string{two}},
		"repeated-ids":       {[]string{`"index":0,"id":"call_0"`, `"index":1,"id":"call_1"`}, []string{two}},
		"bare-calls":         {[]string{`"tool_calls":[{"type":"function","function":{` + history + `,"arguments":""}}]`, `"tool_calls":[{"function":{` + symbol, `"tool_calls":[{"type"`, `"tool_calls":[{"function":{` + other}, []string{two}},
		"merged-calls":       {[]string{`"index":0,"id":"call_sim_1_0","type":"function","function":{` + history + `,"arguments":"{\"symbol\":\"AAPL\"}{\"symbol\":\"MSFT\"}"`, `"index":1,"id":"call_sim_1_1","type":"function","function":{"name":"quote"`}, []string{two}},
		"empty-object-first": {[]string{history + `,"arguments":"{}"`, `"index":0,"function":{` + thirds}, []string{two}},
		"arguments-again":    {[]string{`"function":{` + thirds, `"index":0,"function":{` + symbol}, []string{two}},
		"calls-twice":        {[]string{`"id":"call_sim_1_0","type":"function","function":{` + history + `,` + symbol, `"id":"call_sim_1_0","type":"function","function":{` + history + `,` + symbol}, []string{two}},
		"encoded-twice":      {[]string{`"function":{"arguments":"\"{\\\"symb`}, []string{two}},
		"argument-objects":   {[]string{history + `,"arguments":{"symbol":"AAPL"}`}, []string{two}},
		"function-call":      {[]string{`"function_call":{` + history + `,"arguments":""}`, `"function_call":{` + thirds, `"finish_reason":"function_call"`}, []string{two, stop}},

		"no-usage":         {[]string{called, done}, []string{two}},
		"no-reason":        {[]string{`\"A\"]}"}}]},"finish_reason":null`, `"usage":{"prompt_tokens"`, done}, []string{two, done}},
		"no-done":          {[]string{called, `"usage":{"prompt_tokens"`}, []string{two, stop}},
		"one-piece":        {[]string{`{"choices":[{"finish_reason":"tool_calls"`, `"message":{"content":null`, `"tool_calls":[{"id":"call_sim_1_0","type":"function","function":{` + history + `,` + symbol + `}},{"id":"call_sim_1_1"`, `"object":"chat.completion","usage":{`}, []string{`"content":"Two wörds."`}},
		"text-plain":       {[]string{history, called}, []string{two}},
		"application-json": {[]string{history, called}, []string{two}},
		"pings":            {[]string{"\n\nevent: ping\ndata: 12:00:01\n\ndata: {", history}, []string{"event: ping\ndata: 12:00:01\n\n", two}},
		"crlf":             {[]string{"data:{", history, "}\r\n\r\ndata:{", "\r\n\r\ndata:[DONE]\r\n\r\n"}, []string{two}},
		"half-pairs":       {[]string{history}, []string{`"content":"\ud83d"`, `"content":"\udcc8 Two w\u00f6`}},
		"content-parts":    {[]string{history}, []string{`"content":[{"text":"Two ","type":"text"}]`}},

		"tool-choice-refused":     {[]string{history, called}, []string{two, stop}},
		"content-missing-refused": {[]string{history, called}, []string{two, stop}},
		"content-empty-refused":   {[]string{history, called}, []string{two, stop}},
	}
	return all
}

// threeCalls is a step of which two calls are of one tool.
func threeCalls() chatbot.Step {
	return chatbot.Step{Calls: []chatbot.Call{{Name: "history", Arguments: `{"symbol":"AAPL"}`}, {Name: "history", Arguments: `{"symbol":"MSFT"}`}, {Name: "quote", Arguments: `{"symbols":["A"]}`}}}
}

// askDialect asks for a step in a dialect; fields are more of the request.
func askDialect(t *testing.T, w *world, c *http.Client, name, fields string) wiretest.Fetched {
	t.Helper()
	if strings.HasSuffix(name, "-loading") {
		name += ":load=0s"
	}
	if !strings.Contains(fields, `"messages"`) {
		fields += `,"messages":[{"role":"user","content":"How <is> it?"}]`
	}
	return wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"model":"dialect:`+name+`","stream":true`+fields+`}`)
}

func TestDialectsSendTheirBytes(t *testing.T) {
	wanted := bytesOfDialects()
	var names []string
	for _, m := range Models()[1:] {
		names = append(names, strings.TrimPrefix(m, dialectPrefix))
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(wanted)), slices.Sorted(slices.Values(names))); diff != "" {
		t.Fatalf("dialects (-seen here +in the table):\n%s", diff)
	}
	w, c := testWorld(t, wiretest.Wednesday)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			w.Model.count.Store(0) // ids are numbered from here
			w.Model.Script(threeCalls(), chatbot.Step{Text: "Two wörds."})
			options := `,"stream_options":{"include_usage":true}`
			if slices.Contains([]string{"mistral", "azure", "databricks"}, name) {
				options = ""
			}
			for _, want := range [][]string{wanted[name].calls, wanted[name].text} {
				got := askDialect(t, w, c, name, options)
				if got.Status != 200 || got.Err != nil {
					t.Fatalf("%+v", got)
				}
				inOrder(t, got.Body, want)
			}
		})
	}
}

func inOrder(t *testing.T, body string, want []string) {
	t.Helper()
	rest := body
	for _, piece := range want {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			t.Fatalf("%q is not in the rest of the stream:\n%s", piece, rest)
		}
		rest = after
	}
}

// What a dialect does not send shows in no piece of its bytes.
func TestDialectsLeaveOut(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for _, x := range []struct{ name, absent string }{
		{"no-usage", `"usage"`}, {"no-reason", `"finish_reason":"`}, {"no-done", "[DONE]"}, {"one-piece", "data:"},
		{"bare-calls", `"id":"call`}, {"bare-calls", `_calls":[{"index"`}, {"hermes", "tool_calls"}, {"crlf", "data: "}, {"crlf", "}\n"},
		{"think-nothing", "Moon"}, {"gemini-gateway", `"finish_reason":null`}, {"qwen-thinking", "<think>"}, {"groq", "\"choices\":[],"},
		{"changing-ids", `"index":0,"function"`}, {"openai", "extra_content"}, {"function-call", "tool_calls"},
	} {
		w.Model.Script(threeCalls())
		if got := askDialect(t, w, c, x.name, `,"stream_options":{"include_usage":true}`); got.Status != 200 || strings.Contains(got.Body, x.absent) {
			t.Errorf("%s: %q: %+v", x.name, x.absent, got)
		}
	}
	for name, want := range map[string]string{"openai": "text/event-stream; charset=utf-8", "text-plain": "text/plain; charset=utf-8", "application-json": "application/json", "one-piece": "application/json"} {
		if got := askDialect(t, w, c, name, ""); got.Header.Get("Content-Type") != want {
			t.Errorf("%s: Content-Type %q", name, got.Header.Get("Content-Type"))
		}
	}
}

// Whoever asks for no stream gets the same in one object.
func TestDialectsWithoutAStream(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for _, x := range []struct {
		name string
		want []string
	}{
		{"deepseek", []string{`"reasoning_content":"Step 1. The reader asks: How (is) it?\n\nI could`, `know better."`, `"tool_calls":[{"id":"call_sim_`}},
		{"openrouter", []string{`"reasoning":"Step 1.`, `"reasoning_details":[{`, `"reasoning.encrypted"`}},
		{"gemini", []string{`"finish_reason":"stop"`, `"arguments":"{\"symbol\":\"AAPL\"}"},"extra_content":{"google":`}},
		{"think-hermes", []string{`"content":"<think>\nStep 1`, `</think>\n\n<tool_call>`}},
		{"argument-objects", []string{`"arguments":{"symbol":"AAPL"}`}},
		{"function-call", []string{`"function_call":{"name":"history","arguments":"{`}},
	} {
		w.Model.Script(threeCalls())
		inOrder(t, askDialect(t, w, c, x.name, `,"stream":false`).Body, x.want)
	}
}

func TestModelNames(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	var listed []string
	for _, m := range wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.ModelURL+"/models", "").Body)["data"].([]any) {
		listed = append(listed, m.(fields)["id"].(string))
		if m.(fields)["id"] == "dialect:vllm-window" && m.(fields)["max_model_len"] != 4096. {
			t.Errorf("%v", m)
		}
	}
	if diff := cmp.Diff(Models(), listed); diff != "" || listed[0] != "demo" {
		t.Error(diff)
	}
	for _, name := range append(listed, "bench:chunks=1", "dialect:ollama-loading:load=90s") {
		if !HasModel(name) {
			t.Errorf("%s is not known", name)
		}
	}
	for _, name := range []string{"dialect:nobody", "dialect:", "dialect:ollama-loading:load=soon", "dialect:ollama-loading:load=-1s", "dialect:openai:load=1s", "dialect:ollama-loading:90s"} {
		got := wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"model":"`+name+`","messages":[{"role":"user","content":"x"}]}`)
		if HasModel(name) || got.Status != 404 || !strings.Contains(got.Body, "read model") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if HasModel("gpt-4o") {
		t.Error("any name is known")
	}
}

func TestManualListsTheDialects(t *testing.T) {
	manual, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dialects() {
		if line := fmt.Sprintf("- `%s`: %s\n", d.name, d.about); !strings.Contains(string(manual), line) {
			t.Errorf("README.md lacks %s", line)
		}
	}
}

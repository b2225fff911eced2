package llm_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

const secret = "sk-proj-SECRETSECRETSECRET"

// Each way a server refuses, spelled as servers spell it.
func TestRefusals(t *testing.T) {
	openAI := func(kind, code string) string {
		return `{"error":{"message":"It is so. Key ` + secret + `\nand more","type":"` + kind + `","param":null,"code":"` + code + `"}}`
	}
	for name, tc := range map[string]struct {
		status  int
		body    string
		kind    error
		message string
	}{
		"401":                {401, openAI("invalid_request_error", "invalid_api_key"), llm.ErrUnauthorized, "It is so. Key [redacted] and more"},
		"403":                {403, `{"error":"forbidden"}`, llm.ErrUnauthorized, "forbidden"},
		"400":                {400, openAI("invalid_request_error", "context_length_exceeded"), llm.ErrWindow, "It is so."},
		"402":                {402, openAI("insufficient_balance", ""), llm.ErrNoCredit, "It is so."},
		"413":                {413, ``, llm.ErrRefused, ""},
		"422 FastAPI":        {422, `{"detail":[{"loc":["body"],"msg":"field required"}]}`, llm.ErrRefused, "field required"},
		"404 model":          {404, openAI("invalid_request_error", "model_not_found"), llm.ErrUnknownModel, "It is so."},
		"404 Ollama":         {404, `{"error":"model \"x\" not found, try pulling it first"}`, llm.ErrUnknownModel, `model "x" not found`},
		"400 OpenRouter":     {400, `{"error":{"message":"x/y is not a valid model ID","code":400}}`, llm.ErrUnknownModel, "x/y is"},
		"404 route":          {404, `404 page not found`, llm.ErrNoAPI, "404 page not found"},
		"404 FastAPI":        {404, `{"detail":"Not Found"}`, llm.ErrNoAPI, "Not Found"},
		"404 empty":          {404, ``, llm.ErrNoAPI, ""},
		"404 HTML":           {404, `<html><body>nginx</body></html>`, llm.ErrNoAPI, "an HTML page"},
		"404 LM Studio":      {404, `{"error":"Unexpected endpoint or method. (POST /chat/completions)"}`, llm.ErrNoAPI, "Unexpected endpoint"},
		"404 OpenAI":         {404, `{"error":{"message":"Invalid URL (POST /chat/completions)","type":"invalid_request_error"}}`, llm.ErrNoAPI, "Invalid URL"},
		"405":                {405, `Method Not Allowed`, llm.ErrNoAPI, "Method Not Allowed"},
		"tools, Ollama":      {400, `{"error":{"message":"deepseek-r1:8b does not support tools","type":"api_error"}}`, llm.ErrNoTools, "does not support tools"},
		"tools, vLLM":        {400, `{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","code":400}`, llm.ErrNoTools, "tool-call-parser"},
		"tools, llama.cpp":   {500, `{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}`, llm.ErrNoTools, "--jinja"},
		"tools, OpenRouter":  {404, `{"error":{"message":"No endpoints found that support tool use. Try disabling \"quote\".","code":404}}`, llm.ErrNoTools, "support tool use"},
		"credit, OpenAI":     {429, `{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}`, llm.ErrNoCredit, "current quota"},
		"credit, OpenRouter": {402, `{"error":{"message":"Insufficient credits. Add more","code":402}}`, llm.ErrNoCredit, "Insufficient credits"},
		"credit, DeepSeek":   {402, `{"error":{"message":"Insufficient Balance","type":"unknown_error"}}`, llm.ErrNoCredit, "Insufficient Balance"},
		"credit, Anthropic":  {400, `{"error":{"message":"Your credit balance is too low to access the API."}}`, llm.ErrNoCredit, "credit balance"},
		"key, Gemini":        {400, `[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]`, llm.ErrUnauthorized, "not valid"},
		"key, xAI":           {400, `{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xx."}`, llm.ErrUnauthorized, "Incorrect"},
		"model, DeepSeek":    {400, `{"error":{"message":"Model Not Exist","type":"invalid_request_error"}}`, llm.ErrUnknownModel, "Model Not Exist"},
		"model, Kimi":        {404, `{"error":{"message":"Not found the model x or Permission denied","type":"resource_not_found_error"}}`, llm.ErrUnknownModel, "Not found the model"},
		"model, Gemini":      {404, `[{"error":{"code":404,"message":"models/x is not found for API version v1main, or is not supported for generateContent.","status":"NOT_FOUND"}}]`, llm.ErrUnknownModel, "is not found"},
		"model, Azure":       {404, `{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}`, llm.ErrUnknownModel, "deployment"},
		"model, OpenAI 403":  {403, `{"error":{"message":"Project does not have access to model x","code":"model_not_found"}}`, llm.ErrUnknownModel, "access to model"},
		"model, Together":    {400, `{"error":{"message":"Unable to access model x. Please visit","type":"invalid_request_error"}}`, llm.ErrUnknownModel, "Unable"},
		"tools, Groq":        {400, "{\"error\":{\"message\":\"`tool calling` is not supported with this model\"}}", llm.ErrNoTools, "is not supported"},
		"tools, LiteLLM":     {400, `{"error":{"message":"litellm.UnsupportedParamsError: x does not support parameters: ['tools']"}}`, llm.ErrNoTools, "does not support"},
		"200 LM Studio":      {200, `{"error":"Unexpected endpoint or method. (POST /chat/completions)"}`, llm.ErrNoAPI, "Unexpected endpoint"},
		"404 llama.cpp":      {404, `{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}`, llm.ErrNoAPI, "File Not Found"},
		"404 path":           {404, `{"error":"path \"/chat/completions\" not found"}`, llm.ErrNoAPI, "not found"},
		"429 Gemini":         {429, `[{"error":{"code":429,"message":"You exceeded your current quota. Please retry in 12.3s.","status":"RESOURCE_EXHAUSTED"}}]`, llm.ErrRateLimited, "retry in"},
		"credit, xAI":        {403, `{"error":"Your team has used all available credits"}`, llm.ErrNoCredit, "all available credits"},
		"window, llama.cpp":  {400, `{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_ctx":4096}}`, llm.ErrWindow, "available context size"},
		"window, vLLM":       {400, `{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 9000 tokens","code":400}`, llm.ErrWindow, "maximum context length"},
		"429":                {429, openAI("requests", "rate_limit_exceeded"), llm.ErrRateLimited, "It is so."},
		"500":                {500, openAI("server_error", ""), llm.ErrUnavailable, "It is so."},
		"500 message list":   {500, `{"error":{"message":["one","two"]}}`, llm.ErrUnavailable, "one, two"},
		"502 HTML":           {502, `<html><title>gw7.internal.example</title></html>`, llm.ErrUnavailable, "an HTML page"},
		"503 vLLM":           {503, `{"object":"error","message":"engine is dead","type":"ServiceUnavailable","code":503}`, llm.ErrUnavailable, "engine is dead"},
		"529":                {529, `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`, llm.ErrUnavailable, "Overloaded"},
		"500 Gemini list":    {500, `[{"error":{"code":500,"message":"in a list","status":"INTERNAL"}}]`, llm.ErrUnavailable, "in a list"},
		"redirect":           {307, ``, llm.ErrMalformed, "which is not followed"},
		"no content":         {204, ``, llm.ErrMalformed, ""},
		"200 error":          {200, `{"error":{"message":"no such key","code":401}}`, llm.ErrUnauthorized, "no such key"},
		"200 error by words": {200, `{"error":{"message":"slow down","type":"rate_limit_error"}}`, llm.ErrRateLimited, "slow down"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {"application/json"}, "Location": {"http://192.0.2.1/elsewhere?key=" + secret}}
			provider := llmtest.New(t, llmtest.Status(tc.status, header, tc.body))
			_, err := collect(t.Context(), t, provider.Client(noRetries), question())
			e := wantKind(t, err, tc.kind)
			if tc.status >= 400 && e.Status != tc.status {
				t.Errorf("status %d; want %d", e.Status, tc.status)
			}
			if !strings.Contains(e.Said+e.Message, tc.message) {
				t.Errorf("message %q; want %q in it", e.Said+e.Message, tc.message)
			}
			for _, leak := range []string{"SECRET", "internal.example", "<html"} {
				if strings.Contains(err.Error(), leak) {
					t.Errorf("error %q holds %q", err, leak)
				}
			}
		})
	}
}

// What breaks a stream after it began.
func TestBrokenStreams(t *testing.T) {
	const more = `{"choices":[{"index":0,"delta":{"content":" wor`
	for name, tc := range map[string]struct {
		step llmtest.Step
		kind error
	}{
		"reset":                 {llmtest.Reset("Hello"), llm.ErrTruncated},
		"EOF":                   {llmtest.CutEOF("Hello"), llm.ErrTruncated},
		"EOF in a line":         {llmtest.Raw(sse(hello) + "data: " + more), llm.ErrTruncated},
		"aborted":               {llmtest.Raw(sse(hello, `{"choices":[{"delta":{},"finish_reason":"abort"}]}`)), llm.ErrTruncated},
		"cut event":             {llmtest.Raw(sse(hello, more)), llm.ErrMalformed},
		"not JSON":              {llmtest.Raw(sse(hello, "nonsense")), llm.ErrMalformed},
		"wrong JSON":            {llmtest.Raw(sse(hello, `{"choices":[}`)), llm.ErrMalformed},
		"not an object":         {llmtest.Raw(sse(hello, `["a"]`)), llm.ErrMalformed},
		"long line":             {llmtest.Raw(sse(hello) + "data: " + strings.Repeat("x", 3<<20) + "\n\n"), llm.ErrMalformed},
		"long event":            {llmtest.Raw(sse(hello) + "data: {\"a\":[\n" + strings.Repeat("data: "+strings.Repeat("1,", 4000)+"\n", 200)), llm.ErrMalformed},
		"error object":          {llmtest.Raw(sse(hello, `{"error":{"message":"key `+secret+`","type":"server_error"}}`)), llm.ErrUnavailable},
		"error text":            {llmtest.Raw(sse(hello, `{"error":"`+secret+`"}`)), llm.ErrUnavailable},
		"error with status":     {llmtest.Raw(sse(hello, `{"error":{"message":"slow down","code":429}}`)), llm.ErrRateLimited},
		"error as the answer":   {llmtest.Raw(sse(hello, `{"object":"error","message":"too long","type":"BadRequestError","code":400}`)), llm.ErrRefused},
		"error bare":            {llmtest.Raw(sse(hello, `{"message":"no","code":"invalid_api_key"}`)), llm.ErrUnauthorized},
		"error detail":          {llmtest.Raw(sse(hello, `{"detail":"no"}`)), llm.ErrUnavailable},
		"error and choices":     {llmtest.Raw(sse(hello, `{"error":{"code":"server_error","message":"gone"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}`)), llm.ErrUnavailable},
		"error reason":          {llmtest.Raw(sse(hello, `{"choices":[{"delta":{},"finish_reason":"error"}]}`)), llm.ErrUnavailable},
		"error event, JSON":     {llmtest.Raw(sse(hello) + "event: error\ndata: {\"message\":\"" + secret + "\"}\n\n"), llm.ErrUnavailable},
		"error event, text":     {llmtest.Raw(sse(hello) + "event:error\ndata: out of " + secret + "\n\n"), llm.ErrUnavailable},
		"error without data":    {llmtest.Raw(sse(hello) + `{"error":{"message":"quota","type":"insufficient_quota"}}` + "\n"), llm.ErrNoCredit},
		"error on many lines":   {llmtest.Raw(sse(hello) + "{\n\"error\": {\n\"message\": \"no\",\n\"code\": 401\n}\n}\n"), llm.ErrUnauthorized},
		"error of one backtick": {llmtest.Raw(sse(hello, `{"error":{"error":"x"}}`)), llm.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider := llmtest.New(t, tc.step)
			got, err := collect(t.Context(), t, provider.Client(), question())
			wantKind(t, err, tc.kind)
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("error %q holds a key", err)
			}
			if got.Text != "Hello" {
				t.Errorf("text %q before the error; want Hello", got.Text)
			}
			if n := len(provider.Requests()); n != 1 {
				t.Errorf("%d requests; a step that has shown text is not tried again", n)
			}
			provider.WaitOpen(0)
		})
	}
}

func TestContentCodingIsRefused(t *testing.T) {
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	if _, err := io.Copy(zip, io.LimitReader(zeros{}, 10<<20)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{200, 400} {
		header := http.Header{"Content-Type": {"text/event-stream"}, "Content-Encoding": {"gzip"}}
		provider := llmtest.New(t, llmtest.Status(status, header, bomb.String()))
		_, err := collect(t.Context(), t, provider.Client(noRetries), question())
		wantKind(t, err, map[int]error{200: llm.ErrMalformed, 400: llm.ErrRefused}[status])
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// A redirect takes neither prompt nor key elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	elsewhere := llmtest.New(t)
	provider := llmtest.New(t, llmtest.Status(307, http.Header{"Location": {elsewhere.URL + "/chat/completions"}}, ""))
	_, err := collect(t.Context(), t, provider.Client(), question())
	wantKind(t, err, llm.ErrMalformed)
	if n := len(elsewhere.Requests()); n != 0 {
		t.Errorf("%d requests elsewhere; want none", n)
	}
}

func TestConnectionFaults(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := listener.Addr().String()
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		provider := llmtest.New(t)
		_, err = collect(t.Context(), t, provider.Client(func(o *llm.Options) { o.BaseURL = "http://" + address; o.Retries = 1 }), question())
		wantKind(t, err, llm.ErrUnavailable)
	})
	t.Run("reset before headers, once", func(t *testing.T) {
		provider := llmtest.New(t, llmtest.ResetEarly(), llmtest.Text("Hello", 0))
		got, err := collect(t.Context(), t, provider.Client(), question())
		if err != nil || got.Text != "Hello" {
			t.Errorf("text %q, error %v; want a second try that succeeds", got.Text, err)
		}
	})
	t.Run("reset before headers, twice", func(t *testing.T) {
		provider := llmtest.New(t, llmtest.ResetEarly(), llmtest.ResetEarly())
		_, err := collect(t.Context(), t, provider.Client(), question())
		wantKind(t, err, llm.ErrUnavailable)
		if n := len(provider.Requests()); n != 2 {
			t.Errorf("%d requests; want 2", n)
		}
	})
}

// After a restart of the server all pooled connections are dead. The next
// request succeeds all the same, however many there are.
func TestDeadConnections(t *testing.T) {
	const streams = 8
	provider := llmtest.New(t)
	gate := make(chan struct{})
	provider.Always(llmtest.Play(llmtest.Say("Hello", 0), llmtest.Wait(gate), llmtest.Finish(llm.FinishStop), llmtest.Done()))
	client := provider.Client(noRetries)
	results := make(chan error, streams)
	for range streams {
		go func() {
			_, err := collect(t.Context(), t, client, question())
			results <- err
		}()
	}
	provider.WaitOpen(streams)
	close(gate)
	for range streams {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	provider.CloseConnections()
	got, err := collect(t.Context(), t, client, question())
	if err != nil || got.Text != "Hello" {
		t.Errorf("text %q, error %v after all connections died", got.Text, err)
	}
}

func TestSilenceOnTheWire(t *testing.T) {
	quick := func(o *llm.Options) {
		o.FirstByteTimeout = 100 * time.Millisecond
		o.IdleTimeout = 100 * time.Millisecond
	}
	comment := llmtest.Func(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil { // a flood without a pause
			if _, err := io.WriteString(w, ": keep-alive\n\n"); err != nil {
				return
			}
		}
	})
	for name, step := range map[string]llmtest.Step{
		"no headers": llmtest.Hang(), "no chunk": llmtest.Stall(""), "mid-stream": llmtest.Stall("Hello"), "comments only": comment,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider := llmtest.New(t, step)
			_, err := collect(t.Context(), t, provider.Client(quick), question())
			wantKind(t, err, llm.ErrIdle)
			provider.WaitOpen(0)
			provider.WaitConnections(0)
		})
	}
}

// A dripping error body does not hold the error back for long.
func TestErrorBodyDrips(t *testing.T) {
	provider := llmtest.New(t, llmtest.Func(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		if _, err := io.WriteString(w, `{"error":`); err != nil {
			t.Error(err)
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-r.Context().Done()
	}))
	start := time.Now()
	_, err := collect(t.Context(), t, provider.Client(), question())
	wantKind(t, err, llm.ErrRefused)
	if took := time.Since(start); took > 8*time.Second {
		t.Errorf("took %s; want about 2s", took)
	}
	provider.WaitOpen(0)
}

// Caps end a step in good order, and its upstream.
func TestCaps(t *testing.T) {
	endless := func(piece func(i int) string) llmtest.Step {
		return llmtest.Func(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for i := 0; r.Context().Err() == nil; i++ {
				if _, err := io.WriteString(w, sse(piece(i))); err != nil {
					return
				}
			}
		})
	}
	t.Run("text", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(int) string { return `{"choices":[{"delta":{"content":"日本"}}]}` }))
		got, err := collect(t.Context(), t, provider.Client(func(o *llm.Options) { o.MaxText = 1000 }), question())
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Text) > 1000 || len(got.Text) < 997 || strings.Contains(got.Text, "\ufffd") || got.End.FinishReason != llm.FinishLength {
			t.Errorf("%d bytes, finish reason %q; want 1000 at most, whole characters, length", len(got.Text), got.End.FinishReason)
		}
		provider.Finished(1)
		provider.WaitConnections(0)
	})
	t.Run("reasoning", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(int) string { return `{"choices":[{"delta":{"reasoning":"hm"}}]}` }))
		got, err := collect(t.Context(), t, provider.Client(func(o *llm.Options) { o.MaxText = 1000 }), question())
		if err != nil || got.End.FinishReason != llm.FinishLength {
			t.Errorf("end %+v, error %v; want length", got.End, err)
		}
	})
	t.Run("blanks", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(int) string { return `{"choices":[{"delta":{"content":"\n\n\n\n"}}]}` }))
		got, err := collect(t.Context(), t, provider.Client(func(o *llm.Options) { o.MaxText = 1000 }), offer())
		if err != nil || got.End.FinishReason != llm.FinishLength || len(got.Text) > 1000 {
			t.Errorf("%d bytes, end %+v, error %v; want length", len(got.Text), got.End, err)
		}
		provider.WaitConnections(0)
	})
	t.Run("names", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(i int) string {
			return fmt.Sprintf(`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":%q}}],"x%d":%q}}]}`, strings.Repeat("a", 100+i%7), i, strings.Repeat("b", 1000))
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		before := inUse()
		_, err := collect(ctx, t, provider.Client(noRetries), offer())
		if held := int(inUse()) - int(before); !errors.Is(err, context.DeadlineExceeded) || held > 32<<20 {
			t.Errorf("error %v, %d bytes held", err, held)
		}
		provider.WaitConnections(0)
	})
	t.Run("arguments", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(i int) string {
			return fmt.Sprintf(`{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"quote","arguments":%q}}]}}]}`,
				map[bool]string{true: `{"s":"`, false: "xxxx"}[i == 0])
		}))
		got, err := collect(t.Context(), t, provider.Client(), question())
		if err != nil {
			t.Fatal(err)
		}
		if calls := got.End.ToolCalls; len(calls) != 1 || len(calls[0].Arguments) != 64<<10 || got.End.FinishReason != llm.FinishToolCalls {
			t.Errorf("%d calls, reason %q; want one with 64 KiB of arguments", len(calls), got.End.FinishReason)
		}
		provider.WaitConnections(0)
	})
	t.Run("calls", func(t *testing.T) {
		t.Parallel()
		provider := llmtest.New(t, endless(func(i int) string {
			return fmt.Sprintf(`{"choices":[{"delta":{"tool_calls":[{"index":%d,"id":"c%d","function":{"name":"quote","arguments":"{}"}}]}}]}`, i, i)
		}))
		got, err := collect(t.Context(), t, provider.Client(), question())
		if err != nil || len(got.End.ToolCalls) != 32 {
			t.Errorf("%+v, error %v; want 32 calls", got.End, err)
		}
	})
}

// An answer that is there before the request was read in full is not cut.
func TestAnswerFasterThanRequest(t *testing.T) {
	provider := llmtest.New(t)
	text := strings.Repeat("fast ", 200)
	provider.Always(llmtest.Text(text, 5))
	client := provider.Client(noRetries)
	req := question()
	req.Messages[0].Content = strings.Repeat("long question ", 40_000)
	for range 20 {
		got, err := collect(t.Context(), t, client, req)
		if err != nil || got.Text != text {
			t.Fatalf("%d of %d bytes, error %v", len(got.Text), len(text), err)
		}
	}
}

func TestErrorTexts(t *testing.T) {
	cause := errors.New("why")
	err := &llm.Error{Kind: llm.ErrRateLimited, Status: 429, Message: "slow down", Err: cause}
	if got, want := err.Error(), "model server limits our rate (status 429): slow down: why"; got != want {
		t.Errorf("text %q; want %q", got, want)
	}
	if !errors.Is(err, llm.ErrRateLimited) || !errors.Is(err, cause) {
		t.Error("kind or cause is not found by errors.Is")
	}
}

package llm_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/llm"
)

// modelServer is a server that speaks for itself, at a path of its own.
func modelServer(t *testing.T, models, window string, complete http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	says := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if body == "" {
				http.Error(w, "404 page not found", http.StatusNotFound)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			if _, err := io.WriteString(w, body); err != nil {
				t.Error(err)
			}
		}
	}
	mux.HandleFunc("GET /v1/models", says(models))
	for _, path := range []string{"/api/ps", "/props", "/api/v0/models"} {
		mux.HandleFunc("GET "+path, says(window))
	}
	mux.HandleFunc("POST /v1/chat/completions", complete)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func answers(t *testing.T, status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Error(err)
		}
		kind := "application/json"
		if strings.HasPrefix(body, "data:") {
			kind = "text/event-stream"
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		if _, err := io.WriteString(w, body); err != nil {
			t.Error(err)
		}
	}
}

// A probe tells what kind of server answers, the size of its window, and whether
// it takes tools.
func TestProbe(t *testing.T) {
	ok := sse(hello, `{"choices":[{"delta":{},"finish_reason":"length"}]}`, "[DONE]")
	for name, tc := range map[string]struct {
		models, window string
		status         int
		answer         string
		want           llm.Found
		err            error
	}{
		"Ollama": {`{"data":[{"id":"qwen3:8b","owned_by":"library"}]}`, `{"models":[{"name":"other","context_length":9},{"name":"qwen3:8b","context_length":4096}]}`, 200, ok,
			llm.Found{Server: "Ollama", Model: "qwen3:8b", Models: 1, Called: true, Window: 4096}, nil},
		"llama.cpp": {`{"models":[{"name":"x"}],"data":[{"id":"q.gguf","owned_by":"llamacpp","meta":{"n_ctx_train":32768}}]}`, `{"default_generation_settings":{"n_ctx":8192}}`, 200, ok,
			llm.Found{Server: "llama.cpp", Model: "q.gguf", Models: 1, Called: true, Window: 8192}, nil},
		"LM Studio": {`{"data":[{"id":"q","owned_by":"organization_owner"}]}`, `{"data":[{"id":"q","max_context_length":131072,"loaded_context_length":4096}]}`, 200, ok,
			llm.Found{Server: "LM Studio", Model: "q", Models: 1, Called: true, Window: 4096}, nil},
		"vLLM": {`{"data":[{"id":"q","owned_by":"vllm","max_model_len":16384}]}`, ``, 200, ok,
			llm.Found{Server: "vLLM", Model: "q", Models: 1, Called: true, Window: 16384}, nil},
		"odd fields":                {`{"data":[{"id":"q","owned_by":5,"max_model_len":"big","context_length":2048}]}`, ``, 200, ok, llm.Found{Model: "q", Models: 1, Called: true, Window: 2048}, nil},
		"others that are not there": {`{"data":[{"id":"q"}]}`, ``, 200, ok, llm.Found{Model: "q", Models: 1, Called: true, Unlisted: []string{"x", "y"}}, nil},
		"nothing written":           {`{"data":[{"id":"q"}]}`, ``, 200, sse(`{"choices":[{"delta":{"role":"assistant"}}]}`), llm.Found{Model: "q", Models: 1, Called: true}, nil},
		"no tools":                  {`{"data":[{"id":"q"}]}`, ``, 400, `{"error":{"message":"q does not support tools"}}`, llm.Found{}, llm.ErrNoTools},
		"no parser":                 {`{"data":[{"id":"q"}]}`, ``, 400, `{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","code":400}`, llm.Found{}, llm.ErrNoTools},
		"no credit":                 {`{"data":[{"id":"q"}]}`, ``, 429, `{"error":{"message":"You exceeded your current quota, please check your plan","code":"insufficient_quota"}}`, llm.Found{}, llm.ErrNoCredit},
		"a wrong key":               {`{"data":[{"id":"q"}]}`, ``, 401, `{"error":{"message":"Incorrect API key"}}`, llm.Found{}, llm.ErrUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			server := modelServer(t, tc.models, tc.window, answers(t, tc.status, tc.answer))
			opts := llm.Options{BaseURL: server.URL + "/v1", Retries: -1}
			if tc.want.Unlisted != nil {
				opts.Fallbacks, opts.Others = tc.want.Unlisted[:1], tc.want.Unlisted[1:]
			}
			client := clientOf(t, opts)
			got, err := client.Probe(t.Context(), true)
			since, problem := client.Problem()
			if tc.err != nil {
				wantKind(t, err, tc.err)
				if !errors.Is(problem, tc.err) || since.IsZero() || !llm.SetUp(problem) {
					t.Errorf("problem %v since %v", problem, since)
				}
				return
			}
			if diff := cmp.Diff(tc.want, got); err != nil || diff != "" || problem != nil {
				t.Errorf("error %v, problem %v, found (-want +got):\n%s", err, problem, diff)
			}
			if w := client.Window(got.Model); w != tc.want.Window {
				t.Errorf("window %d", w)
			}
		})
	}
}

// Without the call only the list is asked for, and a server that has none is no fault.
func TestProbeWithoutCall(t *testing.T) {
	server := modelServer(t, "", "", func(http.ResponseWriter, *http.Request) { t.Error("the model was asked") })
	client := clientOf(t, llm.Options{BaseURL: server.URL + "/v1", Model: "m", Window: 4096})
	if got, err := client.Probe(t.Context(), false); err != nil || !cmp.Equal(got, llm.Found{Model: "m", Window: 4096}) {
		t.Errorf("found %+v, %v", got, err)
	}
}

// The probe's limit of tokens has the name that the server wants.
func TestProbeLearns(t *testing.T) {
	p := &picky{refuse: func(body map[string]any) (int, string) {
		if body["max_tokens"] != nil {
			return 400, `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens"}}`
		}
		return 0, ""
	}}
	found, err := p.client(t).Probe(t.Context(), true)
	if err != nil || !found.Called || len(p.asked) != 2 || p.asked[1]["max_completion_tokens"] != 1.0 {
		t.Errorf("found %+v, %v, asked %v", found, err, p.asked)
	}
}

// A base URL without /v1 is told as such, and an unknown model.
func TestSetUpFaults(t *testing.T) {
	server := modelServer(t, `{"data":[{"id":"q"}]}`, "", answers(t, 404, `{"error":{"message":"The model 'm' does not exist"}}`))
	_, err := clientOf(t, llm.Options{BaseURL: server.URL, Model: "m"}).Probe(t.Context(), true)
	wantKind(t, err, llm.ErrNoAPI)
	_, err = clientOf(t, llm.Options{BaseURL: server.URL + "/v1", Model: "m"}).Probe(t.Context(), true)
	wantKind(t, err, llm.ErrUnknownModel)
	_, err = clientOf(t, llm.Options{BaseURL: server.URL + "/v1", Model: "m"}).Probe(t.Context(), false)
	wantKind(t, err, llm.ErrUnknownModel)
}

// A step that needed no tools does not show that a model takes them.
func TestProblemOfToolsStays(t *testing.T) {
	p := &picky{refuse: func(body map[string]any) (int, string) {
		if body["tools"] != nil {
			return 400, `{"error":{"message":"m does not support tools"}}`
		}
		return 0, ""
	}}
	client := p.client(t)
	for _, req := range []llm.Request{offer(), question()} {
		_, err := collect(t.Context(), t, client, req)
		if _, problem := client.Problem(); !errors.Is(problem, llm.ErrNoTools) {
			t.Errorf("error %v, problem %v", err, problem)
		}
	}
}

// A refusal that names the size of the window is remembered.
func TestWindowIsLearntFromARefusal(t *testing.T) {
	for says, want := range map[string]int{
		`{"error":{"message":"This model's maximum context length is 8,192 tokens. However, your messages resulted in 9000 tokens."}}`:      8192,
		`{"error":{"code":400,"message":"the request exceeds the available context size (4096 tokens), try increasing it","n_ctx":4096}}`:   4096,
		`{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_ctx":2048}}`: 2048,
		`{"error":{"message":"prompt is too long: 9000 tokens"}}`:                                                                           0,
	} {
		p := &picky{refuse: func(map[string]any) (int, string) { return 400, says }}
		client := p.client(t)
		_, err := collect(t.Context(), t, client, question())
		wantKind(t, err, llm.ErrWindow)
		if got := client.Window(""); got != want {
			t.Errorf("window %d after %s; want %d", got, says, want)
		}
	}
}

// A problem goes when a step succeeds, and what lies in a question is none.
func TestProblem(t *testing.T) {
	status, says := 0, ""
	p := &picky{refuse: func(map[string]any) (int, string) { return status, says }}
	client := p.client(t)
	for _, step := range []struct {
		status int
		says   string
		want   error
	}{
		{503, `{"error":{"message":"down"}}`, llm.ErrUnavailable}, {400, `{"error":{"message":"bad"}}`, llm.ErrUnavailable}, {0, "", nil},
		{400, `{"error":{"message":"bad"}}`, nil}, {400, `{"error":{"message":"prompt is too long"}}`, llm.ErrWindow}, {0, "", nil}, {402, `{}`, llm.ErrNoCredit}, {0, "", nil},
	} {
		status, says = step.status, step.says
		_, err := collect(t.Context(), t, client, question())
		if (err != nil) != (status != 0) {
			t.Fatalf("error %v of status %d", err, status)
		}
		if _, problem := client.Problem(); !errors.Is(problem, step.want) {
			t.Errorf("problem %v after status %d; want %v", problem, status, step.want)
		}
	}
}

// A server that has read far less than it was sent is warned of, once.
func TestCutPromptIsWarnedOf(t *testing.T) {
	for name, tc := range map[string]struct {
		counts []string // of prompt tokens, a step each
		warns  bool
	}{
		"a quarter":             {[]string{"1000"}, true},
		"a window":              {[]string{"4096"}, true},
		"all of it":             {[]string{"4400"}, false},
		"not told":              {[]string{"0"}, false},
		"a prompt that it kept": {[]string{"4400", "300"}, false}, // older servers do not count it again
		"again and again":       {[]string{"2048", "2048"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			step := 0
			p := &picky{answer: func(map[string]any) string {
				step++
				return sse(hello, finish, `{"choices":[],"usage":{"prompt_tokens":`+tc.counts[step-1]+`,"completion_tokens":2}}`, "[DONE]")
			}}
			var log bytes.Buffer
			client := p.client(t, func(o *llm.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
			req := question()
			req.Messages[0].Content = strings.Repeat("word ", 18_800/5)
			for range tc.counts {
				if _, err := collect(t.Context(), t, client, req); err != nil {
					t.Fatal(err)
				}
			}
			if n := strings.Count(log.String(), "cuts the front"); (n == 1) != tc.warns || n > 1 {
				t.Errorf("%d warnings: %s", n, log.String())
			}
			if want := map[string]int{"4096": 4096, "2048": 2048}[tc.counts[0]]; client.Window("") != want {
				t.Errorf("window %d; want %d", client.Window(""), want)
			}
		})
	}
}

// Where a server does not count, tokens are estimated and marked as such.
func TestUsageIsEstimated(t *testing.T) {
	for name, tc := range map[string]struct {
		raw  string
		want llm.Usage
	}{
		"none":   {sse(hello, world, finish, "[DONE]"), llm.Usage{PromptTokens: 367, CompletionTokens: 4, Estimated: true}},
		"prompt": {sse(hello, finish, `{"choices":[],"usage":{"prompt_tokens":9}}`, "[DONE]"), llm.Usage{PromptTokens: 9, CompletionTokens: 2, Estimated: true}},
		"both":   {sse(hello, finish, `{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1}}`, "[DONE]"), llm.Usage{PromptTokens: 9, CompletionTokens: 1}},
	} {
		req := question()
		req.Messages[0].Content = strings.Repeat("1234", 266) + "ab"
		for chunk, err := range (&picky{answer: func(map[string]any) string { return tc.raw }}).client(t).Stream(t.Context(), req) {
			if err != nil {
				t.Fatal(err)
			}
			if chunk.End != nil && chunk.End.Usage != tc.want {
				t.Errorf("%s: usage %+v; want %+v", name, chunk.End.Usage, tc.want)
			}
		}
	}
}

// A model whose thoughts have no beginning is known by it from then on.
func TestUnmarkedThoughts(t *testing.T) {
	const thought = `{"choices":[{"delta":{"content":"The reader wants"}}]}`
	const rest = `{"choices":[{"delta":{"content":" it.\n</think>\n\nUp."}}]}`
	p := &picky{answer: func(map[string]any) string { return sse(thought, rest, finish, "[DONE]") }}
	client := p.client(t)
	got, err := collect(t.Context(), t, client, question())
	if err != nil || got.End.Thought != len("The reader wants it.\n") || got.Text[got.End.Thought:] != "Up." {
		t.Fatalf("%+v, end %+v, %v", got, got.End, err)
	}
	for range 2 {
		got, err = collect(t.Context(), t, client, question())
		if err != nil || got.Text != "Up." || got.Reasoning != "The reader wants it.\n" || got.End.Thought != 0 {
			t.Errorf("known: %+v, end %+v, %v", got, got.End, err)
		}
	}
	// One whose name says so is taken for one at first.
	client = p.client(t, func(o *llm.Options) { o.Model = "deepseek-r1:8b" })
	if got, err := collect(t.Context(), t, client, question()); err != nil || got.Text != "Up." {
		t.Errorf("r1: %+v, %v", got, err)
	}
	// Until it shows that it is none: then its text comes as it is written.
	plain := &picky{answer: func(map[string]any) string { return sse(hello, world, finish, "[DONE]") }}
	client = plain.client(t, func(o *llm.Options) { o.Model = "some-thinking-model" })
	for i, chunks := range []int{1, 2} {
		if got, err := collect(t.Context(), t, client, question()); err != nil || got.Text != "Hello world" || got.Chunks != chunks {
			t.Errorf("step %d: %+v, %v; want %d chunks", i+1, got, err, chunks)
		}
	}
}

func clientOf(t *testing.T, opts llm.Options) *llm.Client {
	t.Helper()
	client, err := llm.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

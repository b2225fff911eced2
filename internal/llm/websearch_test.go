package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/llm"
)

// webAnswer is in the form of the Responses API: a search, and a text that cites
// what it found. The index of a citation counts characters, not bytes.
const webAnswer = `{"id":"resp_1","object":"response","status":"completed","error":null,"model":"gpt-5",
"output":[
 {"type":"reasoning","id":"rs_1","summary":[]},
 {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"apple results",
  "sources":[{"type":"url","url":"https://www.example.com/seen"},{"type":"url","url":"https://www.example.com/a"},{"type":"api","name":"oai-finance"}]}},
 {"type":"message","role":"assistant","content":[{"type":"output_text","text":"- Apple’s sales rose. ([A](https://www.example.com/a))\n- Its margin fell. ([B](https://b.example/x))",
  "annotations":[
   {"type":"url_citation","start_index":22,"end_index":54,"url":"https://www.example.com/a","title":"A of \u201cApple\u201d"},
   {"type":"url_citation","start_index":74,"end_index":100,"url":"https://b.example/x","title":"B"},
   {"type":"url_citation","start_index":74,"end_index":1e9,"url":"https://www.example.com/a","title":"again"},
   {"type":"file_citation","file_id":"f"}]}]}
],"usage":{"input_tokens":120,"output_tokens":45,"total_tokens":165}}`

// webServer answers POST /v1/responses.
func webServer(t *testing.T, answer http.HandlerFunc, changes ...func(*llm.Options)) *llm.Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/responses", answer)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	opts := llm.Options{BaseURL: server.URL + "/v1", APIKey: secret, Model: "gpt-5"}
	for _, change := range changes {
		change(&opts)
	}
	client, err := llm.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client may have had enough
	}
}

func TestWebSearch(t *testing.T) {
	var asked map[string]any
	client := webServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+secret {
			t.Errorf("authorization %q", r.Header.Get("Authorization"))
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		says(200, webAnswer)(w, r)
	})
	got, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "apple results", Domains: []string{"example.com", "b.example"}})
	if err != nil {
		t.Fatal(err)
	}
	want := llm.WebAnswer{
		Sources: []llm.WebSource{
			{URL: "https://www.example.com/a", Title: "A of “Apple”", Text: "Apple’s sales rose."},
			{URL: "https://b.example/x", Title: "B", Text: "Its margin fell."},
			{URL: "https://www.example.com/seen"},
		},
		Usage: llm.Usage{PromptTokens: 120, CompletionTokens: 45},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	wantAsked := map[string]any{
		"model": "gpt-5", "input": "apple results", "store": false, "tool_choice": "required",
		"include": []any{"web_search_call.action.sources"}, "max_output_tokens": 4096.0, "max_tool_calls": 3.0,
		"tools": []any{map[string]any{"type": "web_search", "filters": map[string]any{"allowed_domains": []any{"example.com", "b.example"}}}},
	}
	delete(asked, "instructions")
	if diff := cmp.Diff(wantAsked, asked); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if _, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "anything", Model: "other"}); err != nil {
		t.Fatal(err)
	}
	tool := asked["tools"].([]any)[0].(map[string]any)
	if _, filtered := tool["filters"]; filtered || asked["model"] != "other" {
		t.Errorf("asked %v of %v; want no filter, and the model named", tool, asked["model"])
	}
}

func TestWebSearchThatFails(t *testing.T) {
	for name, tc := range map[string]struct {
		status  int
		body    string
		kind    error // nil: an answer without sources
		message string
	}{
		"401":        {401, `{"error":{"message":"key ` + secret + `","code":"invalid_api_key"}}`, llm.ErrUnauthorized, "key [redacted]"},
		"429":        {429, `{"error":{"message":"slow down","type":"rate_limit_exceeded"}}`, llm.ErrRateLimited, "slow down"},
		"500":        {500, `<html>gw7</html>`, llm.ErrUnavailable, "an HTML page"},
		"no route":   {404, `404 page not found`, llm.ErrNoAPI, "404 page"},
		"no tool":    {400, `{"error":{"message":"Hosted tool 'web_search' is not supported with x","type":"invalid_request_error"}}`, llm.ErrRefused, "not supported"},
		"failed":     {200, `{"status":"failed","error":{"code":"server_error","message":"key ` + secret + `"},"output":[]}`, llm.ErrUnavailable, "key [redacted]"},
		"cancelled":  {200, `{"status":"cancelled","output":[]}`, llm.ErrUnavailable, "status cancelled"},
		"incomplete": {200, `{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}`, llm.ErrTruncated, "max_output_tokens"},
		"HTML":       {200, `<html>login</html>`, llm.ErrMalformed, "not an answer"},
		"cut":        {200, webAnswer[:len(webAnswer)/2], llm.ErrMalformed, "not an answer"},
		"other JSON": {200, `{"object":"list"}`, llm.ErrMalformed, "not an answer"},
		"empty":      {200, ``, llm.ErrMalformed, ""},
		"huge":       {200, `{"status":"completed","output":[],"x":"` + strings.Repeat("x", 5<<20) + `"}`, llm.ErrMalformed, "more than"},
		"redirect":   {307, ``, llm.ErrMalformed, "not followed"},
		"odd fields": {200, `{"status":"completed","output":[null,7,{"action":[],"content":{}},{"content":[{"text":null,"annotations":[null,{"url":["x"]}]}]}],"usage":[]}`, nil, ""},
		"nothing":    {200, `{"status":"completed","output":[]}`, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := webServer(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "http://192.0.2.1/?key="+secret)
				w.Header().Set("Retry-After", "7")
				says(tc.status, tc.body)(w, r)
			})
			got, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "x"})
			if tc.kind == nil {
				if err != nil || len(got.Sources) != 0 {
					t.Errorf("sources %v, error %v; want none", got.Sources, err)
				}
				return
			}
			e := wantKind(t, err, tc.kind)
			if !strings.Contains(e.Said+e.Message, tc.message) || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("error %q; want %q in it and no key", err, tc.message)
			}
			if tc.status == 429 && e.RetryAfter != 7*time.Second {
				t.Errorf("RetryAfter %v", e.RetryAfter)
			}
		})
	}
}

// An answer that was cut off at its limit is good for what it found.
func TestWebSearchIncompleteWithSources(t *testing.T) {
	client := webServer(t, says(200, strings.Replace(webAnswer, `"completed","error"`, `"incomplete","error"`, 1)))
	if got, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "x"}); err != nil || len(got.Sources) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Who leaves ends the search at the server; a server that is silent is left.
func TestWebSearchEnds(t *testing.T) {
	arrived, gone := make(chan struct{}, 2), make(chan struct{}, 2)
	hang := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-r.Context().Done()
		gone <- struct{}{}
	}
	client := webServer(t, hang)
	left := errors.New("left")
	ctx, leave := context.WithCancelCause(t.Context())
	defer leave(nil)
	go func() {
		<-arrived
		leave(left)
	}()
	if _, err := client.WebSearch(ctx, llm.WebQuery{Text: "x"}); !errors.Is(err, left) {
		t.Errorf("error %v; want the cause of the leaving", err)
	}
	<-gone
	client = webServer(t, hang, func(o *llm.Options) { o.FirstByteTimeout = 20 * time.Millisecond })
	_, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "x"})
	wantKind(t, err, llm.ErrIdle)
	<-gone
}

func FuzzWebSearch(f *testing.F) {
	f.Add([]byte(webAnswer))
	f.Add([]byte(`{"status":"failed","error":"x"}`))
	f.Add([]byte(`{"output":[{"content":[{"text":"é([","annotations":[{"start_index":-1,"end_index":99,"url":"u"}]}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		client, err := llm.New(llm.Options{Model: "m", Transport: canned(body)})
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.WebSearch(t.Context(), llm.WebQuery{Text: "x"})
		if err != nil {
			if _, ok := errors.AsType[*llm.Error](err); !ok {
				t.Errorf("error without a kind: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, s := range got.Sources {
			if s.URL == "" || seen[s.URL] || len(s.Text) > 300 {
				t.Errorf("source %+v", s)
			}
			seen[s.URL] = true
		}
	})
}

// canned is a server without sockets.
type canned []byte

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(string(c))),
	}, nil
}

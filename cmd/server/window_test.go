package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/tiktoken-go/tokenizer"

	"quotewire/internal/sim"
)

// recorder stands before a model server and keeps what it is asked.
type recorder struct {
	url    string
	mu     sync.Mutex
	bodies [][]byte
}

func record(t *testing.T, modelURL string) *recorder {
	t.Helper()
	target, err := url.Parse(strings.TrimSuffix(modelURL, "/v1"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	r := &recorder{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.bodies = append(r.bodies, body)
		r.mu.Unlock()
		req.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL + "/v1"
	return r
}

// take gives the requests since it was last called.
func (r *recorder) take() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.bodies
	r.bodies = nil
	return taken
}

// inTokens is what a request takes of a window at most: its whole JSON, though a
// chat template shows less of it, with each digit for one, as Qwen, Gemma and
// Mistral count them.
func inTokens(t *testing.T, body []byte) int {
	t.Helper()
	codec, err := tokenizer.Get(tokenizer.Cl100kBase)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range string(body) {
		if unicode.IsDigit(r) {
			n++
		}
	}
	for _, piece := range strings.FieldsFunc(string(body), unicode.IsDigit) {
		c, err := codec.Count(piece)
		if err != nil {
			t.Fatal(err)
		}
		n += c
	}
	return n
}

// offers are the names of the tools that a request offers.
func offers(t *testing.T, body []byte) (names []string) {
	t.Helper()
	var asked struct {
		Tools []struct {
			Function struct{ Name string }
		}
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		t.Fatal(err)
	}
	for _, tool := range asked.Tools {
		names = append(names, tool.Function.Name)
	}
	return names
}

// answerRoom is what every request must leave to the answer, in tokens.
const answerRoom = 700

// windowed is a newcomer's server whose model has a small window.
func windowed(t *testing.T, window int) (*recorder, string) {
	t.Helper()
	world := newcomersWorld(t)
	model := record(t, world.ModelURL)
	return model, startNewcomer(t, world, windowEnviron(world, model, window)...)
}

func windowEnviron(world *sim.World, model *recorder, window int) []string {
	environ := []string{
		"OPENAI_BASE_URL=" + model.url, "QUOTEWIRE_SEARCH_URL=" + world.SearchURL, "QUOTEWIRE_SEARCH_ENGINES=searxng",
		"QUOTEWIRE_ALLOW_NETS=127.0.0.0/8", "QUOTEWIRE_BROWSER=off",
	}
	if window > 0 {
		environ = append(environ, fmt.Sprintf("QUOTEWIRE_MODEL_CONTEXT=%d", window))
	}
	return environ
}

// Both forms of the first request are measured, and the short one leaves the
// answer its room.
func TestFormsOfTheFirstRequest(t *testing.T) {
	client, _ := clients(t)
	const question = "What is Apple trading at and how did it do this month?"
	for _, c := range []struct{ window, least, most int }{
		{0, 16 << 10, 22 << 10}, {4096, 3 << 10, 5 << 10}, {8192, 4 << 10, 7 << 10}, {16384, 4 << 10, 8 << 10}, {32768, 16 << 10, 22 << 10},
	} {
		model, url := windowed(t, c.window)
		answered(t, client, url, question)
		for i, body := range model.take() {
			n := inTokens(t, body)
			t.Logf("window %d, request %d: %d bytes, %d tokens, tools %v", c.window, i+1, len(body), n, offers(t, body))
			if i == 0 && (len(body) < c.least || len(body) > c.most) {
				t.Errorf("window %d: the first request has %d bytes, want %d to %d", c.window, len(body), c.least, c.most)
			}
			if c.window > 0 && n > c.window-answerRoom {
				t.Errorf("window %d: request %d has %d tokens, want %d left", c.window, i+1, n, answerRoom)
			}
		}
	}
}

// A newcomer's questions are answered in a window of 4,096 tokens as in a large
// one: the tools that they take are among those offered, and no request outgrows
// the window.
func TestNewcomersInASmallWindow(t *testing.T) {
	const window = 4096
	model, url := windowed(t, window)
	client, _ := clients(t)
	right, offered, largest := 0, 0, 0
	questions := newcomersQuestions()
	for _, c := range questions {
		calls, answer := answered(t, client, url, c.question)
		if calls == c.calls && strings.Contains(answer, c.figure) && strings.Contains(answer, "[1]") {
			right++
		} else {
			t.Errorf("%s\ncalled %s\nanswer: %s\nwant in it %q", c.question, calls, answer, c.figure)
		}
		bodies := model.take()
		names, missing := offers(t, bodies[0]), false
		for call := range strings.FieldsSeq(c.calls) {
			if name, _, ok := strings.Cut(call, "{"); ok && !slices.Contains(names, name) {
				missing = true
				t.Errorf("%s: %s is not offered, but %v", c.question, name, names)
			}
		}
		if !missing {
			offered++
		}
		for i, body := range bodies {
			n := inTokens(t, body)
			largest = max(largest, n)
			if n > window-answerRoom {
				t.Errorf("%s: request %d has %d tokens of %d", c.question, i+1, n, window)
			}
		}
	}
	t.Logf("%d of %d answers are right, %d are offered their tools, the largest request has %d tokens", right, len(questions), offered, largest)
}

var cited = regexp.MustCompile(`\[\d+\]`)

// A conversation, a page and a research fit small windows too.
func TestLongWorkInSmallWindows(t *testing.T) {
	client, _ := clients(t)
	for _, window := range []int{2048, 4096, 8192} {
		room := min(answerRoom, window/4)
		model, url := windowed(t, window)
		check := func(what string, least int) {
			t.Helper()
			bodies := model.take()
			if len(bodies) < least {
				t.Fatalf("window %d, %s: %d requests, want %d or more", window, what, len(bodies), least)
			}
			for i, body := range bodies {
				if n := inTokens(t, body); n > window-room {
					t.Errorf("window %d, %s: request %d of %d has %d tokens", window, what, i+1, len(bodies), n)
				}
			}
		}
		page := strings.Repeat("Apple rose by 1.21 % to 304.49 on 2025-11-19, it says here. ", 2000)
		asked := map[string]any{"question": "What is Apple trading at?", "page_text": page, "current_url": "https://example.com/" + strings.Repeat("a1", 900)}
		for turn := range 6 {
			answer, session := wholeAnswer(t, client, url+"/api/chat", asked)
			if !strings.Contains(answer, "304.49") && window > 2048 { // there the page leaves no room for a result
				t.Errorf("window %d, turn %d: answer %q", window, turn+1, answer)
			}
			check("conversation", 2)
			asked["session_id"] = session
			asked["question"] = "How did Apple do over the past year? " + strings.Repeat("Take 12.5 days. ", turn*80)
		}
		answer, _ := wholeAnswer(t, client, url+"/api/advanced", map[string]any{"question": "How do Apple and Microsoft compare, and what is expected of them?", "page_text": page})
		if !strings.Contains(answer, "USD") || !cited.MatchString(answer) {
			t.Errorf("window %d: the research says %q", window, answer)
		}
		check("research", 3)
	}
}

// wholeAnswer asks a route that answers in one piece.
func wholeAnswer(t *testing.T, client *http.Client, address string, asked map[string]any) (answer, session string) {
	t.Helper()
	body, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Post(address, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var whole struct {
		Answer    string `json:"answer"`
		SessionID string `json:"session_id"`
	}
	if err := json.Unmarshal(raw, &whole); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s (%v)", res.Status, raw, err)
	}
	return whole.Answer, whole.SessionID
}

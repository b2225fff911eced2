package llm_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/llm"
)

func model(body map[string]any) string { return body["model"].(string) }

// A model that fails before anything of a step was shown is followed by the next,
// which is not sent what the first one wanted to see again.
func TestFallback(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		says   string
		asked  string // models, in order
		err    error
	}{
		"unknown model":  {404, `{"error":{"message":"model \"a\" not found"}}`, "a b", nil},
		"overloaded":     {503, `{"error":{"message":"overloaded"}}`, "a b", nil},
		"rate limit":     {429, `{"error":{"message":"slow down"}}`, "a b", nil},
		"no tools":       {400, `{"error":{"message":"a does not support tools"}}`, "a b", nil},
		"a small window": {400, `{"error":{"message":"maximum context length is 4096"}}`, "a b", nil},
		"a wrong key":    {401, `{"error":{"message":"no"}}`, "a", llm.ErrUnauthorized}, // it is the same for all
	} {
		t.Run(name, func(t *testing.T) {
			p := &picky{refuse: func(body map[string]any) (int, string) {
				if model(body) == "a" {
					return tc.status, tc.says
				}
				return 0, ""
			}}
			client := p.client(t, func(o *llm.Options) { o.Model, o.Fallbacks = "a", []string{"b", "c"} })
			var notices, answered []string
			var failed error
			for chunk, err := range client.Stream(t.Context(), talk()) {
				failed = err
				if chunk.Notice != nil {
					notices = append(notices, chunk.Notice.Model)
				}
				if chunk.End != nil {
					answered = append(answered, chunk.End.Model)
				}
			}
			var asked []string
			for _, body := range p.asked {
				asked = append(asked, model(body))
			}
			if strings.Join(asked, " ") != tc.asked {
				t.Errorf("asked %v; want %s", asked, tc.asked)
			}
			if tc.err != nil {
				wantKind(t, failed, tc.err)
				return
			}
			if failed != nil || strings.Join(notices, " ") != "b" || strings.Join(answered, " ") != "b" {
				t.Errorf("error %v, notices %v, answered by %v", failed, notices, answered)
			}
			if m := assistant(p.asked[1]); m["reasoning_content"] != nil || m["tool_calls"].([]any)[0].(map[string]any)["extra_content"] != nil {
				t.Errorf("b is sent what a wanted: %v", m)
			}
		})
	}
}

// A model that has failed is asked after the others for a while.
func TestFailedModelRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &picky{refuse: func(body map[string]any) (int, string) {
			if model(body) == "a" {
				return 503, "{}"
			}
			return 0, ""
		}}
		client := p.client(t, func(o *llm.Options) { o.Model, o.Fallbacks = "a", []string{"b"} })
		asked := func() (models string) {
			p.asked = nil
			if _, err := collect(t.Context(), t, client, question()); err != nil {
				t.Fatal(err)
			}
			for _, body := range p.asked {
				models += model(body)
			}
			return models
		}
		for i, want := range []string{"ab", "b", "b"} {
			if got := asked(); got != want {
				t.Errorf("step %d asks %s; want %s", i+1, got, want)
			}
		}
		time.Sleep(31 * time.Second) // the fake clock's
		if got := asked(); got != "ab" {
			t.Errorf("half a minute later %s; want ab", got)
		}
	})
}

// A longer pause that a server asks for is told.
func TestPauseIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := fake(t, status(429, http.Header{"Retry-After": {"15"}}), text(sse(hello, finish, "[DONE]")))
		var told []time.Duration
		for chunk, err := range client.Stream(t.Context(), question()) {
			if err != nil {
				t.Fatal(err)
			}
			if chunk.Notice != nil {
				told = append(told, chunk.Notice.Pause.Truncate(time.Second))
			}
		}
		if !slices.Equal(told, []time.Duration{15 * time.Second}) {
			t.Errorf("told of %v", told)
		}
	})
}

// A model that was named is the only one asked, and one that has shown text is
// not followed by another.
func TestNoFallback(t *testing.T) {
	chain := func(o *llm.Options) { o.Model, o.Fallbacks = "a", []string{"b"} }
	p := &picky{refuse: func(map[string]any) (int, string) { return 503, "{}" }}
	req := talk()
	req.Model = "a"
	_, err := collect(t.Context(), t, p.client(t, chain), req)
	wantKind(t, err, llm.ErrUnavailable)
	if len(p.asked) != 1 {
		t.Errorf("%d requests; want 1", len(p.asked))
	}
	p = &picky{answer: func(map[string]any) string { return sse(hello) }}
	got, err := collect(t.Context(), t, p.client(t, chain), talk())
	wantKind(t, err, llm.ErrTruncated)
	if len(p.asked) != 1 || got.Text != "Hello" {
		t.Errorf("%d requests, text %q; want 1, Hello", len(p.asked), got.Text)
	}
}

// A server that loads its model is waited for without a try being spent, and the
// reader is told.
func TestColdModel(t *testing.T) {
	loading := status(503, nil)
	cold := func(n int) (script []reply) {
		for range n {
			script = append(script, refusal(503, `{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}`))
		}
		return append(script, text(sse(hello, finish, "[DONE]")))
	}
	synctest.Test(t, func(t *testing.T) {
		client, transport := fake(t, cold(20)...)
		start := time.Now()
		text, told := "", []time.Duration(nil)
		for chunk, err := range client.Stream(t.Context(), question()) {
			if err != nil {
				t.Fatal(err)
			}
			if text += chunk.Text; chunk.Notice != nil {
				told = append(told, chunk.Notice.Waiting)
			}
		}
		if text != "Hello" || len(transport.at) != 21 || time.Since(start) != 40*time.Second || !slices.Equal(told, []time.Duration{0, 30 * time.Second}) {
			t.Errorf("text %q after %s and %d requests, told after %v", text, time.Since(start), len(transport.at), told)
		}
	})
	synctest.Test(t, func(t *testing.T) { // but not for ever
		client, _ := fake(t, cold(1000)...)
		start := time.Now()
		_, err := collect(t.Context(), t, client, question())
		wantKind(t, err, llm.ErrUnavailable)
		if took := time.Since(start); took < time.Minute || took > 2*time.Minute {
			t.Errorf("given up after %s; want about a minute", took)
		}
	})
	synctest.Test(t, func(t *testing.T) { // another 503 spends tries
		client, transport := fake(t, loading, loading, loading, loading)
		_, err := collect(t.Context(), t, client, question())
		wantKind(t, err, llm.ErrUnavailable)
		if len(transport.at) != 3 {
			t.Errorf("%d requests; want 3", len(transport.at))
		}
	})
}

// While a server says nothing its reader is told what is waited for, whether it
// has sent its headers or not; a server of one's own is given ten minutes.
func TestWaitingIsTold(t *testing.T) {
	for name, first := range map[string]reply{
		"no headers": late(4*time.Minute, text(sse(hello, finish, "[DONE]"))),
		"no bytes":   stream(&timed{pieces: []string{sse(hello, finish, "[DONE]")}, after: 4 * time.Minute}),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, err := llm.New(llm.Options{BaseURL: "http://127.0.0.1:11434/v1", Model: "m", Transport: &replies{script: []reply{first}, start: time.Now()}})
				if err != nil {
					t.Fatal(err)
				}
				var waited []time.Duration
				text := ""
				for chunk, err := range client.Stream(t.Context(), question()) {
					if err != nil {
						t.Fatal(err)
					}
					if n := chunk.Notice; n != nil {
						if n.Server != "Ollama" || n.Model != "" || chunk.Text != "" {
							t.Errorf("notice %+v", n)
						}
						waited = append(waited, n.Waiting)
					}
					text += chunk.Text
				}
				if text != "Hello" || len(waited) != 8 || waited[0] != 3*time.Second || waited[7] != 213*time.Second {
					t.Errorf("text %q, told after %v", text, waited)
				}
			})
		})
	}
}

// Who leaves while a server is waited for ends the request.
func TestLeavingWhileWaiting(t *testing.T) {
	for name, first := range map[string]reply{"no headers": late(time.Hour, text("")), "no bytes": stream(&timed{})} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, _ := fake(t, first)
				start := time.Now()
				for chunk, err := range client.Stream(t.Context(), question()) {
					if err != nil || chunk.Notice == nil {
						t.Fatalf("chunk %+v, error %v", chunk, err)
					}
					break // synctest would find a goroutine that stays behind
				}
				if took := time.Since(start); took != 3*time.Second {
					t.Errorf("left after %s", took)
				}
			})
		})
	}
}

// A caller that panics while a server is waited for leaves neither the answer's
// body open nor a goroutine behind.
func TestPanicWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // it would find a goroutine that stays
		body := &timed{}
		client, _ := fake(t, stream(body))
		defer func() {
			if p := recover(); p != "caller" || !body.closed {
				t.Errorf("recovered %v, body closed %v", p, body.closed)
			}
		}()
		for range client.Stream(t.Context(), question()) {
			panic("caller")
		}
	})
}

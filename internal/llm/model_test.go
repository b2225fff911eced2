package llm_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

const fallback = "gpt-4.1-mini"

func undecided(o *llm.Options) { o.Model, o.FallbackModel = "", fallback }

func TestModel(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			if _, err := io.WriteString(w, body); err != nil {
				t.Error(err)
			}
		}
	}
	for name, tc := range map[string]struct {
		models http.HandlerFunc
		want   string
		asked  int // in two calls
	}{
		"first":              {llmtest.Models("llama3.2", "qwen3"), "llama3.2", 1},
		"fallback is listed": {llmtest.Models("davinci-002", "gpt-5", fallback), fallback, 1},
		"first that chats":   {llmtest.Models("text-embedding-3-small", "whisper-1", "gpt-5"), "gpt-5", 1},
		"none that chats":    {llmtest.Models("nomic-embed-text"), "nomic-embed-text", 1},
		"odd fields":         {answer(200, `{"data":[{"id":"m","created":"today","permission":5}]}`), "m", 1},
		"empty":              {llmtest.Models(), fallback, 1},
		"null":               {answer(200, `{"data":null}`), fallback, 1},
		"not JSON":           {answer(200, `<html>`), fallback, 1},
		"no such route":      {answer(404, `404 page not found`), fallback, 1},
		"no key":             {answer(401, `{"error":{"message":"no"}}`), fallback, 1},
		"unavailable":        {answer(503, ``), fallback, 1}, // asked again, but not at once
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider := llmtest.New(t)
			asked := 0
			provider.OnModels(func(w http.ResponseWriter, r *http.Request) { asked++; tc.models(w, r) })
			client := provider.Client(undecided)
			for range 2 {
				if got, err := client.Model(t.Context()); err != nil || got != tc.want {
					t.Errorf("model %q, error %v; want %q", got, err, tc.want)
				}
			}
			if asked != tc.asked {
				t.Errorf("asked %d times; want %d", asked, tc.asked)
			}
		})
	}
}

func TestModelConfigured(t *testing.T) {
	provider := llmtest.New(t)
	provider.OnModels(func(http.ResponseWriter, *http.Request) { t.Error("asked, though a model is configured") })
	if got, err := provider.Client().Model(t.Context()); got != llmtest.Model || err != nil {
		t.Errorf("model %q, error %v", got, err)
	}
}

func TestModelWithoutFallback(t *testing.T) {
	provider := llmtest.New(t)
	provider.OnModels(llmtest.Models())
	_, err := provider.Client(func(o *llm.Options) { o.Model = "" }).Model(t.Context())
	wantKind(t, err, llm.ErrMalformed)
	_, err = collect(t.Context(), t, provider.Client(func(o *llm.Options) { o.Model = "" }), question())
	wantKind(t, err, llm.ErrMalformed)
}

func TestDefaultModelIsSent(t *testing.T) {
	provider := llmtest.New(t, llmtest.Text("ok", 0))
	if _, err := collect(t.Context(), t, provider.Client(undecided), question()); err != nil {
		t.Fatal(err)
	}
	if got := provider.Arrived(1).Model; got != llmtest.Model {
		t.Errorf("model %q; want %q", got, llmtest.Model)
	}
}

// Many callers ask once; the one that asks may leave.
func TestModelIsAskedOnceByMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"data":[{"id":"m"}]}`))}, nil
		}
		transport := &replies{script: []reply{list, list}, start: time.Now()}
		client, err := llm.New(llm.Options{BaseURL: "http://model.test/v1", FallbackModel: fallback, Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		var callers sync.WaitGroup
		callers.Go(func() {
			if _, err := client.Model(ctx); err != errGone {
				t.Errorf("error %v; want the cause of ctx", err)
			}
		})
		synctest.Wait()
		for range 10 {
			callers.Go(func() {
				if got, err := client.Model(t.Context()); got != "m" || err != nil {
					t.Errorf("model %q, error %v; want m", got, err)
				}
			})
		}
		synctest.Wait()
		cancel(errGone)
		callers.Wait()
		if n := len(transport.at); n != 2 {
			t.Errorf("asked %d times; want once by who left and once more", n)
		}
	})
}

// A server that does not answer is asked again after half a minute.
func TestModelIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done() // hangs until the client's own timeout
			return nil, r.Context().Err()
		}
		up := func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"data":[{"id":"m"}]}`))}, nil
		}
		transport := &replies{script: []reply{down, up}, start: time.Now()}
		client, err := llm.New(llm.Options{BaseURL: "http://model.test/v1", FallbackModel: fallback, Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			wait time.Duration
			want string
		}{{0, fallback}, {20 * time.Second, fallback}, {11 * time.Second, "m"}, {0, "m"}} {
			time.Sleep(step.wait) // the fake clock's
			if got, err := client.Model(t.Context()); got != step.want || err != nil {
				t.Errorf("at %s: model %q, error %v; want %q", time.Since(transport.start), got, err, step.want)
			}
		}
		if len(transport.at) != 2 {
			t.Errorf("asked %d times; want 2", len(transport.at))
		}
	})
}

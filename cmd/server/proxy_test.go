package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// behindProxy is how long a model may go on for a client that left a proxy. It
// tells a proxy that says so at once, a matter of milliseconds, from one that
// waits for its next write, even on a busy machine.
const behindProxy = 2 * time.Second

// nginx and Caddy with the files of deploy, in front of a server that is set as
// these files say.
func TestProxies(t *testing.T) {
	for name, start := range map[string]func(t *testing.T, upstream string) *proxyProgram{
		"nginx.conf": startNginx, "Caddyfile": startCaddy,
	} {
		t.Run(name, func(t *testing.T) {
			environ := regexp.MustCompile(`QUOTEWIRE_[A-Z_]+=\S+`).FindAllString(deployed(t, name), -1)
			if len(environ) != 2 {
				t.Fatalf("%s asks for %q", name, environ)
			}
			w := startWalk(t, environ)
			p := start(t, strings.TrimPrefix(w.url, "http://"))
			for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
				t.Run(protocol, func(t *testing.T) {
					client := p.client(t, protocol)
					t.Run("events come singly", func(t *testing.T) { eventsComeSingly(t, w, client, protocol) })
					t.Run("leaving", func(t *testing.T) { leavingIsPassedOn(t, w, client) })
					t.Run("asking on", func(t *testing.T) { askingOn(t, w, client) })
				})
			}
			t.Run("who asks", func(t *testing.T) { clientIsPassedOn(t, w, p.client(t, "HTTP/2.0")) })
			t.Run("metrics", func(t *testing.T) { metricsAreRefused(t, p.client(t, "HTTP/2.0")) })
			if text := p.written(t); strings.Contains(text, "Hello") {
				t.Errorf("a question is in the log of the proxy:\n%s", text)
			}
		})
	}
}

const behind = "https://" + proxyHost

// Each event arrives while the model is still holding back the next.
func eventsComeSingly(t *testing.T, w *walk, client *http.Client, protocol string) {
	next := make(chan struct{})
	w.model.Add(llmtest.Play(llmtest.Role(), llmtest.SayOn(next, "one two three four five.", 5), llmtest.Wait(next), llmtest.Finish(llm.FinishStop), llmtest.Done()))
	s := ask(t, client, behind, "Hello")
	hang := time.AfterFunc(patience, s.cancel)
	defer hang.Stop()
	if s.res.Proto != protocol {
		t.Errorf("the proxy speaks %s", s.res.Proto)
	}
	s.until(t, "session")
	for said := ""; said != "one two three four five."; {
		next <- struct{}{}
		said += s.until(t, "delta").text("text")
		if w.model.Open() != 1 {
			t.Fatal("the model has said all before it was to")
		}
	}
	close(next)
	s.until(t, "done")
}

// A client that leaves ends the work for it, also when nothing was sent yet.
func leavingIsPassedOn(t *testing.T, w *walk, client *http.Client) {
	for name, leave := range map[string]func(t *testing.T, n int) (left time.Time){
		"a stream": func(t *testing.T, _ int) time.Time {
			w.model.Add(llmtest.Stall("Apple is at "))
			s := ask(t, client, behind, "Hello")
			s.until(t, "delta")
			return s.leave(t)
		},
		"a whole answer": func(t *testing.T, n int) time.Time {
			w.model.Add(llmtest.Hang())
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_, _ = post(ctx, client, "Hello", "") // Caddy may call it answered, with nothing
			}()
			w.model.Arrived(n)
			left := time.Now()
			cancel()
			<-ended
			return left
		},
	} {
		t.Run(name, func(t *testing.T) {
			var took []time.Duration
			for range departures {
				n := len(w.model.Requests()) + 1
				left := leave(t, n)
				took = append(took, w.model.Cancelled(n).Sub(left))
			}
			slices.Sort(took)
			t.Logf("from leaving to the end of the model's work: %v", took)
			if middle := took[departures/2]; middle > behindProxy {
				t.Errorf("the model goes on for %v", middle)
			}
		})
	}
}

// A client that leaves on the last byte goes on with its conversation.
func askingOn(t *testing.T, w *walk, client *http.Client) {
	for range departures {
		w.model.Add(llmtest.Text("At 189.30 USD.", 0), llmtest.Text("Still.", 0))
		s := ask(t, client, behind, "Hello")
		id := s.until(t, "session").text("session_id")
		s.until(t, "done")
		s.leave(t)
		answer, err := post(t.Context(), client, "And now?", id)
		if err != nil || !strings.Contains(answer, "Still.") {
			t.Errorf("%s, %v", answer, err)
		}
		asked := w.model.Requests()
		if last := asked[len(asked)-1].Messages; !slices.ContainsFunc(last, func(m llm.Message) bool { return m.Content == "At 189.30 USD." }) {
			t.Errorf("the model is not told what it said: %v", last)
		}
	}
}

// The server knows the client by the proxy's word, not by the client's own.
func clientIsPassedOn(t *testing.T, w *walk, client *http.Client) {
	w.log.forget()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, behind+"/api/models", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Forwarded-For", "203.0.113.9")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("/api/models: %s", res.Status)
	}
	eventually(t, "the request is logged", func() bool { return strings.Contains(w.log.String(), "route=/api/models") })
	if text := w.log.String(); !strings.Contains(text, "client=ip:"+proxyClient) {
		t.Errorf("want the client %s in\n%s", proxyClient, text)
	}
}

func metricsAreRefused(t *testing.T, client *http.Client) {
	res, err := client.Get(behind + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusForbidden || strings.Contains(string(body), "quotewire_") {
		t.Errorf("/metrics: %s, %v: %.100s", res.Status, err, body)
	}
}

// post asks for a whole answer.
func post(ctx context.Context, client *http.Client, question, session string) (string, error) {
	form := fmt.Sprintf(`{"question":%q,"session_id":%q}`, question, session)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, behind+"/api/chat", strings.NewReader(form))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, body)
	}
	return string(body), err
}

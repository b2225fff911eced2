package api

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/answer"
)

// lateWriter holds a handler up once the last byte of its answer is on the way,
// as a busy machine does: what the client does then comes first. The answers to
// requests with the header "Held" are held.
type lateWriter struct {
	http.ResponseWriter
	handed int  // bytes of the body
	whole  bool // all of it was handed over
	sent   func()
}

var endEvent = regexp.MustCompile(`(?m)^event: (done|error)$`)

// longPause is longer than any client here takes to leave.
const longPause = 10 * time.Second

func late(next http.Handler, sent func(r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Held") != "" {
			w = &lateWriter{ResponseWriter: w, sent: func() { sent(r) }}
		}
		next.ServeHTTP(w, r)
	})
}

func (l *lateWriter) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l *lateWriter) Write(b []byte) (int, error) {
	n, err := l.ResponseWriter.Write(b)
	l.handed += n
	length, isWhole := strconv.Atoi(l.Header().Get("Content-Length"))
	l.whole = l.whole || isWhole == nil && l.handed == length || endEvent.Match(b)
	return n, err
}

func (l *lateWriter) FlushError() error {
	// Over HTTP/2 a large part has been sent by Write: who has it may leave before.
	pause(20 * time.Millisecond)
	err := http.NewResponseController(l.ResponseWriter).Flush()
	if l.whole {
		l.sent()
	}
	return err
}

// pause is not a wait for anything: it gives what must not happen the time to.
func pause(d time.Duration) { <-time.After(d) }

// An answer was given when its last byte was: what the client does from then on
// does not take it back.
func TestLeavingOnTheLastByte(t *testing.T) {
	long := strings.Repeat("on and on ", 2000)
	for name, c := range map[string]struct {
		path, answer string
		more         bool // all of it comes in one write
	}{
		"stream":         {path: "/api/chat/stream", answer: "At 189.30 USD."},
		"stream at once": {path: "/api/chat/stream", answer: long, more: true},
		"whole":          {path: "/api/chat", answer: "At 189.30 USD."},
		"long whole":     {path: "/api/chat", answer: long},
	} {
		for _, protocol := range []string{"HTTP/1.1", "HTTP/2"} {
			t.Run(name+" over "+protocol, func(t *testing.T) {
				histories := make(chan int, 2)
				answers := func(_ context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
					histories <- len(turn.History)
					_ = yield(answer.Delta{Text: c.answer, More: c.more}, nil) && yield(answer.Finished{Answer: c.answer}, nil)
				}
				w := newWorld(t, script(answers))
				w.http.Config.Handler = late(w.http.Config.Handler, func(r *http.Request) {
					select {
					case <-r.Context().Done(): // the client has left
					case <-time.After(longPause):
						t.Error("the client stays")
					}
				})
				id := w.leaveOnTheLastByte(t, c.path, protocol == "HTTP/2")
				events, err := w.events(t, `{"question":"And now?","session_id":"`+id+`"}`)
				if err != nil || last(t, events).name != eventDone {
					t.Errorf("the next question: %v, %v", events, err)
				}
				if first, second := <-histories, <-histories; first != 0 || second != 1 {
					t.Errorf("histories of %d and %d exchanges", first, second)
				}
				for _, turn := range w.turns.show()["latest"] {
					if turn.Outcome != outcomeDone {
						t.Errorf("outcome %s: %s", turn.Outcome, turn.Error)
					}
				}
			})
		}
	}
}

// leaveOnTheLastByte asks, reads up to the last byte of the answer, and leaves.
func (w *world) leaveOnTheLastByte(t *testing.T, path string, http2 bool) (session string) {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!http2)
	protocols.SetUnencryptedHTTP2(http2)
	transport := &http.Transport{Protocols: protocols}
	if http2 {
		// The client leaves its stream and not the connection: when that ends together
		// with a write, net/http may say that the write failed.
		t.Cleanup(transport.CloseIdleConnections)
	} else {
		defer transport.CloseIdleConnections()
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+path, strings.NewReader(hi))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Held", "yes")
	resp, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return readToLastByte(t, resp)
}

// readToLastByte reads an answer and no further: the end of the response comes
// after it. It gives the answer's session.
func readToLastByte(t *testing.T, resp *http.Response) (session string) {
	t.Helper()
	if resp.ContentLength > 0 {
		body := make([]byte, resp.ContentLength)
		if _, err := io.ReadFull(resp.Body, body); err != nil {
			t.Fatal(err)
		}
		return sessionOf(t, string(body))
	}
	var events []event
	err := readEvents(resp.Body, func(e event) bool {
		events = append(events, e)
		return e.name != eventDone && e.name != eventError
	})
	if err != nil || len(events) == 0 {
		t.Fatal(events, err)
	}
	return sessionOf(t, events[0].data)
}

// Whoever has read the end can ask on at once: the server may be busy with what
// comes after it for as long as it takes.
func TestNextQuestionBeforeTheTurnIsOver(t *testing.T) {
	for _, c := range []struct {
		path, question string
		history        int
	}{{"/api/chat/stream", "fine", 1}, {"/api/chat/stream", "fail", 0}, {"/api/chat", "fine", 1}} {
		histories := make(chan int, 2)
		answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
			histories <- len(turn.History)
			if turn.Question == "fail" {
				yield(nil, errNoEnd)
				return
			}
			says("fine")(ctx, turn, yield)
		}
		w := newWorld(t, script(answers))
		goOn := make(chan struct{})
		w.http.Config.Handler = late(w.http.Config.Handler, func(*http.Request) { <-goOn })
		id := readToLastByte(t, w.do(t, t.Context(), http.MethodPost, c.path, `{"question":"`+c.question+`"}`, http.Header{"Held": {"yes"}}))
		next := make(chan string, 1)
		go func() { next <- w.nextAnswer(`{"question":"fine","session_id":"` + id + `"}`) }()
		answer := ""
		select {
		case answer = <-next:
			close(goOn)
		case <-time.After(300 * time.Millisecond): // six times as long as a busy session is waited for
			close(goOn)
			answer = <-next
		}
		if !strings.Contains(answer, "event: done") {
			t.Fatalf("%s by %s, then %s", c.question, c.path, answer)
		}
		if first, second := <-histories, <-histories; first != 0 || second != c.history {
			t.Errorf("%s: histories of %d and %d exchanges", c.question, first, second)
		}
	}
}

// nextAnswer may be called on any goroutine. It asks over a connection of its own:
// one that the server has not done with would have to wait.
func (w *world) nextAnswer(body string) string {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Post(w.url+"/api/chat/stream", "application/json", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

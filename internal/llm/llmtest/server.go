// Package llmtest is a scripted model server on real HTTP, for tests of what
// talks to one. Each request plays the next step of the script:
//
//	provider := llmtest.New(t,
//		llmtest.Calls(llm.ToolCall{ID: "1", Name: "quote", Arguments: `{"symbols":["AAPL"]}`}),
//		llmtest.Text("Apple trades at 189.30 USD.", 8),
//	)
//	client := provider.Client()
//	// ... use it ...
//	asked := provider.Arrived(2) // the second request, decoded
//
// Steps are whole answers (Text, Calls, Status, Hang, Stall, ...) or are put
// together from parts with Play. A request that the script does not foresee
// fails the test. Every wait has a deadline, and all of it ends with the test.
// The package refuses to be clever: it says what the script says, nothing else.
package llmtest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"quotewire/internal/llm"
)

// What the server and its Client call themselves.
const (
	Model = "test-model"
	Key   = "sk-test-0123456789abcdef"
)

// patience bounds every wait: longer than any healthy step, shorter than a
// test's own timeout.
const patience = 10 * time.Second

// Server is a scripted model server.
type Server struct {
	URL string // for llm.Options.BaseURL, "/v1" included

	t    testing.TB
	http *httptest.Server
	stop chan struct{} // closed when the test ends

	mu       sync.Mutex
	script   []Step
	always   *Step
	models   http.HandlerFunc
	requests []*record
	open     int
	conns    map[net.Conn]bool
	changed  chan struct{} // closed, and replaced, whenever something changes
}

// New starts a server that speaks HTTP/1.1 in clear text.
func New(t testing.TB, steps ...Step) *Server {
	return start(t, steps, (*httptest.Server).Start)
}

// NewTLS starts a server that speaks HTTP/2 over TLS. Transport trusts it.
func NewTLS(t testing.TB, steps ...Step) *Server {
	return start(t, steps, (*httptest.Server).StartTLS)
}

func start(t testing.TB, steps []Step, listen func(*httptest.Server)) *Server {
	s := &Server{
		t:       t,
		stop:    make(chan struct{}),
		script:  steps,
		models:  Models(Model),
		conns:   map[net.Conn]bool{},
		changed: make(chan struct{}),
	}
	s.http = httptest.NewUnstartedServer(s.routes())
	s.http.Config.ConnState = s.connState
	s.http.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, c)
	}
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(func() {
		close(s.stop) // ends what hangs or stalls, so that Close need not wait
		s.http.CloseClientConnections()
		s.http.Close()
	})
	s.http.EnableHTTP2 = true // which only TLS can agree on
	listen(s.http)
	s.URL = s.http.URL + "/v1"
	return s
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.complete)
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		models := s.models
		s.mu.Unlock()
		models(w, r)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.t.Errorf("llmtest: unexpected %s %s", r.Method, r.URL.Path)
		http.NotFound(w, r)
	})
	return mux
}

// Add lengthens the script.
func (s *Server) Add(steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, steps...)
}

// Always has every request beyond the script play step.
func (s *Server) Always(step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = &step
}

// OnModels answers GET /models otherwise than with Model.
func (s *Server) OnModels(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models = answer
}

// Transport trusts a server made by NewTLS. It is the test's to close.
func (s *Server) Transport() *http.Transport {
	return s.http.Client().Transport.(*http.Transport).Clone()
}

// Client is an llm.Client of this server, closed when the test ends. The changes
// are applied to its Options first.
func (s *Server) Client(changes ...func(*llm.Options)) *llm.Client {
	s.t.Helper()
	opts := llm.Options{BaseURL: s.URL, APIKey: Key, Model: Model}
	if s.http.TLS != nil {
		opts.Transport = s.Transport()
	}
	for _, change := range changes {
		change(&opts)
	}
	client, err := llm.New(opts)
	if err != nil {
		s.t.Fatalf("llmtest: make client: %v", err)
	}
	s.t.Cleanup(client.Close)
	return client
}

// CloseConnections cuts all connections, as a restart of the server does.
func (s *Server) CloseConnections() { s.http.CloseClientConnections() }

// complete plays the next step.
func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
	if err != nil {
		return // the client left while it asked
	}
	step, rec := s.arrive(r, body)
	if step == nil {
		s.t.Errorf("llmtest: request %d is not in the script: %s", rec.number, body)
		http.Error(w, `{"error":{"message":"llmtest: not in the script","type":"invalid_request_error"}}`, http.StatusBadRequest)
		return
	}
	watch := context.AfterFunc(r.Context(), func() { s.left(rec) })
	defer func() {
		// The step may have seen the context end, and be over, before watch ran.
		if watch() && r.Context().Err() != nil {
			s.left(rec)
		}
		s.update(func() { s.open--; rec.done = true })
	}()
	step.run(&play{server: s, w: w, r: r, flush: http.NewResponseController(w).Flush, record: rec})
}

func (s *Server) arrive(r *http.Request, body []byte) (step *Step, rec *record) {
	s.update(func() {
		rec = newRecord(len(s.requests)+1, r, body)
		s.requests = append(s.requests, rec)
		switch {
		case len(s.script) > 0:
			step = &s.script[0]
			s.script = s.script[1:]
		case s.always != nil:
			step = s.always
		}
		if step != nil {
			s.open++
		}
	})
	if rec.fault != nil {
		s.t.Errorf("llmtest: request %d: %v", rec.number, rec.fault)
	}
	return step, rec
}

// left notes that the client gave up a request.
func (s *Server) left(rec *record) {
	s.update(func() {
		if rec.cancelled.IsZero() {
			rec.cancelled = time.Now()
		}
	})
}

// update changes the state and wakes who waits for a change.
func (s *Server) update(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) connState(c net.Conn, state http.ConnState) {
	s.update(func() {
		switch state {
		case http.StateNew:
			s.conns[c] = true
		case http.StateClosed, http.StateHijacked:
			delete(s.conns, c)
		}
	})
}

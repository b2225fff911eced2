package markettest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/market/httpsource"
)

// Answer is what a server says to a request.
type Answer func(r *http.Request) (status int, body string)

// Server answers requests with JSON.
type Server struct {
	*httptest.Server

	mu    sync.Mutex
	says  Answer
	asked []*url.URL
}

// Serve starts a Server.
func Serve(t testing.TB, says Answer) *Server {
	t.Helper()
	s := &Server{says: says}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL)
		says := s.says
		s.mu.Unlock()
		status, body := says(r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Log(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// Say has it say something else from now on.
func (s *Server) Say(says Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = says
}

// Asked are the addresses that were asked for, in turn.
func (s *Server) Asked() []*url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// ByPath answers by the last part of the path; what is not there is not found.
func ByPath(bodies map[string]string) Answer {
	return func(r *http.Request) (int, string) {
		body, ok := bodies[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]
		if !ok {
			return http.StatusNotFound, `{"message":"NotFound"}`
		}
		return http.StatusOK, body
	}
}

// Open is the source that make makes, at a moment, before a server.
func Open[S interface{ Close() }](t testing.TB, make func(httpsource.Options) (S, error), base string, now time.Time) S {
	t.Helper()
	s, err := make(httpsource.Options{BaseURL: base, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

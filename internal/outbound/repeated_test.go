package outbound

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// What the transport asks again by itself, after a connection that was kept is closed
// before the answer, counts: the source gets no more requests than it bears.
func TestRepeatedRequestsTakeTurns(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) != 2 {
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{Provider: "example", MaxBody: 1 << 10, Timeout: time.Minute, Concurrent: 1, Rate: 0.001, Burst: 3})
	t.Cleanup(c.Close)
	ask := func() error {
		return c.Ask(t.Context(), Request{Method: http.MethodGet, URL: address, Read: func(Answer) error { return nil }})
	}
	for range 2 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 3 {
		t.Fatalf("%d requests came, want one repeated", n)
	}
	if err := ask(); !errors.Is(err, ErrNoTurn) || asked.Load() != 3 {
		t.Errorf("a fourth request: %v, %d came", err, asked.Load())
	}
}

package main

import (
	"net/http"
	"net/url"
	"testing"

	"quotewire/internal/llm/llmtest"
)

// One client may have as many answers open as there is room for in all: nothing
// below the admission has a smaller bound. The next one is turned away.
func TestOneClientMayFillTheServer(t *testing.T) {
	const most = 1024 // the default of QUOTEWIRE_MAX_STREAMS
	w := startWalk(t, nil)
	w.model.Always(llmtest.Stall("It began"))
	_, http2 := clients(t)
	for i := range most {
		s := ask(t, http2, w.url, "wait")
		if f := s.until(t, "delta"); f.text("text") == "" {
			t.Fatalf("stream %d: %v", i+1, f)
		}
	}
	res, err := http2.Get(w.url + "/api/chat/stream?question=" + url.QueryEscape("one more"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("past the limit: %s, Retry-After %q", res.Status, res.Header.Get("Retry-After"))
	}
}

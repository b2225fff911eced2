package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quotewire/internal/llm/llmtest"
)

// One client may have as many answers open as there is room for in all, where that is
// allowed: nothing below the admission has a smaller bound. The next one is turned away.
func TestOneClientMayFillTheServer(t *testing.T) {
	const most = 1024 // the default of QUOTEWIRE_MAX_STREAMS
	w := startWalk(t, []string{"QUOTEWIRE_MAX_STREAMS_PER_CLIENT=0"})
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

// Without a setting one client has half of the open answers, and at least one.
func TestOneClientHasHalfOfTheAnswers(t *testing.T) {
	for _, c := range []struct {
		settings string
		one, all int // answers of one client, and of two
	}{
		{"QUOTEWIRE_MAX_STREAMS=4", 2, 4},
		{"QUOTEWIRE_MAX_STREAMS=5 QUOTEWIRE_MAX_STREAMS_PER_CLIENT=half", 2, 4},
		{"QUOTEWIRE_MAX_STREAMS=1", 1, 1},
		{"QUOTEWIRE_MAX_STREAMS=4 QUOTEWIRE_MAX_STREAMS_PER_CLIENT=3", 3, 4},
		{"QUOTEWIRE_MAX_STREAMS=4 QUOTEWIRE_MAX_STREAMS_PER_CLIENT=0", 4, 4},
	} {
		w := startWalk(t, append(strings.Fields(c.settings), "QUOTEWIRE_API_KEYS=first,second"))
		w.model.Always(llmtest.Stall("It began"))
		_, http2 := clients(t)
		open := 0
		for i, key := range []string{"first", "second"} {
			for range 6 {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/chat/stream?question=wait", nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Authorization", "Bearer "+key)
				res, err := http2.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = res.Body.Close() })
				if res.StatusCode == http.StatusOK {
					open++
				} else if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
					t.Errorf("%s: %s, Retry-After %q", c.settings, res.Status, res.Header.Get("Retry-After"))
				}
			}
			if want := []int{c.one, c.all}[i]; open != want {
				t.Errorf("%s: %d answers open after the %s client, want %d", c.settings, open, key, want)
			}
		}
	}
}

package main

import (
	"net/http"
	"sync"
	"time"
)

// inflight counts the requests that are being handled. http.Server knows its
// connections only, and an HTTP/2 connection outlives its last request.
type inflight struct {
	mu    sync.Mutex
	count int
	none  chan struct{} // closed when count falls to 0; nil while nobody waits
}

func (f *inflight) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.enter()
		defer f.leave()
		next.ServeHTTP(w, r)
	})
}

func (f *inflight) enter() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
}

func (f *inflight) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count--; f.count == 0 && f.none != nil {
		close(f.none)
		f.none = nil
	}
}

// wait reports whether all requests have ended within d.
func (f *inflight) wait(d time.Duration) bool {
	f.mu.Lock()
	if f.count == 0 {
		f.mu.Unlock()
		return true
	}
	if f.none == nil {
		f.none = make(chan struct{})
	}
	none := f.none
	f.mu.Unlock()
	select {
	case <-none:
		return true
	case <-time.After(d):
		return false
	}
}

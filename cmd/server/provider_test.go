package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// provider is a model server that begins each answer and then waits to be told
// how to go on.
type provider struct {
	url     string
	begun   chan struct{} // one token an answer begun
	left    chan struct{} // one token an answer that its client ended
	release chan struct{} // closed: answers are completed
	flood   bool          // answers go on without end, as fast as they are read
}

func startProvider(t *testing.T) *provider {
	p := &provider{begun: make(chan struct{}, 1000), left: make(chan struct{}, 1000), release: make(chan struct{})}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL + "/v1"
	return p
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"object":"list","data":[{"id":"patient"}]}`)
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil { // else leaving goes unnoticed
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"It began\"}}]}\n\n")
	w.(http.Flusher).Flush()
	p.begun <- struct{}{}
	text := strings.Repeat("on and on ", 1000)
	for p.flood && r.Context().Err() == nil {
		fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", text)
	}
	select {
	case <-p.release:
		fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" and ended.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	case <-r.Context().Done():
		p.left <- struct{}{}
	}
}

package main

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// inProcess is a stage whose fake model server and yardstick run here.
func inProcess(t *testing.T) (*stage, *target) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go newModel().serve(ln)
	st := &stage{modelURL: "http://" + ln.Addr().String() + "/v1", client: newClient()}
	t.Cleanup(st.client.close)

	proxy, err := newProxy("http://" + ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return st, serve(t, proxy)
}

func serve(t *testing.T, h http.Handler) *target {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return &target{name: "yardstick", url: srv.URL + "/v1/chat/completions", ending: "[DONE]", encode: openAIBody}
}

func TestEveryChunkComesThrough(t *testing.T) {
	st, proxy := inProcess(t)
	for _, to := range []*target{proxy, directTarget(st.modelURL)} {
		for _, p := range []plan{{count: 0}, {count: 1}, {count: 5000}, {count: 3, gap: time.Millisecond}} {
			if err := st.client.whole(t.Context(), to, p, nil); err != nil {
				t.Errorf("%+v: %v", p, err)
			}
		}
	}
}

func TestLostChunkOrEndFails(t *testing.T) {
	st, _ := inProcess(t)
	for name, body := range map[string]string{
		"a chunk lost":     "data: word~\n\ndata: [DONE]\n\n",
		"no end":           "data: word~\n\ndata: word~\n\n",
		"a chunk too many": "~~~[DONE]",
	} {
		srv := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }))
		if err := st.client.whole(t.Context(), srv, plan{count: 2}, nil); err == nil {
			t.Errorf("%s: the stream passed", name)
		}
	}
}

func TestLatencyIsMeasured(t *testing.T) {
	st, proxy := inProcess(t)
	d, err := st.oneLatency(t.Context(), proxy)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.first) != 1 || len(d.later) != latencyChunks-1 {
		t.Fatalf("%d first and %d later chunks, want 1 and %d", len(d.first), len(d.later), latencyChunks-1)
	}
	if p50 := quantile(d.later, 0.5); p50 <= 0 || p50 > 1e6 {
		t.Errorf("later chunks took %v µs", p50)
	}
}

func TestDepartureReachesTheModel(t *testing.T) {
	st, proxy := inProcess(t)
	d, err := st.leave(t.Context(), proxy, size{cancels: 16})
	if err != nil || d.missed != 0 || len(d.took) != 16 {
		t.Errorf("leave = %+v, %v; want 16 seen", d, err)
	}
	if err := st.settle(t.Context(), "departures"); err != nil {
		t.Error(err)
	}
}

func TestDepartureThatIsNotHandedOnIsMissed(t *testing.T) {
	st, proxy := inProcess(t)
	// A server that goes on reading from the model when its client has left.
	keep := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Post(proxy.url, "application/json", r.Body)
		if err != nil {
			return
		}
		t.Cleanup(func() { resp.Body.Close() })
		n, _ := resp.Body.Read(make([]byte, 4<<10))
		w.Write([]byte(strings.Repeat("~", min(n, 1))))
	}))
	t.Cleanup(keep.Close)
	d, err := st.leave(t.Context(), &target{name: "deaf", url: keep.URL, encode: openAIBody}, size{cancels: 4})
	if err != nil || d.missed != 4 {
		t.Errorf("leave = %+v, %v; want 4 missed", d, err)
	}
}

func TestHeldBackChunkIsFound(t *testing.T) {
	st, proxy := inProcess(t)
	if worst, err := st.heldBack(t.Context(), proxy); err != nil {
		t.Errorf("the yardstick holds back nothing, but: %v (worst %v µs)", err, worst)
	}
	// A server that shows a chunk only when the next one begins.
	late := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Post(proxy.url, "application/json", r.Body)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		var held string
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data:") {
				w.Write([]byte(held))
				w.(http.Flusher).Flush()
				held = ""
			}
			held += lines.Text() + "\n"
		}
		w.Write([]byte(held))
	}))
	if _, err := st.heldBack(t.Context(), late); err == nil || !strings.Contains(err.Error(), "held a chunk back") {
		t.Errorf("heldBack of a server that holds back = %v, want it found", err)
	}
}

package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/api/marketdata"
)

func body(t testing.TB, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rawSocket sends bytes and gives back all that comes until the server closes.
func rawSocket(t testing.TB, w *world, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) { // closed with our bytes unread
		t.Fatalf("%v after %q", err, b)
	}
	return string(b)
}

func TestHTTP2(t *testing.T) {
	w := newWorld(t, says("one", "two"))
	resp, err := h2Client(t).Get(w.url + "/api/chat/stream?question=Hi")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var all []event
	if err := readEvents(resp.Body, func(e event) bool { all = append(all, e); return true }); err != nil {
		t.Fatal(err)
	}
	if resp.ProtoMajor != 2 || len(all) != 4 || last(t, all).name != eventDone {
		t.Errorf("%s %v", resp.Proto, all)
	}
}

// A stream over HTTP/2 that is silent for longer than its write deadline goes on.
func TestHTTP2SilenceIsNoFault(t *testing.T) {
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
		says("late")(ctx, turn, yield)
	}), func(o *Options) { o.WriteTimeout = 200 * time.Millisecond })
	for _, path := range []string{"/api/chat/stream", "/api/chat"} {
		resp, err := h2Client(t).Post(w.url+path, "application/json", strings.NewReader(hi))
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, resp); !strings.Contains(got, "late") {
			t.Errorf("%s: %s", path, got)
		}
		resp.Body.Close()
	}
}

// One connection serves many requests: no deadline of one reaches the next.
func TestKeepAlive(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.WriteTimeout = time.Second })
	for range 3 {
		if _, err := w.events(t, hi); err != nil {
			t.Fatal(err)
		}
		resp := w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil)
		if resp.StatusCode != http.StatusOK {
			t.Fatal(resp.StatusCode)
		}
		body(t, resp)
		<-time.After(1200 * time.Millisecond) // the deadline passes while the connection idles
	}
}

func TestPipelining(t *testing.T) {
	w := newWorld(t, says("x"))
	const one = "GET /api/chat/stream?question=Hi HTTP/1.1\r\nHost: x\r\n\r\n"
	got := rawSocket(t, w, one+one+"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if strings.Count(got, "HTTP/1.1 200 OK") != 3 || strings.Count(got, "event: done") != 2 || !strings.HasSuffix(got, "{\"status\":\"ok\"}\n") {
		t.Errorf("got %s", got)
	}
}

func TestMalformedRequests(t *testing.T) {
	w := newWorld(t, says("x"))
	for name, request := range map[string]string{
		"bad chunk":         "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}",
		"two lengths":       "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
		"HTTP/0.9":          "GET /healthz\r\n\r\n",
		"no host":           "GET /healthz HTTP/1.1\r\n\r\n",
		"huge header":       "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 100<<10) + "\r\n\r\n",
		"TRACE":             "TRACE /api/chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"CONNECT":           "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n",
		"unknown method":    "BREW /api/chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"wrong expect":      "POST /api/chat HTTP/1.1\r\nHost: x\r\nExpect: something\r\nContent-Length: 2\r\n\r\n{}",
		"path with slashes": "GET //api/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := rawSocket(t, w, request)
			if !strings.HasPrefix(got, "HTTP/1.1 4") || strings.Count(got, "HTTP/1.1 ") != 1 {
				t.Errorf("got %.300s", got)
			}
		})
	}
}

// A request framed twice is read as chunked: what follows is a request of its
// own and not part of the first.
func TestTwoFramings(t *testing.T) {
	w := newWorld(t, says("x"))
	got := rawSocket(t, w, "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"+
		"11\r\n{\"question\":\"a\" }\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if strings.Count(got, "HTTP/1.1 200 OK") != 2 || !strings.Contains(got, `"finish_reason":"stop"`) || !strings.HasSuffix(got, "{\"status\":\"ok\"}\n") {
		t.Errorf("got %s", got)
	}
}

func TestSlowHeaders(t *testing.T) {
	srv := &http.Server{}
	w := newWorld(t, says("x"))
	w.Configure(srv)
	if srv.ReadHeaderTimeout <= 0 || srv.IdleTimeout <= 0 || srv.MaxHeaderBytes <= 0 || srv.WriteTimeout != 0 || srv.ReadTimeout != 0 {
		t.Errorf("configured %v %v %v %v %v", srv.ReadHeaderTimeout, srv.IdleTimeout, srv.MaxHeaderBytes, srv.WriteTimeout, srv.ReadTimeout)
	}
	w.http.Close()
	w.serve(t, func(srv *http.Server) { srv.ReadHeaderTimeout = 50 * time.Millisecond })
	if got := rawSocket(t, w, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "); strings.Contains(got, "200 OK") {
		t.Errorf("got %s", got)
	}
}

// Streams past the bound are turned away at once, and those inside unharmed.
func TestAdmission(t *testing.T) {
	const open, asked = 1024, 1100
	w := newWorld(t, hangs("x"), func(o *Options) { o.Logger = nil })
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	client := &http.Client{Transport: tr}
	bodies := make(chan io.ReadCloser, asked)
	refused := make(chan string, asked)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range asked / 20 {
				resp, err := client.Get(w.url + "/api/chat/stream?question=Hi")
				if err != nil {
					t.Error(err)
					return
				}
				if resp.StatusCode == http.StatusOK {
					bodies <- resp.Body
					continue
				}
				b, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				refused <- fmt.Sprint(resp.StatusCode, resp.Header.Get("Retry-After"), string(b), err)
			}
		})
	}
	wg.Wait()
	if len(bodies) != open || len(refused) != asked-open {
		t.Fatalf("%d open, %d refused", len(bodies), len(refused))
	}
	seen := map[byte]bool{}
	for range asked - open {
		r := <-refused
		if !strings.HasPrefix(r, "503") || !strings.Contains(r, `"overloaded"`) {
			t.Fatal(r)
		}
		seen[r[3]] = true
	}
	if len(seen) < 3 || seen['0'] || seen['6'] {
		t.Errorf("Retry-After is not spread over 1 to 5: %v", seen)
	}
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil), fault.Overloaded)
	w.shutdown(fault.ErrShutdown)
	for range open {
		b := <-bodies
		got, err := io.ReadAll(b)
		if err != nil || !strings.Contains(string(got), `"code":"shutdown"`) {
			t.Fatalf("%s %v", got, err)
		}
		b.Close()
	}
}

func TestAdmissionOfOneClient(t *testing.T) {
	w := newWorld(t, hangs("x"), func(o *Options) { o.Access.MaxStreamsPerClient = 2; o.Access.Keys = []string{"a", "b"} })
	ask := func(key string) *http.Response {
		return w.do(t, t.Context(), http.MethodGet, "/api/chat/stream?question=Hi", "", http.Header{"Authorization": {"Bearer " + key}})
	}
	_, second := ask("a"), ask("a")
	wantFault(t, ask("a"), fault.Overloaded)
	if resp := ask("b"); resp.StatusCode != http.StatusOK {
		t.Errorf("another client: %d", resp.StatusCode)
	}
	second.Body.Close()
	eventually(t, "a place is free again", func() bool { return ask("a").StatusCode == http.StatusOK })
}

// A panic in a handler harms nobody else and is told as every other fault.
func TestPanicBeforeTheFirstByte(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market = nil; o.Market = panicMarket{} })
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/quotes/AAPL", "", nil), fault.Internal)
	if resp := w.do(t, t.Context(), http.MethodGet, "/healthz", "", nil); resp.StatusCode != http.StatusOK {
		t.Error(resp.StatusCode)
	}
	if !strings.Contains(w.logs.String(), "stack=") {
		t.Error("no stack in the log")
	}
}

type panicMarket struct{ marketdata.Market }

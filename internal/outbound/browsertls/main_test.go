package browsertls

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hang bounds what must not hang.
const hang = 20 * time.Second

// origin is a TLS server that counts its connections.
type origin struct {
	*httptest.Server
	mu     sync.Mutex
	protos []string // what it chooses from
	hello  func()   // runs when a client has said hello; nil: nothing does
	seen   int
	open   map[net.Conn]bool
	change *sync.Cond // of open
}

// newOrigin speaks h2, or http/1.1 alone.
func newOrigin(t testing.TB, proto string, handler http.HandlerFunc) *origin {
	o := &origin{Server: httptest.NewUnstartedServer(handler), protos: []string{proto}, open: map[net.Conn]bool{}}
	o.change = sync.NewCond(&o.mu)
	o.EnableHTTP2 = true
	o.Config.ErrorLog = log.New(io.Discard, "", 0)
	o.Config.ConnState = o.note
	o.StartTLS()
	o.TLS.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		o.mu.Lock()
		hello := o.hello
		o.mu.Unlock()
		if hello != nil {
			hello()
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		return &tls.Config{Certificates: o.TLS.Certificates, NextProtos: o.protos}, nil
	}
	t.Cleanup(o.Close)
	return o
}

func (o *origin) note(c net.Conn, state http.ConnState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch state {
	case http.StateNew:
		o.seen++
		o.open[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(o.open, c)
	}
	o.change.Broadcast()
}

// becomes has the server choose another protocol, and end the connections that it has.
func (o *origin) becomes(proto string) {
	o.mu.Lock()
	o.protos = []string{proto}
	o.mu.Unlock()
	o.CloseClientConnections()
}

func (o *origin) connections() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen
}

// waitOpen waits until the server has n open connections.
func (o *origin) waitOpen(t testing.TB, n int) {
	t.Helper()
	late := false
	timer := time.AfterFunc(hang, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		late = true
		o.change.Broadcast()
	})
	defer timer.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.open) != n {
		if late {
			t.Fatalf("the server has %d connections; want %d", len(o.open), n)
		}
		o.change.Wait()
	}
}

func (o *origin) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(o.Certificate())
	return pool
}

// transport is one for o, by way of no proxy when o's Options name none.
func (o *origin) transport(t testing.TB, options Options) *Transport {
	options.Roots = o.roots()
	return newTransport(t, options)
}

func newTransport(t testing.TB, options Options) *Transport {
	if options.Proxy == nil {
		options.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	}
	by := New(options)
	t.Cleanup(by.CloseIdleConnections)
	return by
}

func request(t testing.TB, ctx context.Context, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// get is the protocol and the body of an answer.
func get(t testing.TB, by http.RoundTripper, address string) (proto, body string) {
	t.Helper()
	resp, err := by.RoundTrip(request(t, t.Context(), address))
	if err != nil {
		t.Error(err)
		return "", ""
	}
	return resp.Proto, read(t, resp)
}

func read(t testing.TB, resp *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	return string(text)
}

// wait is the next of a channel.
func wait[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(hang):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

package browsertls

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var errLeft = errors.New("the client has left")

// start makes a request that leave ends. Its error comes by ended.
func start(t *testing.T, by http.RoundTripper, r *http.Request) (leave func(), ended <-chan error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(r.Context())
	errs := make(chan error, 1)
	go func() {
		resp, err := by.RoundTrip(r.WithContext(ctx))
		if err == nil {
			err = resp.Body.Close()
		}
		errs <- err
	}()
	t.Cleanup(func() { cancel(nil) })
	return func() { cancel(errLeft) }, errs
}

func wantLeft(t *testing.T, ended <-chan error) {
	t.Helper()
	if err := wait(t, ended, "the end of a request that was given up"); !errors.Is(err, errLeft) {
		t.Errorf("error %v; want the cause", err)
	}
}

func TestCancelWhileDialling(t *testing.T) {
	dials := make(chan struct{}, 1)
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{ConnectStart: func(string, string) { dials <- struct{}{} }})
	leave, ended := start(t, newTransport(t, Options{Patience: time.Hour}), request(t, ctx, "https://"+full(t)))
	wait(t, dials, "a dial")
	leave()
	wantLeft(t, ended)
}

// A server that shakes no hands, and proxies that let nobody through.
func TestCancelWhileNobodyAnswers(t *testing.T) {
	for _, at := range []string{"handshake", "http", "https", "socks5"} {
		t.Run(at, func(t *testing.T) {
			s := newSilent(t)
			options := Options{Patience: time.Hour}
			if at != "handshake" {
				options.Proxy = http.ProxyURL(s.as(at))
			}
			leave, ended := start(t, newTransport(t, options), request(t, t.Context(), s.url()))
			wait(t, s.heard, "a client")
			leave()
			wantLeft(t, ended)
			wait(t, s.left, "the end of the connection")
		})
	}
}

// Of a host that speaks HTTP/1.1 each request has a connection: none waits for another's dial.
func TestCancelDialsOfHTTP1(t *testing.T) {
	o, s := newOrigin(t, "http/1.1", proto), newSilent(t)
	var gone atomic.Bool
	by := o.transport(t, Options{Patience: time.Hour, Proxy: func(*http.Request) (*url.URL, error) {
		if gone.Load() {
			return s.as("http"), nil
		}
		return nil, nil
	}})
	get(t, by, o.URL)
	gone.Store(true)
	o.CloseClientConnections()
	leave, ended := start(t, by, request(t, t.Context(), o.URL))
	leave2, ended2 := start(t, by, request(t, t.Context(), o.URL))
	wait(t, s.heard, "a client")
	wait(t, s.heard, "another client")
	leave()
	wantLeft(t, ended)
	wait(t, s.left, "the end of the connection")
	leave2()
	wantLeft(t, ended2)
	wait(t, s.left, "the end of the other connection")
}

// held is a server of h2 that holds its first client until it is let go.
func held(t *testing.T) (o *origin, heard <-chan struct{}, letGo func()) {
	first, open := make(chan struct{}, 1), make(chan struct{})
	letGo = sync.OnceFunc(func() { close(open) })
	var clients atomic.Int32
	o = newOrigin(t, "h2", proto)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hello = func() {
		if clients.Add(1) == 1 {
			first <- struct{}{}
			<-open
		}
	}
	t.Cleanup(letGo)
	return o, first, letGo
}

func TestCancelWhileOthersDial(t *testing.T) {
	o, heard, letGo := held(t)
	by := o.transport(t, Options{Patience: time.Hour})
	_, first := start(t, by, request(t, t.Context(), o.URL))
	wait(t, heard, "a client")
	leave, second := start(t, by, request(t, t.Context(), o.URL))
	leave()
	wantLeft(t, second)
	letGo()
	if err := wait(t, first, "the first request"); err != nil {
		t.Error(err)
	}
	if n := o.connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// Who waits for a dial that is given up has another.
func TestDialIsTakenOver(t *testing.T) {
	o, heard, _ := held(t)
	by := o.transport(t, Options{Patience: time.Hour})
	leave, first := start(t, by, request(t, t.Context(), o.URL))
	wait(t, heard, "a client")
	var others []<-chan error
	for range 5 {
		_, ended := start(t, by, request(t, t.Context(), o.URL))
		others = append(others, ended)
	}
	leave()
	wantLeft(t, first)
	for _, ended := range others {
		if err := wait(t, ended, "an answer"); err != nil {
			t.Error(err)
		}
	}
	if n := o.connections(); n != 2 {
		t.Errorf("%d connections; want that which was given up and one for all others", n)
	}
}

// A dial that fails has failed for all who wait for it.
func TestFailedDialIsShared(t *testing.T) {
	by := newTransport(t, Options{})
	r, failed := request(t, t.Context(), "https://127.0.0.1:1"), &dialing{done: make(chan struct{}), err: errors.New("no route")}
	by.mu.Lock()
	h, _ := by.hosts.of(address(r))
	h.dialing = failed
	by.mu.Unlock()
	_, ended := start(t, by, r)
	close(failed.done)
	if err := wait(t, ended, "the end of the request"); !errors.Is(err, failed.err) {
		t.Errorf("error %v; want %v", err, failed.err)
	}
}

// The server sees that a reader leaves. Other requests keep a connection of HTTP/2.
func TestCancelWithinBody(t *testing.T) {
	for proto, want := range map[string]int{"h2": 1, "http/1.1": 2} {
		gone := make(chan struct{}, 1)
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/slow" {
				return
			}
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			gone <- struct{}{}
		})
		by := o.transport(t, Options{})
		ctx, cancel := context.WithCancelCause(t.Context())
		resp, err := by.RoundTrip(request(t, ctx, o.URL+"/slow"))
		if err != nil {
			t.Fatal(err)
		}
		cancel(errLeft)
		wait(t, gone, "the server to learn of it")
		// Over HTTP/1.1 the server may end the body before it is seen to be cut off.
		if _, err := io.ReadAll(resp.Body); err == nil && proto == "h2" || ctx.Err() == nil {
			t.Errorf("%s: the body ends well", proto)
		}
		resp.Body.Close()
		get(t, by, o.URL)
		if n := o.connections(); n != want {
			t.Errorf("%s: %d connections; want %d", proto, n, want)
		}
		by.CloseIdleConnections()
		o.waitOpen(t, 0)
	}
}

// A server that takes a request and never answers.
func TestCancelWhileWaiting(t *testing.T) {
	for proto := range names() {
		asked, gone := make(chan struct{}, 1), make(chan struct{}, 1)
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			asked <- struct{}{}
			<-r.Context().Done()
			gone <- struct{}{}
		})
		leave, ended := start(t, o.transport(t, Options{}), request(t, t.Context(), o.URL))
		wait(t, asked, "a request")
		leave()
		if err := wait(t, ended, "the end of the request"); err == nil {
			t.Errorf("%s: an answer", proto)
		}
		wait(t, gone, "the server to learn of it")
	}
}

func TestPatience(t *testing.T) {
	s := newSilent(t)
	for scheme, want := range map[string]error{"": errNoHandshake, "http": errNoTunnel, "https": errNoTunnel, "socks5": errNoTunnel} {
		options := Options{Patience: 20 * time.Millisecond}
		if scheme != "" {
			options.Proxy = http.ProxyURL(s.as(scheme))
		}
		if _, err := newTransport(t, options).RoundTrip(request(t, t.Context(), s.url())); !errors.Is(err, want) {
			t.Errorf("%q: error %v; want %v", scheme, err, want)
		}
		wait(t, s.left, "the end of the connection")
	}
	if _, err := newTransport(t, Options{Patience: 20 * time.Millisecond}).RoundTrip(request(t, t.Context(), "https://"+full(t))); !errors.Is(err, errNoConnection) {
		t.Errorf("error %v; want %v", err, errNoConnection)
	}
}

package scrape

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxRelay is the most that one connection of the browser may bring, in bytes.
const maxRelay = 32 << 20

// proxy is the only way from a tab to the world: a forward proxy on loopback that
// dials through the guard. It sees what no look at the page's address can: frames,
// scripts' requests, WebSockets and redirects. Each tab has one of its own, as
// what is open depends on the page that it reads; the browser itself has one that
// no page was asked of. It lives as long as they do.
type proxy struct {
	guard    *guard
	own      *pageHost
	metrics  *metrics
	listener net.Listener
	server   *http.Server
	relay    *httputil.ReverseProxy
	outward  *http.Transport
	inward   *http.Transport // to the page's own host
	stop     context.CancelFunc
	ctx      context.Context // of the tunnels: the server forgets them
	served   chan struct{}

	mu      sync.Mutex
	closed  bool
	serving sync.WaitGroup
}

// startProxy listens on a free port of loopback. The caller closes it.
func startProxy(g *guard, m *metrics) (*proxy, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{guard: g, own: &pageHost{guard: g}, metrics: m, listener: listener, served: make(chan struct{})}
	p.ctx, p.stop = context.WithCancel(context.Background())
	silent := log.New(io.Discard, "", 0) // what a page's connections do is not news
	p.outward = newTransport(g.outside, Options{Timeout: 30 * time.Second})
	p.outward.MaxIdleConnsPerHost = 6
	p.inward = p.outward.Clone()
	p.inward.DialContext = p.own.dial
	p.relay = &httputil.ReverseProxy{
		Rewrite:        func(*httputil.ProxyRequest) {},
		Transport:      roundTripper(p.roundTrip),
		FlushInterval:  -1,
		ErrorLog:       silent,
		ModifyResponse: p.look,
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, err error) { p.refuse(w, err) },
	}
	p.server = &http.Server{Handler: http.HandlerFunc(p.serve), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, ErrorLog: silent}
	go func() {
		defer close(p.served)
		_ = p.server.Serve(listener) // it ends with close
	}()
	return p, nil
}

func (p *proxy) url() string { return "http://" + p.listener.Addr().String() }

// close ends every connection and waits for their handlers.
func (p *proxy) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.stop()
	_ = p.server.Close() // the listener's; nobody can be told
	<-p.served
	p.serving.Wait()
	p.outward.CloseIdleConnections()
	p.inward.CloseIdleConnections()
}

// begin counts a request, which close waits for.
func (p *proxy) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.serving.Add(1)
	}
	return !p.closed
}

func (p *proxy) serve(w http.ResponseWriter, r *http.Request) {
	if !p.begin() {
		return
	}
	defer p.serving.Done()
	if !ownPeer(r.RemoteAddr) {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	if r.Method == http.MethodConnect {
		p.tunnel(w, r)
		return
	}
	if r.URL.Scheme != "http" || r.URL.Host == "" {
		http.Error(w, "only a proxy", http.StatusBadRequest)
		return
	}
	guard := p.guard.outside
	if p.own.mine(r) {
		guard = p.guard
	}
	if _, err := guard.checkURL(r.URL.String()); err != nil {
		p.refuse(w, err)
		return
	}
	if useless(r.URL.Path) {
		p.refuse(w, ErrUnsupported)
		return
	}
	p.relay.ServeHTTP(w, r)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (p *proxy) roundTrip(r *http.Request) (*http.Response, error) {
	if p.own.mine(r) {
		return p.inward.RoundTrip(r)
	}
	return p.outward.RoundTrip(r)
}

// useless says by its ending that a file has no text.
func useless(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return slices.Contains([]string{
		".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".svg", ".woff", ".woff2", ".ttf", ".otf", ".eot",
		".mp4", ".webm", ".m4v", ".mov", ".mp3", ".m4a", ".ogg", ".wav", ".m3u8", ".ts", ".zip", ".exe", ".dmg", ".gz", ".iso",
	}, ending)
}

// look refuses what has no text and bounds the rest.
func (p *proxy) look(resp *http.Response) error {
	kind, _, _ := strings.Cut(strings.ToLower(resp.Header.Get("Content-Type")), "/")
	if slices.Contains([]string{"image", "font", "video", "audio"}, strings.TrimSpace(kind)) {
		return ErrUnsupported
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{counted(io.LimitReader(resp.Body, maxRelay), p.brought), resp.Body}
	}
	return nil
}

func (p *proxy) refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadGateway
	if named(err) {
		status = http.StatusForbidden
		p.metrics.refused.Inc()
	}
	w.WriteHeader(status)
}

// tunnel connects the browser with a host that passed the guard, blindly.
func (p *proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	dial := p.guard.outside.dial
	if p.own.mine(r) {
		dial = p.own.dial
	}
	up, err := dial(ctx, "tcp", r.Host)
	if err != nil {
		p.refuse(w, err)
		return
	}
	defer up.Close()
	down, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer down.Close()
	// Both ends close when either is done: no half-open tunnel outlives a page.
	shut := func() { _ = up.Close(); _ = down.Close() }
	defer context.AfterFunc(p.ctx, shut)()
	if _, err := io.WriteString(down, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	p.serving.Go(func() {
		defer shut()
		_, _ = io.Copy(up, buffered) // its end is the tunnel's end
	})
	_, _ = io.Copy(down, counted(io.LimitReader(up, maxRelay), p.brought))
}

// brought counts what the world sends.
func (p *proxy) brought(n int) { p.metrics.via[ViaBrowser].bytes.Add(float64(n)) }

// ownPeer says whether the socket at address, on this machine, belongs to our
// user: the proxy reaches what AllowNets opens, which other users may not. It
// believes what it cannot find out.
func ownPeer(address string) bool {
	peer, err := netip.ParseAddrPort(address)
	if err != nil {
		return false
	}
	uid, err := socketOwner(peer)
	return errors.Is(err, errors.ErrUnsupported) || err == nil && uid == ownUser()
}

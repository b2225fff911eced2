package browsertls

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"quotewire/internal/outbound"
)

// Options say how servers are reached. The zero Options are good.
type Options struct {
	// Roots are the authorities by which servers and proxies are believed. nil: the
	// system's.
	Roots *x509.CertPool
	// Proxy is as in http.Transport: http, https and socks5 URLs. It is asked when a
	// connection is made, so it must say the same for all requests to a host. nil:
	// http.ProxyFromEnvironment.
	Proxy func(*http.Request) (*url.URL, error)
	// Patience bounds each step of a dial, which are to connect, to be let through by
	// the proxy, and to shake hands: 5 seconds.
	Patience time.Duration
	// PerHost is how many idle connections of HTTP/1.1 are kept to a host: 4.
	PerHost int
}

// Transport is an http.RoundTripper with the hello of a browser. It is safe for use by
// many goroutines. Its responses have no TLS state, as uTLS has a type of its own for it.
type Transport struct {
	options      Options
	plain        *http.Transport // of http URLs
	http1, http2 *http.Transport // make connections of what was dialled

	mu    sync.Mutex
	hosts hosts
}

// idle is how long a connection without a request is kept.
const idle = 90 * time.Second

// New makes a Transport. It reaches for nothing before the first request.
func New(o Options) *Transport {
	o.Patience, o.PerHost = cmp.Or(o.Patience, 5*time.Second), cmp.Or(o.PerHost, 4)
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	t := &Transport{
		options: o, plain: outbound.RoundTripper(o.PerHost),
		http1: over((*http.Protocols).SetHTTP1), http2: over((*http.Protocols).SetUnencryptedHTTP2),
	}
	t.plain.Proxy, t.plain.TLSClientConfig = o.Proxy, &tls.Config{RootCAs: o.Roots} // of a proxy
	return t
}

// over is a transport that speaks one protocol over what it is given by a context. To
// net/http it is not encrypted: only of a *tls.Conn it knows what its server chose, and
// over any other it would speak HTTP/1.1 to all.
func over(protocol func(*http.Protocols, bool)) *http.Transport {
	t := outbound.RoundTripper(0)
	t.Proxy = nil
	t.Protocols = new(http.Protocols)
	protocol(t.Protocols, true)
	t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return ctx.Value(dialled{}).(net.Conn), nil }
	t.MaxResponseHeaderBytes -= 320 // which net/http adds towards a server: it is Chrome's 256 KiB
	t.HTTP2 = &http.HTTP2Config{
		// Chrome's.
		MaxDecoderHeaderTableSize: 64 << 10, MaxEncoderHeaderTableSize: 64 << 10,
		// A server that is gone is found out while requests wait for it.
		SendPingTimeout: 30 * time.Second, PingTimeout: 10 * time.Second, WriteByteTimeout: 10 * time.Second,
	}
	return t
}

// dialled is the key of what a transport is given.
type dialled struct{}

// maxTries bounds how often a request meets a connection that its server has closed.
const maxTries = 6

// RoundTrip makes the request with the hello of a browser where its scheme is https, and
// as any other where it is http. It ends with the request's context at each step.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL == nil || req.URL.Scheme != "https" {
		return t.plain.RoundTrip(req)
	}
	for try := 1; ; try++ {
		c, used, err := t.conn(req)
		if err != nil {
			if req.Body != nil {
				_ = req.Body.Close() // nobody has read it
			}
			return nil, err
		}
		resp, err := c.RoundTrip(req)
		if err == nil {
			resp.Body = &body{ReadCloser: resp.Body, end: sync.OnceFunc(func() { t.release(c) })}
			return resp, nil
		}
		gone := c.Available() == 0
		t.release(c)
		// A server may close a connection without a request as one is on its way.
		if !used || !gone || try == maxTries || !repeatable(req) || req.Context().Err() != nil {
			return nil, err
		}
	}
}

// repeatable says whether a request may reach its server twice.
func repeatable(req *http.Request) bool {
	asks := req.Method == "" || req.Method == http.MethodGet || req.Method == http.MethodHead
	return asks && (req.Body == nil || req.Body == http.NoBody)
}

// CloseIdleConnections closes the connections that carry no request at once, and the
// others when their requests end. What hosts speak is forgotten.
func (t *Transport) CloseIdleConnections() {
	t.plain.CloseIdleConnections()
	t.mu.Lock()
	idle := t.hosts.clear()
	t.mu.Unlock()
	closeAll(idle)
}

package browsertls

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/proxy"
)

// reach is a connection to addr, before TLS.
func (t *Transport) reach(ctx context.Context, addr string, req *http.Request) (net.Conn, error) {
	by, err := t.options.Proxy(req)
	if err != nil {
		return nil, fmt.Errorf("choose proxy: %w", err)
	}
	if by == nil {
		return t.tcp(ctx, addr)
	}
	switch by.Scheme {
	case "socks5", "socks5h":
		return t.socks(ctx, by, addr)
	case "http":
		return t.through(ctx, by, "80", addr)
	case "https":
		return t.through(ctx, by, "443", addr)
	}
	return nil, fmt.Errorf("proxy has the scheme %q: want http, https or socks5", by.Scheme)
}

// dialer is that of outbound.RoundTripper, but for its timeout, which within keeps.
func dialer() *net.Dialer { return &net.Dialer{KeepAlive: 30 * time.Second} }

func (t *Transport) tcp(ctx context.Context, addr string) (c net.Conn, err error) {
	err = within(ctx, t.options.Patience, errNoConnection, func(ctx context.Context) error {
		c, err = dialer().DialContext(ctx, "tcp", addr)
		return err
	})
	return c, err
}

// through is a connection to addr that an HTTP proxy makes.
func (t *Transport) through(ctx context.Context, by *url.URL, port, addr string) (net.Conn, error) {
	raw, err := t.tcp(ctx, net.JoinHostPort(by.Hostname(), cmp.Or(by.Port(), port)))
	if err != nil {
		return nil, fmt.Errorf("connect to proxy: %w", err)
	}
	c := raw
	err = within(ctx, t.options.Patience, errNoTunnel, func(ctx context.Context) error {
		if by.Scheme == "https" {
			secured := tls.Client(raw, &tls.Config{ServerName: by.Hostname(), RootCAs: t.options.Roots})
			if err := secured.HandshakeContext(ctx); err != nil {
				return fmt.Errorf("shake hands with proxy: %w", err)
			}
			c = secured
		}
		return tunnel(ctx, c, by.User, addr)
	})
	if err != nil {
		_ = raw.Close() // it leads nowhere
		return nil, err
	}
	return c, nil
}

// socks has a SOCKS5 proxy connect to addr, whose name it looks up.
func (t *Transport) socks(ctx context.Context, by *url.URL, addr string) (c net.Conn, err error) {
	through, err := proxy.FromURL(by, dialer())
	if err != nil {
		return nil, fmt.Errorf("read proxy: %w", err)
	}
	err = within(ctx, 2*t.options.Patience, errNoTunnel, func(ctx context.Context) error {
		c, err = through.(proxy.ContextDialer).DialContext(ctx, "tcp", addr)
		return err
	})
	return c, err
}

// maxConsent is the most that a proxy may say when it lets us through, in bytes.
const maxConsent = 256 << 10

// tunnel asks an HTTP proxy to lead c to addr.
func tunnel(ctx context.Context, c net.Conn, user *url.Userinfo, addr string) error {
	// A past deadline ends the writing and reading. A connection on which it was set
	// must not be used, even when the proxy has answered.
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	head := http.Header{}
	if user != nil {
		password, _ := user.Password()
		head.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	ask := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: head}
	if err := ask.Write(c); err != nil {
		return fmt.Errorf("ask proxy: %w", err)
	}
	// What a proxy sends behind its consent is lost in the buffer: a TLS server speaks
	// only when the client has.
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(c, maxConsent)), ask)
	if err != nil {
		return fmt.Errorf("read answer of proxy: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("proxy refuses to connect, with status %d", resp.StatusCode)
	}
	if !stop() {
		return context.Cause(ctx)
	}
	return nil
}

package scrape

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/idna"
)

// pageHost is the host of the page that a tab was asked to read, the one place in a
// network that was opened (Options.AllowNets) which that page may reach: a page of
// the Internet, or of another machine of that network, could else have the browser
// post there, and read what it likes by pointing its own name there.
//
// Where the host was first found is where it stays: of a name that turns from an
// inner address to an outer one, or back, one page would hold what is not its own.
type pageHost struct {
	guard *guard

	mu     sync.Mutex
	host   string // empty: no page was asked for
	port   uint16
	secure bool
	found  bool       // it was reached
	inner  netip.Addr // where, when that is open to this page alone; not valid: outside
}

// be makes u the page. It is called once, before anything is asked for.
func (h *pageHost) be(u *url.URL) error {
	port, err := portOf(u)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.host, h.port, h.secure = hostName(u.Hostname()), port, u.Scheme == "https"
	return nil
}

// hostName is the spelling in which a browser asks for a host.
func hostName(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// mine says whether r is for the page's own host and does nothing there but read. In
// a tunnel nobody sees what is done: it has to be the page's own way, or that of a
// page which its host leads on from http to https.
func (h *pageHost) mine(r *http.Request) bool {
	target := r.URL
	if r.Method == http.MethodConnect {
		target = &url.URL{Scheme: "https", Host: r.Host}
	} else if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Upgrade") != "" {
		return false
	}
	port, err := portOf(target)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil || h.host == "" || hostName(target.Hostname()) != h.host {
		return false
	}
	if r.Method == http.MethodConnect && !h.secure {
		return h.port == 80 && port == 443
	}
	return port == h.port
}

// dial connects to the page's own host.
func (h *pageHost) dial(ctx context.Context, network, address string) (net.Conn, error) {
	h.mu.Lock()
	found, inner := h.found, h.inner
	h.mu.Unlock()
	switch {
	case !found:
		conn, err := h.guard.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if !h.settle(conn) {
			_ = conn.Close() // nothing was sent
			return nil, ErrForbidden
		}
		return conn, nil
	case !inner.IsValid():
		return h.guard.outside.dial(ctx, network, address)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrForbidden
	}
	return h.guard.dial(ctx, network, net.JoinHostPort(inner.String(), port))
}

// settle remembers where the host was found, false when that is elsewhere than at
// first.
func (h *pageHost) settle(conn net.Conn) bool {
	remote, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return false
	}
	var inner netip.Addr
	if h.guard.outside.checkAddr(remote.Addr(), remote.Port()) != nil {
		inner = remote.Addr().Unmap()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.found {
		h.found, h.inner = true, inner
	}
	return h.inner == inner
}

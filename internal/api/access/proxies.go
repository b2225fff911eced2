package access

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks whose X-Forwarded-For is believed.
type proxies []netip.Prefix

// client is the address a request came from: the connection's peer unless that
// is a trusted proxy, else the rightmost address of X-Forwarded-For that is not
// one. Everything to the left of it was written by the client. It walks the
// header itself, because a context value would cost every open stream a copy
// of its request.
func (p proxies) client(r *http.Request) netip.Addr {
	addr := peer(r.RemoteAddr)
	if !p.contain(addr) {
		return addr
	}
	for _, line := range slices.Backward(r.Header["X-Forwarded-For"]) {
		for _, hop := range slices.Backward(strings.Split(line, ",")) {
			next, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				return addr // nothing left of garbage can be believed
			}
			addr = next.Unmap().WithZone("")
			if !p.contain(addr) {
				return addr
			}
		}
	}
	return addr
}

func (p proxies) contain(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(addr) })
}

// peer is the zero Addr when the listener is no TCP listener.
func peer(remote string) netip.Addr {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

// Client names who sent r, as far as an address tells.
func (c *Control) Client(r *http.Request) string { return addressKey(c.proxies.client(r)) }

// addressKey names a client without a key. IPv6 goes by /64: whoever has one
// address there has 2^64 of them.
func addressKey(addr netip.Addr) string {
	if addr.Is6() {
		p, err := addr.Prefix(64)
		if err == nil {
			return "ip:" + p.String()
		}
	}
	return "ip:" + addr.String()
}

package main

import (
	"net"
	"net/netip"
	"slices"

	"quotewire/internal/api/access"
)

// hosts are what requests may be for. They are limited even when none are
// configured: a page could otherwise have its own name point here and speak to us
// as its own site. Only where it would need a key as well any name will do:
// whoever opens the server to others may have given it any.
func (c config) hosts() access.Hosts {
	if len(c.Hosts) == 0 && len(c.APIKeys) > 0 && !c.Addr.loopback() {
		return access.Hosts{}
	}
	return c.hostsOf(c.Addr)
}

// adminHosts are those of the admin listener, which asks for no key.
func (c config) adminHosts() access.Hosts { return c.hostsOf(c.AdminAddr) }

// hostsOf are the names of addr, and of an address that other machines can reach
// all addresses: it may have several, and another one at a router.
func (c config) hostsOf(addr address) access.Hosts {
	names := append([]string{"localhost", "127.0.0.1", "::1"}, c.Hosts...)
	host, _, err := net.SplitHostPort(string(addr))
	if ip, notIP := netip.ParseAddr(host); err == nil && host != "" && (notIP != nil || !ip.IsUnspecified()) && !slices.Contains(names, host) {
		names = append(names, host)
	}
	return access.Hosts{Names: names, Addresses: !addr.loopback()}
}

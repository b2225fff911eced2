package main

import (
	"net/netip"
	"strings"
)

// networks are a list of prefixes; a single address is a prefix of its own. They
// are in the form that addresses of peers are compared in: without zones, and
// IPv4 where the entry is IPv4 in the form of IPv6, as the log of a dual-stack
// proxy shows it.
type networks []netip.Prefix

func (n *networks) UnmarshalText(text []byte) error {
	for _, entry := range split(text) {
		prefix, err := parseNetwork(entry)
		if err != nil {
			return err
		}
		*n = append(*n, prefix)
	}
	return nil
}

func parseNetwork(entry string) (netip.Prefix, error) {
	if !strings.Contains(entry, "/") {
		ip, err := netip.ParseAddr(entry)
		if err != nil || ip.Zone() != "" { // no peer would ever match it
			return netip.Prefix{}, errValue
		}
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(entry)
	if err != nil || !prefix.Addr().Is4In6() {
		return prefix.Masked(), err
	}
	if prefix.Bits() < mappedBits {
		return netip.Prefix{}, errValue // more than IPv4 and less than IPv6
	}
	return netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-mappedBits).Masked(), nil
}

// mappedBits come before the IPv4 address in its IPv6 form.
const mappedBits = 96

// tooWide gives the first network that takes in a great part of all addresses:
// the widest that anybody has to himself are 10.0.0.0/8 and fc00::/7.
func (n networks) tooWide() (_ netip.Prefix, found bool) {
	for _, prefix := range n {
		if widest := map[bool]int{true: 8, false: 7}[prefix.Addr().Is4()]; prefix.Bits() < widest {
			return prefix, true
		}
	}
	return netip.Prefix{}, false
}

package scrape

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

const (
	maxURL = 8 << 10
	// dialTimeout bounds one address, so that one that is silent leaves time for
	// the next.
	dialTimeout = 4 * time.Second
	// maxAddresses is how many addresses of a name are tried.
	maxAddresses = 4
)

// Resolver finds the addresses of a host name. [net.Resolver] is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// guard decides what may be reached. Names are not judged but the addresses
// they stand for at the moment of dialling, and it is the judged address that
// is dialled: a name that changes its address in between gains nothing.
type guard struct {
	allow    []netip.Prefix
	addrs    []netip.AddrPort
	refused  *ssrf.Guardian
	resolver Resolver
	// outside is the same without what was opened; of one that opens nothing it is
	// that one itself.
	outside *guard
}

func newGuard(allow []netip.Prefix, addrs []netip.AddrPort, resolver Resolver) *guard {
	refused := ssrf.New(ssrf.WithAnyPort(), ssrf.WithDeniedV4Prefixes(cloudInside()...))
	outside := &guard{refused: refused, resolver: resolver}
	outside.outside = outside
	return &guard{allow: allow, addrs: addrs, refused: refused, resolver: resolver, outside: outside}
}

// cloudInside are addresses that are public by every registry and that clouds
// route inside: to who runs a machine there they are what 169.254.169.254 is
// elsewhere, and give settings and keys without a password.
func cloudInside() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("168.63.129.16/32"), // the agent of an Azure machine's host
		netip.MustParsePrefix("161.26.0.0/16"),    // services of IBM's infrastructure
		netip.MustParsePrefix("166.8.0.0/14"),     // private endpoints of IBM's services
	}
}

// checkURL parses the address of a page. A port can be judged only with the
// address, when dialling, as networks that were opened have all ports.
func (g *guard) checkURL(text string) (*url.URL, error) {
	if len(text) > maxURL {
		return nil, wrap(ErrURL, "it is longer than 8 KiB")
	}
	// Browsers drop or turn around what Go refuses or keeps: no page needs it.
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r == '\ufffd' }) {
		return nil, wrap(ErrURL, "it has a space, a backslash or a control character")
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, wrap(ErrURL, "it cannot be parsed")
	}
	return u, g.checkParsed(u)
}

func (g *guard) checkParsed(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return wrap(ErrURL, "it must begin with http:// or https://")
	}
	if u.Opaque != "" || u.Hostname() == "" {
		return wrap(ErrURL, "it has no host")
	}
	if u.User != nil {
		return wrap(ErrURL, "it has a user name")
	}
	if strings.ContainsAny(u.Hostname(), "%/@?#") {
		return wrap(ErrURL, "its host is not a host name")
	}
	if _, err := portOf(u); err != nil {
		return err
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		port, _ := portOf(u)
		return g.checkAddr(addr, port)
	}
	return nil
}

// portOf is the port of u, by its scheme when it names none.
func portOf(u *url.URL) (uint16, error) {
	if u.Port() == "" {
		if u.Scheme == "https" {
			return 443, nil
		}
		return 80, nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return 0, wrap(ErrURL, "its port is not a number from 1 to 65535")
	}
	return uint16(port), nil
}

// checkAddr says whether port of addr may be dialled.
func (g *guard) checkAddr(addr netip.Addr, port uint16) error {
	addr = addr.Unmap()
	if addr.Zone() != "" || !addr.IsValid() {
		return ErrForbidden
	}
	if slices.ContainsFunc(g.allow, func(p netip.Prefix) bool { return p.Contains(addr) }) || slices.Contains(g.addrs, netip.AddrPortFrom(addr, port)) {
		return nil
	}
	if port != 80 && port != 443 {
		return wrap(ErrForbidden, "its port is neither 80 nor 443")
	}
	if g.refused.SafeAddr(addr) != nil || isatap(addr) {
		return ErrForbidden
	}
	return nil
}

// isatap says whether addr carries an IPv4 address in the interface identifier
// of RFC 5214, under whatever prefix: a router of ours could deliver it inside.
func isatap(addr netip.Addr) bool {
	if !addr.Is6() {
		return false
	}
	b := addr.As16()
	return b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}

// dial connects to a host and port that passed the guard. It is the only way
// out of this package.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrForbidden
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, ErrForbidden
	}
	addrs, err := g.addresses(ctx, host, uint16(port))
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: dialTimeout, ControlContext: g.control, KeepAlive: -1}
	var faults []error
	for _, addr := range addrs {
		conn, err := dialer.DialContext(ctx, "tcp", netip.AddrPortFrom(addr, uint16(port)).String())
		if err == nil {
			return conn, nil
		}
		faults = append(faults, err)
	}
	return nil, errors.Join(faults...)
}

// addresses are those of host that may be dialled, in the resolver's order.
func (g *guard) addresses(ctx context.Context, host string, port uint16) ([]netip.Addr, error) {
	found := make([]netip.Addr, 0, maxAddresses)
	if addr, err := netip.ParseAddr(host); err == nil {
		found = append(found, addr)
	} else if found, err = g.resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return nil, err
	}
	refusal := error(ErrForbidden)
	var open []netip.Addr
	for _, addr := range found {
		if err := g.checkAddr(addr, port); err != nil {
			refusal = err
		} else if len(open) < maxAddresses {
			open = append(open, addr.Unmap())
		}
	}
	if len(open) == 0 {
		return nil, refusal
	}
	return open, nil
}

// control looks once more at what the kernel is about to connect to.
func (g *guard) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return ErrForbidden
	}
	return g.checkAddr(target.Addr(), target.Port())
}

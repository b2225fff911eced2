package access

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"quotewire/internal/api/fault"
)

// Hosts are what the Host header may hold. The zero value is anything.
type Hosts struct {
	Names []string // without ports; addresses may be among them
	// Addresses lets every address pass beside Names: a page of another site can
	// have its own name point here, but not speak as an address.
	Addresses bool
}

// know reports whether host, with or without a port, is one of them.
func (h Hosts) know(host string) bool {
	if len(h.Names) == 0 && !h.Addresses {
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = plainHost(name)
	if h.Addresses && (name == "" || address(name)) { // every browser names a host
		return true
	}
	return slices.ContainsFunc(h.Names, func(known string) bool { return plainHost(known) == name })
}

// plainHost is the one spelling of a host in which it is compared.
func plainHost(name string) string {
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	if addr, err := netip.ParseAddr(name); err == nil {
		return addr.Unmap().String()
	}
	return name
}

func address(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// CheckHost refuses names that are not ours: a page whose name was rebound to this
// address would otherwise count as same-origin.
func (c *Control) CheckHost(r *http.Request) error { return c.hosts.check(r.Host) }

func (h Hosts) check(host string) error {
	if h.know(host) {
		return nil
	}
	use := h.Names
	if h.Addresses {
		use = append(slices.Clone(use), "its address")
	}
	return &fault.Fault{
		Code: fault.Forbidden, Message: "this server does not go by that host name",
		Fix: "use one of: " + strings.Join(use, ", ") + "; the operator can add the name (QUOTEWIRE_HOSTS)",
	}
}

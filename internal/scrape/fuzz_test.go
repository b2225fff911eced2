package scrape

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// Whatever passes the check of addresses is one that Go and a browser take for
// the same host.
func FuzzCheckURL(f *testing.F) {
	for _, text := range hostileURLs() {
		f.Add(strings.ReplaceAll(text, "CANARY", "80"))
	}
	f.Add("https://example.com:443/a?b=c#d")
	g := newGuard(nil, nil, nil)
	f.Fuzz(func(t *testing.T, text string) {
		u, err := g.checkURL(text)
		if err != nil {
			if !named(err) {
				t.Errorf("checkURL(%q) = %v, none of the package's errors", text, err)
			}
			return
		}
		if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, "/\\@?# \t\r\n%") {
			t.Errorf("checkURL(%q) let %q through", text, u)
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host {
			t.Errorf("checkURL(%q): %q is read again as %v, %v", text, u, again, err)
		}
		if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
			if addr = addr.Unmap(); addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() {
				t.Errorf("checkURL(%q) let %v through", text, addr)
			}
		}
	})
}

package access

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	p := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"203.0.113.9:1", nil, "ip:203.0.113.9"},
		{"203.0.113.9:1", []string{"1.2.3.4"}, "ip:203.0.113.9"}, // not a proxy of ours: spoofed
		{"10.0.0.1:1", nil, "ip:10.0.0.1"},
		{"10.0.0.1:1", []string{"1.2.3.4"}, "ip:1.2.3.4"},
		{"10.0.0.1:1", []string{"6.6.6.6, 1.2.3.4"}, "ip:1.2.3.4"}, // what the client wrote itself
		{"10.0.0.1:1", []string{"6.6.6.6", "1.2.3.4, 10.0.0.2"}, "ip:1.2.3.4"},
		{"10.0.0.1:1", []string{"1.2.3.4, garbage"}, "ip:10.0.0.1"},
		{"10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, "ip:10.0.0.3"},
		{"10.0.0.1:1", []string{"::ffff:1.2.3.4"}, "ip:1.2.3.4"},
		{"[::ffff:10.0.0.1]:1", []string{"1.2.3.4"}, "ip:1.2.3.4"},
		{"[fd00::1]:1", []string{"2001:db8:1:2:3:4:5:6"}, "ip:2001:db8:1:2::/64"},
		{"[2001:db8:1:2:ffff::1]:1", nil, "ip:2001:db8:1:2::/64"},
		{"@", nil, "ip:invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.forwarded
		r.Header.Set("X-Real-IP", "9.9.9.9")
		r.Header.Set("Forwarded", "for=9.9.9.9")
		if got := addressKey(p.client(r)); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

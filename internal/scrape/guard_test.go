package scrape

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// names is a resolver of the tests' own. Each lookup of a name takes its next
// answer, the last for ever.
type names struct {
	mu      sync.Mutex
	answers map[string][][]netip.Addr
	lookups map[string]int
}

func newNames(answers map[string][]string) *names {
	n := &names{answers: make(map[string][][]netip.Addr), lookups: make(map[string]int)}
	for host, texts := range answers {
		for _, text := range texts {
			var addrs []netip.Addr
			for one := range strings.FieldsSeq(text) {
				addrs = append(addrs, netip.MustParseAddr(one))
			}
			n.answers[host] = append(n.answers[host], addrs)
		}
	}
	return n
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	answers := n.answers[strings.TrimSuffix(host, ".")]
	if len(answers) == 0 {
		n.lookups[host]++
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	at := min(n.lookups[host], len(answers)-1)
	n.lookups[host]++
	return answers[at], nil
}

// hostileNames resolve to where nobody may go. A real resolver also takes the
// numeric spellings of addresses for what they mean.
func hostileNames() map[string][]string {
	return map[string][]string{
		"inner.test": {"10.0.0.5"}, "canary.test": {"127.0.0.2"}, "metadata.test": {"169.254.169.254"}, "wire.test": {"168.63.129.16"}, "six.test": {"::1"},
		"mapped.test": {"::ffff:127.0.0.2"}, "nat64.test": {"64:ff9b::7f00:2"}, "all.test": {"10.0.0.1 192.168.1.1 ::1 fd00::1"},
		"localhost": {"127.0.0.2"}, "2130706434": {"127.0.0.2"}, "0x7f000002": {"127.0.0.2"}, "0177.0.0.2": {"127.0.0.2"},
		"127.2": {"127.0.0.2"}, "0x7f.0.0.2": {"127.0.0.2"}, "017700000002": {"127.0.0.2"},
	}
}

// hostileURLs are addresses that must lead nowhere. CANARY stands for its port.
func hostileURLs() []string {
	return []string{
		"http://127.0.0.2:CANARY/", "http://127.0.0.2/", "http://127.255.255.254/", "http://0.0.0.0/", "http://0.0.0.1/",
		"http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://100.64.0.1/",
		"http://100.127.255.255/", "http://169.254.169.254/latest/meta-data/", "http://168.63.129.16/machine", "http://[::ffff:168.63.129.16]/", "http://wire.test/", "http://192.0.0.8/", "http://192.0.2.1/",
		"http://198.18.0.1/", "http://198.19.255.255/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/",
		"http://239.255.255.255/", "http://240.0.0.1/", "http://255.255.255.255/", "http://[::]/", "http://[::1]/",
		"http://[::ffff:127.0.0.2]:CANARY/", "http://[::ffff:7f00:2]:CANARY/", "http://[::127.0.0.2]/", "http://[64:ff9b::7f00:2]/",
		"http://[64:ff9b:1::7f00:2]/", "http://[2002:7f00:2::]/", "http://[2001::7f00:2]/", "http://[2001:db8::1]/",
		"http://[fe80::1]/", "http://[fec0::1]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/",
		"http://[2a00:1450::5efe:7f00:2]/", "http://[2a00:1450::200:5efe:127.0.0.2]/", "http://[fe80::1%25lo]/",
		"http://[::ffff:0:127.0.0.2]/", "http://[100::1]/", "http://[3fff::1]/", "http://[5f00::1]/",
		"http://2130706434:CANARY/", "http://0x7f000002:CANARY/", "http://0177.0.0.2:CANARY/", "http://127.2:CANARY/",
		"http://0x7f.0.0.2:CANARY/", "http://017700000002:CANARY/", "http://①②⑦.⓪.⓪.②:CANARY/", "http://127。0。0。2:CANARY/",
		"http://localhost:CANARY/", "http://localhost.:CANARY/", "http://canary.test:CANARY/", "http://canary.test.:CANARY/",
		"http://inner.test/", "http://metadata.test/", "http://six.test/", "http://mapped.test:CANARY/", "http://nat64.test/", "http://all.test/",
		"https://127.0.0.2:CANARY/", "https://10.0.0.1/",
		"http://93.184.215.14:22/", "http://93.184.215.14:6379/", "http://93.184.215.14:9200/", "http://93.184.215.14:8080/",
		"http://93.184.215.14:0/", "http://93.184.215.14:99999/", "http://93.184.215.14:-80/",
		"http://example.com@127.0.0.2:CANARY/", "http://127.0.0.1@127.0.0.2:CANARY/", "http://user:pass@127.0.0.1/",
		"http://127.0.0.1\\@127.0.0.2:CANARY/", "http://127.0.0.2:CANARY\\.example.com/", "http://127.0.0.2:CANARY#@example.com/",
		"http://127.0.0.2:CANARY?@example.com/", "http://example.com%2f@127.0.0.2:CANARY/", "http://127.0.0.2%00.example.com/",
		"http:///127.0.0.2:CANARY/", "http:127.0.0.2:CANARY/", "//127.0.0.2:CANARY/", "http://", "", "127.0.0.2",
		"http://127.0.0.2:CANARY/\r\nX: y", "http://127.0.0.2\t:CANARY/", " http://127.0.0.2:CANARY/", "http://127.0.0.2 :CANARY/",
		"file:///etc/passwd", "file://127.0.0.1/etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.2:CANARY/_x", "data:text/html,x",
		"javascript:alert(1)", "about:blank", "view-source:http://127.0.0.2:CANARY/", "chrome://crash", "blob:http://127.0.0.2:CANARY/x",
		"ws://127.0.0.2:CANARY/", "unix:///var/run/docker.sock", "jar:http://127.0.0.2:CANARY/!/", "dict://127.0.0.2:CANARY/", "HTTP+UNIX://x/",
	}
}

func (c *canary) aim(text string) string {
	_, port, _ := net.SplitHostPort(c.addr)
	return strings.ReplaceAll(text, "CANARY", port)
}

func refused(err error) bool {
	return errors.Is(err, ErrForbidden) || errors.Is(err, ErrURL) || errors.Is(err, ErrNotFound)
}

func TestHostileURLsByHTTP(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.Resolver = newNames(hostileNames())
	s := newScraper(t, opts)
	for _, text := range hostileURLs() {
		text = w.canary.aim(text)
		p, err := s.Read(t.Context(), Request{URL: text, Named: true})
		if !refused(err) {
			t.Errorf("Read(%q) = %+v, %v: want it refused", text, p, err)
		}
		// The same as a redirect from a page that may be read, and as what a
		// robots.txt redirects to.
		_, err = s.Read(t.Context(), Request{URL: w.URL + "/to?u=" + url.QueryEscape(text), Named: true})
		if err != nil && (strings.Contains(err.Error(), "127.0") || strings.Contains(err.Error(), "/to?")) {
			t.Errorf("redirect to %q: the error tells too much: %v", text, err)
		}
		if err == nil || !refused(err) && !errors.Is(err, ErrUnavailable) {
			// What is no absolute URL is one of the redirecting site itself.
			t.Errorf("redirect to %q gave %v, want it refused", text, err)
		}
	}
}

// No network at all is open here: every address of the special registries is
// refused whatever its spelling, and the rest of the world is not.
func TestCheckAddr(t *testing.T) {
	g := newGuard(nil, nil, nil)
	for _, text := range []string{
		"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.5.4", "172.31.0.1", "192.0.0.1", "192.0.2.5",
		"192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.1.1", "198.51.100.7", "203.0.113.9", "224.0.0.251", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::2", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "100::1", "2001::1",
		"2001:10::1", "2001:db8::1", "2002:a00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
		"2a00:1450::5efe:a00:1", "2a00:1450::200:5efe:a00:1", "5f00::1", "4000::1",
	} {
		for _, port := range []uint16{80, 443} {
			if err := g.checkAddr(netip.MustParseAddr(text), port); !errors.Is(err, ErrForbidden) {
				t.Errorf("port %d of %s: %v, want it refused", port, text, err)
			}
		}
	}
	for _, text := range []string{"93.184.215.14", "1.1.1.1", "::ffff:1.1.1.1", "2606:2800:21f::1", "2a00:1450:4001::1", "172.32.0.1", "100.128.0.1"} {
		if err := g.checkAddr(netip.MustParseAddr(text), 443); err != nil {
			t.Errorf("%s: %v, want it open", text, err)
		}
		if err := g.checkAddr(netip.MustParseAddr(text), 8443); !errors.Is(err, ErrForbidden) {
			t.Errorf("port 8443 of %s: %v, want it refused", text, err)
		}
	}
	if err := g.checkAddr(netip.Addr{}, 80); !errors.Is(err, ErrForbidden) {
		t.Errorf("no address: %v, want it refused", err)
	}
}

// Where clouds keep their machines' settings is refused in every form, unless it is
// opened by name; what lies beside it is the Internet.
func TestAddressesOfClouds(t *testing.T) {
	g := newGuard(nil, nil, nil)
	for _, text := range []string{
		"168.63.129.16", "::ffff:168.63.129.16", "::ffff:a83f:8110", "::168.63.129.16", "64:ff9b::168.63.129.16", "64:ff9b:1::a83f:8110",
		"2002:a83f:8110::1", "2a00:1450::5efe:168.63.129.16", "161.26.0.7", "::ffff:161.26.0.10", "166.9.48.1", "166.11.255.255",
		"100.100.100.200", "192.0.0.192", "169.254.170.2", "169.254.0.23", "169.254.42.42", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42",
	} {
		if err := g.checkAddr(netip.MustParseAddr(text), 80); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v, want it refused", text, err)
		}
	}
	for _, text := range []string{"168.63.129.15", "168.63.129.17", "161.25.255.255", "161.27.0.1", "166.12.0.1"} {
		if err := g.checkAddr(netip.MustParseAddr(text), 80); err != nil {
			t.Errorf("%s: %v, want it open", text, err)
		}
	}
	opened := newGuard([]netip.Prefix{netip.MustParsePrefix("168.63.129.16/32")}, nil, nil)
	if err := opened.checkAddr(netip.MustParseAddr("::ffff:168.63.129.16"), 32526); err != nil {
		t.Errorf("opened by name: %v", err)
	}
}

// A network that was opened has all its ports, and opens nothing beside it.
func TestAllowNets(t *testing.T) {
	g := newGuard([]netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}, nil, nil)
	for text, open := range map[string]bool{
		"10.20.0.1": true, "::ffff:10.20.3.4": true, "fd00:1::5": true, "10.21.0.1": false, "fd00:2::1": false, "127.0.0.1": false,
		"fd00:1::5%eth0": false, "64:ff9b::a14:1": false,
	} {
		if err := g.checkAddr(netip.MustParseAddr(text), 9200); (err == nil) != open {
			t.Errorf("port 9200 of %s: %v, want open %v", text, err, open)
		}
	}
}

// An address that was opened has one port, and opens nothing beside it.
func TestAllowAddrs(t *testing.T) {
	g := newGuard(nil, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:8081")}, nil)
	for text, open := range map[string]bool{"127.0.0.1:8081": true, "[::ffff:127.0.0.1]:8081": true, "127.0.0.1:8082": false, "127.0.0.1:80": false, "127.0.0.2:8081": false, "[::1]:8081": false} {
		addr := netip.MustParseAddrPort(text)
		if err := g.checkAddr(addr.Addr(), addr.Port()); (err == nil) != open {
			t.Errorf("%s: %v, want open %v", text, err, open)
		}
	}
}

// The address that was judged is the one that is dialled: one lookup, whatever
// the name says a moment later.
func TestRebinding(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Off = true
	resolver := newNames(map[string][]string{"rebind.test": {"127.0.0.1", "127.0.0.2"}, "two.test": {"127.0.0.2 127.0.0.1"}})
	opts.Resolver = resolver
	s := newScraper(t, opts)
	_, port, _ := net.SplitHostPort(w.Listener.Addr().String())
	p := read(t, s, "http://rebind.test:"+port+"/article")
	contains(t, p.Text, "Paragraph 1")
	if n := resolver.lookups["rebind.test"]; n != 1 {
		t.Errorf("the name was looked up %d times for one connection", n)
	}
	s.fetcher.transport.CloseIdleConnections()
	if _, err := s.Read(t.Context(), Request{URL: "http://rebind.test:" + port + "/table", Named: true}); !errors.Is(err, ErrForbidden) {
		t.Errorf("after it turned to an inner address: %v, want it refused", err)
	}
	// Of two addresses only the open one is tried.
	_, canaryPort, _ := net.SplitHostPort(w.canary.addr)
	if _, err := s.Read(t.Context(), Request{URL: "http://two.test:" + canaryPort + "/", Named: true}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a name with an inner address beside an open one: %v, want the open one tried in vain", err)
	}
	contains(t, read(t, s, "http://two.test:"+port+"/article").Text, "Paragraph 1")
}

// What the environment says of proxies is not followed.
func TestProxyVariablesAreIgnored(t *testing.T) {
	w := newWeb(t)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, w.canary.url(""))
	}
	s := plainScraper(t)
	if s.fetcher.transport.Proxy != nil {
		t.Error("the transport takes a proxy")
	}
	contains(t, read(t, s, w.URL+"/article").Text, "Paragraph 1")
}

// Cookies are kept for one page only, and never cross to another host; the
// headers of a redirect's target hold nothing of where it came from.
func TestRedirectsLeakNothing(t *testing.T) {
	w := newWeb(t)
	got := make(chan http.Header, 10)
	w.mux.HandleFunc("/echo", func(rw http.ResponseWriter, r *http.Request) {
		got <- r.Header.Clone()
		_, _ = rw.Write([]byte("<html><body>" + prose(3) + "</body></html>"))
	})
	_, port, _ := net.SplitHostPort(w.Listener.Addr().String())
	w.mux.HandleFunc("/cross", func(rw http.ResponseWriter, r *http.Request) {
		http.SetCookie(rw, &http.Cookie{Name: "secret", Value: "1"})
		http.Redirect(rw, r, "http://other.test:"+port+"/echo?key=1", http.StatusFound)
	})
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.Resolver = newNames(map[string][]string{"one.test": {"127.0.0.1"}, "other.test": {"127.0.0.1"}})
	s := newScraper(t, opts)
	read(t, s, "http://one.test:"+port+"/cross?token=abc")
	h := await(t, got, "redirected request")
	for _, name := range []string{"Cookie", "Referer", "Authorization"} {
		if v := h.Get(name); v != "" {
			t.Errorf("%s: %s crossed to another host", name, v)
		}
	}
	if h.Get("User-Agent") != opts.withDefaults().UserAgent {
		t.Errorf("User-Agent = %q", h.Get("User-Agent"))
	}
}

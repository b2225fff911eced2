package scrape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
)

// machine is one of an opened network. It remembers what it was asked.
type machine struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func startMachine(t *testing.T, start func(http.Handler) *httptest.Server) *machine {
	t.Helper()
	m := &machine{}
	m.Server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.asked = append(m.asked, r.Method+" "+r.URL.Path)
		_, _ = io.WriteString(w, "inner words")
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *machine) port() string {
	_, port, _ := net.SplitHostPort(m.Listener.Addr().String())
	return port
}

func (m *machine) all() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.asked...)
}

// An opened network is for the page that was asked for: its own host and port, to
// read, and whatever else its name or another leads to.
func TestOpenedNetworkIsForThePageItself(t *testing.T) {
	page, other := startMachine(t, httptest.NewServer), startMachine(t, httptest.NewServer)
	secure, otherSecure := startMachine(t, httptest.NewTLSServer), startMachine(t, httptest.NewTLSServer)
	names := newNames(map[string][]string{"page.test": {"127.0.0.1"}, "PAGE.TEST": {"127.0.0.1"}, "other.test": {"127.0.0.1"}, "xn--bcher-kva.test": {"127.0.0.1"}})
	g := newGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/24")}, nil, names)
	named := "http://page.test:" + page.port()
	for name, c := range map[string]struct {
		page, method, target string
		want                 int
	}{
		"itself":                        {page.URL, "GET", page.URL + "/x", 200},
		"itself, looked at":             {page.URL, "HEAD", page.URL + "/x", 200},
		"itself, by name":               {named, "GET", named + "/x", 200},
		"itself, by its name's letters": {named, "GET", strings.ToUpper(named[:16]) + named[16:], 200},
		"itself, by a name with dot":    {named, "GET", "http://page.test.:" + page.port(), 200},
		"itself, in other letters":      {"http://bücher.test:" + page.port(), "GET", "http://xn--bcher-kva.test:" + page.port(), 200},
		"itself, written":               {page.URL, "POST", page.URL + "/x", 403},
		"itself, changed":               {page.URL, "DELETE", page.URL + "/x", 403},
		"itself, asked what it can":     {page.URL, "OPTIONS", page.URL + "/x", 403},
		"another port":                  {page.URL, "GET", other.URL + "/x", 403},
		"another port, written":         {page.URL, "POST", other.URL + "/x", 403},
		"another machine":               {page.URL, "GET", "http://127.0.0.3:" + page.port(), 403},
		"another name":                  {named, "GET", "http://other.test:" + page.port(), 403},
		"its address in place of name":  {named, "GET", page.URL, 403},
		"its own, in a tunnel":          {page.URL, "GET", "https://" + page.Listener.Addr().String(), 403},
		"another, in a tunnel":          {page.URL, "GET", secure.URL, 403},
		"itself, secure":                {secure.URL, "GET", secure.URL, 200},
		"another, secure":               {secure.URL, "GET", otherSecure.URL, 403},
		"a page of the Internet":        {"http://93.184.215.14/", "GET", page.URL, 403},
		"a page that lies outside":      {"http://93.184.215.14/", "POST", page.URL, 403},
		"no page":                       {"", "GET", page.URL, 403},
	} {
		if got := got(t, through(t, g, c.page), c.method, c.target); got != c.want {
			t.Errorf("%s: status %d, want %d", name, got, c.want)
		}
	}
	if asked := append(other.all(), otherSecure.all()...); len(asked) > 0 {
		t.Errorf("other machines were asked %q", asked)
	}
}

// Where a page was first found is where it stays, whatever its name says later.
func TestNameOfAPageThatTurns(t *testing.T) {
	page := startMachine(t, httptest.NewServer)
	names := newNames(map[string][]string{"turns.test": {"127.0.0.1", "127.0.0.9"}, "inward.test": {"127.0.0.1"}})
	g := newGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/24")}, nil, names)
	site := "http://turns.test:" + page.port()
	client := through(t, g, site)
	for range 3 { // each on a connection of its own
		page.CloseClientConnections()
		if got := got(t, client, http.MethodGet, site); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
	}
	if n := names.lookups["turns.test"]; n != 1 {
		t.Errorf("the name was looked up %d times", n)
	}
	outside := &pageHost{guard: g, found: true} // it was found in the Internet
	if conn, err := outside.dial(context.Background(), "tcp", "inward.test:80"); !errors.Is(err, ErrForbidden) {
		t.Errorf("a page of the Internet turns its name inward: %v, %v", conn, err)
	}
}

// In the browser, too, and the page itself is whole.
func TestPageInTheBrowserStaysAtItsHost(t *testing.T) {
	w := newWeb(t)
	inner := startMachine(t, httptest.NewServer)
	w.file("/part.js", "text/javascript", `part = "of its own host"`)
	w.page("/page", fmt.Sprintf(`<div id="out"></div><script src="/part.js"></script><script>(async () => {
		const inner = %q, quietly = f => { try { return f() } catch (e) { return undefined } };
		const posted = await fetch(inner + "/delete", {method: "POST", mode: "no-cors", body: "x"}).then(() => "posted", () => "refused");
		await fetch(inner + "/read", {mode: "no-cors"}).catch(() => null);
		await fetch("/written", {method: "POST", body: "x"}).catch(() => null);
		quietly(() => navigator.sendBeacon(inner + "/beacon", "x"));
		quietly(() => new WebSocket(inner.replace("http", "ws") + "/socket"));
		quietly(() => { const e = document.createElement("iframe"); e.src = inner + "/frame"; document.body.append(e) });
		const read = await fetch("/article").then(r => r.text()).then(s => s.length > 1000 ? "whole" : "short", () => "nothing");
		document.getElementById("out").innerHTML = "<h1>" + part + "</h1><p>Own page: " + read + ".</p>" + "<p>Words enough to be a page.</p>".repeat(10);
	})()</script>`, inner.URL))
	p := read(t, newScraper(t, testOptions(t)), w.URL+"/page")
	contains(t, p.Text, "of its own host", "Own page: whole")
	if asked := inner.all(); len(asked) > 0 {
		t.Errorf("another machine was asked %q", asked)
	}
	if n := w.count("/written"); n > 0 {
		t.Errorf("the page has written to its own host %d times", n)
	}
}

// Two pages that are open at once do not open each other's hosts.
func TestPagesOpenNothingForEachOther(t *testing.T) {
	one, two := newWeb(t), newWeb(t)
	var both sync.WaitGroup
	both.Add(2)
	for _, w := range []*web{one, two} {
		other := one
		if w == one {
			other = two
		}
		w.page("/page", fmt.Sprintf(`<div id="out"></div><script>(async () => {
			await fetch("/meet");
			await fetch(%q, {mode: "no-cors"}).catch(() => null);
			document.getElementById("out").innerHTML = "<h1>Tried</h1>" + "<p>Words enough to be a page.</p>".repeat(10);
		})()</script>`, other.URL+"/secret"))
		w.page("/secret", "not for others")
		w.mux.HandleFunc("/meet", func(http.ResponseWriter, *http.Request) {
			both.Done()
			both.Wait() // both are open now
		})
	}
	s := newScraper(t, testOptions(t))
	var reading sync.WaitGroup
	for _, w := range []*web{one, two} {
		reading.Go(func() {
			p, err := s.Read(t.Context(), Request{URL: w.URL + "/page", Named: true})
			if err != nil || !strings.Contains(p.Text, "Tried") {
				t.Errorf("%s, %v", p.Text, err)
			}
		})
	}
	reading.Wait()
	if n := one.count("/secret") + two.count("/secret"); n > 0 {
		t.Errorf("the other page's host was asked %d times", n)
	}
}

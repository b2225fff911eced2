package scrape

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/plaintext"
)

// A page in the browser tries every hostile address in every way that a page has
// to make a browser connect. Nothing may arrive, whatever the way.
func TestHostileURLsByBrowser(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Resolver = newNames(hostileNames())
	opts.Browser.Timeout = time.Minute
	s := newScraper(t, opts)
	var targets []string
	for _, text := range hostileURLs() {
		targets = append(targets, w.canary.aim(text))
	}
	done := make(chan string, 1)
	w.mux.HandleFunc("/tried", func(_ http.ResponseWriter, r *http.Request) { done <- r.URL.Query().Get("n") })
	n := 0
	for some := range slices.Chunk(targets, 50) {
		list, err := json.Marshal(some)
		if err != nil {
			t.Fatal(err)
		}
		n++
		path := fmt.Sprintf("/attack%d", n)
		w.page(path, fmt.Sprintf(attack, list, w.canary.addr))
		p := read(t, s, w.URL+path)
		if p.Via != ViaBrowser {
			t.Fatalf("Via = %q: the attack did not run", p.Via)
		}
		contains(t, p.Text, "all tried")
		if n := await(t, done, "word from the page"); n != fmt.Sprint(len(some)) {
			t.Errorf("the page tried %s of %d", n, len(some))
		}
		lacks(t, p.Text, "OPENED")
	}
}

// attack reports each fetch that was answered as OPENED. A refusal of the proxy
// is an answer as well, with status 403, but no page may read it.
const attack = `<div id="out"></div><script>(async () => {
	const targets = %s, canary = %q, opened = [];
	const quietly = f => { try { return f() } catch (e) { return undefined } };
	await Promise.all(targets.map(async u => {
		quietly(() => { const e = document.createElement("iframe"); e.src = u; document.body.append(e) });
		quietly(() => { const e = document.createElement("img"); e.src = u; document.body.append(e) });
		quietly(() => { const e = document.createElement("script"); e.src = u; document.body.append(e) });
		quietly(() => { const e = document.createElement("link"); e.rel = "stylesheet"; e.href = u; document.head.append(e) });
		quietly(() => { const e = document.createElement("link"); e.rel = "dns-prefetch"; e.href = u; document.head.append(e) });
		quietly(() => { const e = document.createElement("link"); e.rel = "preconnect"; e.href = u; document.head.append(e) });
		quietly(() => { const e = document.createElement("video"); e.src = u; document.body.append(e) });
		quietly(() => navigator.sendBeacon(u, "x"));
		quietly(() => new WebSocket(u.replace(/^http/, "ws")));
		quietly(() => new EventSource(u));
		quietly(() => window.open(u));
		quietly(() => new Worker(u));
		const answer = await Promise.race([fetch(u, {mode: "no-cors"}).catch(() => null), new Promise(r => setTimeout(r, 700))]);
		if (answer && answer.type === "opaque") {
			const plain = await fetch(u).catch(() => null);
			if (plain) opened.push(u);
		}
	}));
	quietly(() => { const e = document.createElement("iframe"); e.src = "/to?u=" + encodeURIComponent("http://" + canary + "/"); document.body.append(e) });
	await fetch("/to?u=" + encodeURIComponent("http://" + canary + "/"), {mode: "no-cors"}).catch(() => null);
	quietly(() => {
		const peer = new RTCPeerConnection({iceServers: [{urls: ["stun:" + canary, "turn:" + canary + "?transport=tcp"], username: "a", credential: "b"}]});
		peer.createDataChannel("x");
		peer.createOffer().then(o => peer.setLocalDescription(o)).catch(() => null);
	});
	quietly(() => { new WebTransport("https://" + canary + "/").ready.catch(() => null) });
	document.getElementById("out").innerHTML = "<p>all tried. " + "These are words to make a page of it. ".repeat(20) + "</p>" + opened.map(u => "<p>OPENED " + u + "</p>").join("");
	fetch("/tried?n=" + targets.length);
})()</script>`

// The same addresses as pages of their own: the browser's own parser of
// addresses gets them, without our check before it.
func TestHostilePagesByBrowser(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	opts.Resolver = newNames(hostileNames())
	opts.Browser.Slots, opts.Browser.Queue, opts.Browser.MaxMemory = 8, 1000, 1<<30 // they wait more than they work
	s := newScraper(t, opts)
	var opening sync.WaitGroup
	for _, text := range hostileURLs() {
		if strings.HasPrefix(text, "http") && !strings.Contains(text, "CANARY") {
			continue // the page of hostile addresses tried it, and here it would tell nothing more
		}
		u, err := url.Parse(w.canary.aim(text))
		if err != nil || u.Scheme == "chrome" {
			continue // it has no way into the browser, or is the browser's own
		}
		opening.Go(func() {
			if r, err := s.browser.page(t.Context(), u); err == nil {
				t.Errorf("%q was opened: %s", u, plaintext.Clip(string(r.Body), 200))
			}
		})
	}
	opening.Wait()
	for _, status := range []string{"/to?u=", "/status/403?x="} {
		u, _ := url.Parse(w.URL + status + url.QueryEscape(w.canary.url("/")))
		if r, err := s.browser.page(t.Context(), u); err == nil {
			t.Errorf("%q was opened: %s", u, plaintext.Clip(string(r.Body), 200))
		}
	}
}

// A page that may be read leads the browser, by script, to one that may not.
func TestBrowserIsNotLedAstray(t *testing.T) {
	w := newWeb(t)
	w.page("/lead", fmt.Sprintf(`<p>x</p><script>location = %q</script>`, w.canary.url("/")))
	w.page("/leadfile", `<p>x</p><script>location = "file:///etc/passwd"</script>`)
	s := newScraper(t, testOptions(t))
	for _, path := range []string{"/lead", "/leadfile"} {
		p, err := s.Read(t.Context(), Request{URL: w.URL + path, Named: true})
		if err == nil && (p.Via == ViaBrowser || strings.Contains(p.Text, "root:")) && p.Text != "x" {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

// through is a client of a proxy of its own, whose page is at page.
func through(t *testing.T, g *guard, page string) *http.Client {
	t.Helper()
	p, err := startProxy(g, newMetrics(nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	if page != "" {
		if err := p.own.be(parsed(t, page)); err != nil {
			t.Fatal(err)
		}
	}
	via, _ := url.Parse(p.url())
	transport := &http.Transport{Proxy: http.ProxyURL(via), DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return &http.Client{Transport: transport}
}

// got is the status of an answer by way of a proxy, 403 also where it opens no tunnel.
func got(t *testing.T, client *http.Client, method, target string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil && strings.Contains(err.Error(), "Forbidden") {
		return http.StatusForbidden
	}
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// The proxy serves our own browser and nobody else, and is a proxy only.
func TestProxyRefuses(t *testing.T) {
	w := newWeb(t)
	resolver := newNames(map[string][]string{"open.test": {"127.0.0.1"}, "canary.test": {"127.0.0.2"}})
	g := newGuard(testOptions(t).AllowNets, nil, resolver)
	_, port, _ := net.SplitHostPort(w.Listener.Addr().String())
	_, canaryPort, _ := net.SplitHostPort(w.canary.addr)
	w.file("/picture", "image/png", "PNG")
	for _, site := range []string{w.URL, "http://open.test:" + port} {
		client := through(t, g, site+"/")
		for target, want := range map[string]int{
			site + "/article": 200, site + "/a.woff2": 403, site + "/picture": 403,
			w.canary.url("/"): 403, "http://canary.test:" + canaryPort + "/": 403, "https://" + w.canary.addr: 403,
		} {
			if got := got(t, client, http.MethodGet, target); got != want {
				t.Errorf("%s: status %d, want %d", target, got, want)
			}
		}
		via, _ := client.Transport.(*http.Transport).Proxy(nil)
		resp, err := http.Get(via.String() + "/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("asked as a server: status %d, want 400", resp.StatusCode)
		}
	}
}

func TestSocketOwner(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := net.Dial("tcp4", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if uid, err := socketOwner(conn.LocalAddr().(*net.TCPAddr).AddrPort()); err != nil || uid != os.Geteuid() {
		t.Errorf("owner = %d, %v: want %d", uid, err, os.Geteuid())
	}
	if !ownPeer(conn.LocalAddr().String()) {
		t.Error("our own connection is taken for another's")
	}
	gone := conn.LocalAddr().(*net.TCPAddr).AddrPort()
	conn.Close()
	if uid, err := socketOwner(gone); err == nil && uid == os.Geteuid() || errors.Is(err, errors.ErrUnsupported) {
		return // in TIME_WAIT it may still be listed, as root's
	}
	if ownPeer("127.0.0.1:1") {
		t.Error("a connection that does not exist is taken for ours")
	}
}

package browsertls

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func proto(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }

func names() map[string]string { return map[string]string{"h2": "HTTP/2.0", "http/1.1": "HTTP/1.1"} }

// together has n requests made at once.
func together(t *testing.T, by http.RoundTripper, n int, address, want string) {
	t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if proto, body := get(t, by, address); proto != want || body != want {
				t.Errorf("answer by %s: %q; want %s", proto, body, want)
			}
		})
	}
	all.Wait()
}

func TestColdRequestsHaveOneConnection(t *testing.T) {
	o := newOrigin(t, "h2", proto)
	by := o.transport(t, Options{})
	together(t, by, 20, o.URL, "HTTP/2.0")
	together(t, by, 20, o.URL, "HTTP/2.0")
	if n := o.connections(); n != 1 {
		t.Errorf("40 requests on %d connections", n)
	}
	by.CloseIdleConnections()
	o.waitOpen(t, 0)
}

func TestHTTP1KeepsConnections(t *testing.T) {
	o := newOrigin(t, "http/1.1", proto)
	by := o.transport(t, Options{PerHost: 2})
	for range 3 {
		together(t, by, 1, o.URL, "HTTP/1.1")
	}
	if n := o.connections(); n != 1 {
		t.Errorf("3 requests after each other on %d connections", n)
	}
	together(t, by, 20, o.URL, "HTTP/1.1")
	o.mu.Lock()
	kept := len(o.open)
	o.mu.Unlock()
	if kept > 2 {
		o.waitOpen(t, 2)
	}
	by.CloseIdleConnections()
	o.waitOpen(t, 0)
}

func TestServerChangesProtocol(t *testing.T) {
	o := newOrigin(t, "h2", proto)
	by := o.transport(t, Options{})
	for _, next := range []string{"http/1.1", "h2", "h2", "http/1.1", "http/1.1", "h2"} {
		o.becomes(next)
		together(t, by, 5, o.URL, names()[next])
	}
}

// A server may close a connection as a request is on its way.
func TestClosedConnectionIsReplaced(t *testing.T) {
	for proto, name := range names() {
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
		by := o.transport(t, Options{})
		for range 20 {
			together(t, by, 1, o.URL, name)
			o.CloseClientConnections()
		}
		if n := o.connections(); n != 20 {
			t.Errorf("%s: %d connections; want 20", proto, n)
		}
	}
}

func TestBodies(t *testing.T) {
	for proto := range names() {
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "gzip" || r.URL.Scheme != "" || !strings.HasPrefix(r.Host, "127.0.0.1:") {
				t.Errorf("%s: request for %s%s, encodings %q", proto, r.Host, r.URL, r.Header.Get("Accept-Encoding"))
			}
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			if _, err := io.Copy(z, r.Body); err != nil {
				t.Error(err)
			}
			z.Close()
		})
		by := o.transport(t, Options{})
		for _, sent := range []string{"", "agree=agree", strings.Repeat("x", 200<<10)} {
			r, err := http.NewRequestWithContext(t.Context(), "POST", o.URL+"/form", io.NopCloser(strings.NewReader(sent)))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := by.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, resp); got != sent || resp.Request != r {
				t.Errorf("%s: %d bytes came back of %d", proto, len(got), len(sent))
			}
		}
		// Each has ended, so that they need no more than one.
		if n := o.connections(); n != 1 {
			t.Errorf("%s: %d connections", proto, n)
		}
	}
}

func TestHeadersHaveABound(t *testing.T) {
	for proto := range names() {
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			for i := range 300 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 1<<10))
			}
		})
		resp, err := o.transport(t, Options{}).RoundTrip(request(t, t.Context(), o.URL))
		if err == nil {
			t.Errorf("%s: 300 KiB of headers are taken", proto)
			resp.Body.Close()
		}
	}
}

func TestHostsAreBounded(t *testing.T) {
	var all []*origin
	for i := range maxHosts + 2 {
		all = append(all, newOrigin(t, []string{"h2", "http/1.1"}[i%2], proto))
	}
	by := all[0].transport(t, Options{}) // they have one certificate
	for _, o := range all {
		get(t, by, o.URL)
		get(t, by, all[0].URL)
	}
	if n := len(by.hosts); n != maxHosts {
		t.Errorf("%d hosts are known", n)
	}
	all[0].waitOpen(t, 1) // in use all the time
	all[1].waitOpen(t, 0)
	all[2].waitOpen(t, 0)
	all[3].waitOpen(t, 1)
}

// A request that is under way ends well, and its connection with it.
func TestCloseLeavesRequestsAlone(t *testing.T) {
	for proto := range names() {
		more := make(chan struct{})
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "one ")
			w.(http.Flusher).Flush()
			<-more
			fmt.Fprint(w, "two")
		})
		by := o.transport(t, Options{})
		resp, err := by.RoundTrip(request(t, t.Context(), o.URL))
		if err != nil {
			t.Fatal(err)
		}
		by.CloseIdleConnections()
		o.waitOpen(t, 1)
		close(more)
		if got := read(t, resp); got != "one two" {
			t.Errorf("%s: body %q", proto, got)
		}
		o.waitOpen(t, 0)
	}
}

func TestAddress(t *testing.T) {
	for given, want := range map[string]string{
		"https://Quotes.Example":      "quotes.example:443",
		"https://quotes.example:":     "quotes.example:443",
		"https://quotes.example:8443": "quotes.example:8443",
		"https://bücher.example/":     "xn--bcher-kva.example:443",
		"https://my_host.example":     "my_host.example:443",
		"https://127.0.0.1":           "127.0.0.1:443",
		"https://[::1]:8443":          "[::1]:8443",
	} {
		if got := address(request(t, t.Context(), given)); got != want {
			t.Errorf("%s is dialled at %s; want %s", given, got, want)
		}
	}
}

func TestPlainURLs(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(proto))
	defer s.Close()
	by := newTransport(t, Options{})
	together(t, by, 3, s.URL, "HTTP/1.1")
}

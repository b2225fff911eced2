package browsertls

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// join copies between two connections until both have ended.
func join(a, b net.Conn) {
	var both sync.WaitGroup
	for _, pair := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			a.Close()
			b.Close()
		})
	}
	both.Wait()
}

// connecting is an HTTP proxy that lets u with the password p:w through. It notes what
// it is asked for.
func connecting(t *testing.T, secured bool) (*httptest.Server, *url.URL, chan string) {
	asked := make(chan string, 100)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.RequestURI
		r.Header.Set("Authorization", r.Header.Get("Proxy-Authorization"))
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p:w" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		if r.Method != http.MethodConnect {
			io.WriteString(w, "HTTP/1.1")
			return
		}
		to, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
		join(c, to)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secured {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.UserPassword("u", "p:w")
	return s, at, asked
}

func TestConnectProxy(t *testing.T) {
	for proto, name := range names() {
		for _, secured := range []bool{false, true} {
			o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) })
			_, at, asked := connecting(t, secured)
			by := o.transport(t, Options{Proxy: http.ProxyURL(at)}) // all of httptest have one certificate
			for range 3 {
				together(t, by, 1, o.URL, name)
			}
			if got, want := wait(t, asked, "a CONNECT"), "CONNECT "+o.Listener.Addr().String(); got != want || len(asked) > 0 {
				t.Errorf("the proxy was asked for %q and %d times more; want %q alone", got, len(asked), want)
			}
			together(t, by, 1, "http://plain.example/", "HTTP/1.1")
			if got := wait(t, asked, "a plain request"); got != "GET http://plain.example/" {
				t.Errorf("the proxy was asked for %q", got)
			}
			by.CloseIdleConnections()
			o.waitOpen(t, 0)
		}
	}
}

func TestProxyRefuses(t *testing.T) {
	o := newOrigin(t, "h2", proto)
	_, at, _ := connecting(t, false)
	at.User = url.UserPassword("u", "secret")
	nowhere := *at
	nowhere.User, nowhere.Scheme = nil, "ftp"
	for want, by := range map[string]func(*http.Request) (*url.URL, error){
		"proxy refuses to connect, with status 407": http.ProxyURL(at),
		`proxy has the scheme "ftp"`:                http.ProxyURL(&nowhere),
		"choose proxy: no idea":                     func(*http.Request) (*url.URL, error) { return nil, errors.New("no idea") },
	} {
		_, err := o.transport(t, Options{Proxy: by}).RoundTrip(request(t, t.Context(), o.URL))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v; want %q", err, want)
		}
	}
	if n := o.connections(); n != 0 {
		t.Errorf("%d connections go by no proxy", n)
	}
}

// A proxy may say anything in the place of its consent.
func TestProxyTalks(t *testing.T) {
	for _, said := range []string{"", "\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 200", "HTTP/1.1 301 Moved\r\nLocation: https://x.example\r\n\r\n", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxConsent)} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, c)
			io.WriteString(c, said)
			c.(*net.TCPConn).CloseWrite()
		}()
		by := newTransport(t, Options{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: l.Addr().String()})})
		if _, err := by.RoundTrip(request(t, t.Context(), "https://origin.example")); err == nil || strings.Contains(err.Error(), "xxxx") {
			t.Errorf("a proxy that says %.20q: error %v", said, err)
		}
		l.Close()
	}
}

// socks is a SOCKS5 proxy that lets u with the password p through (RFC 1928, 1929).
func socks(t *testing.T) (*url.URL, chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked := make(chan string, 100)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serveSOCKS(c, asked)
			}()
		}
	}()
	return &url.URL{Scheme: "socks5", Host: l.Addr().String(), User: url.UserPassword("u", "p")}, asked
}

func serveSOCKS(c net.Conn, asked chan<- string) {
	next := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(c, b)
		return b
	}
	next(int(next(2)[1]))
	_, _ = c.Write([]byte{5, 2})
	user := string(next(int(next(2)[1])))
	password := string(next(int(next(1)[0])))
	if user != "u" || password != "p" {
		_, _ = c.Write([]byte{1, 1})
		return
	}
	_, _ = c.Write([]byte{1, 0})
	var host string
	switch next(4)[3] {
	case 1:
		host = net.IP(next(4)).String()
	case 3:
		host = string(next(int(next(1)[0])))
	}
	addr := net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(next(2)))))
	asked <- addr
	to, err := net.Dial("tcp", addr)
	if err != nil {
		_, _ = c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	join(c, to)
}

func TestSOCKSProxy(t *testing.T) {
	for proto, name := range names() {
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) })
		at, asked := socks(t)
		by := o.transport(t, Options{Proxy: http.ProxyURL(at)})
		together(t, by, 1, o.URL, name)
		together(t, by, 1, o.URL, name)
		if got, want := wait(t, asked, "a client"), o.Listener.Addr().String(); got != want || len(asked) > 0 {
			t.Errorf("the proxy was asked for %q and %d times more; want %q alone", got, len(asked), want)
		}
		at.User = url.UserPassword("u", "secret")
		if _, err := o.transport(t, Options{Proxy: http.ProxyURL(at)}).RoundTrip(request(t, t.Context(), o.URL)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("a wrong password: error %v", err)
		}
		by.CloseIdleConnections()
		o.waitOpen(t, 0)
	}
}

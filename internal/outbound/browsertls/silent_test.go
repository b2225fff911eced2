package browsertls

import (
	"errors"
	"io"
	"net"
	"net/url"
	"syscall"
	"testing"
	"time"
)

// silent is a server that takes connections and what is sent, and says nothing.
type silent struct {
	net.Listener
	heard chan struct{} // the first byte of a connection has come
	left  chan struct{} // a connection was closed by its client
}

func newSilent(t *testing.T) *silent {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &silent{Listener: l, heard: make(chan struct{}, 100), left: make(chan struct{}, 100)}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

func (s *silent) serve(c net.Conn) {
	defer c.Close()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		s.heard <- struct{}{}
	}
	if _, err := io.Copy(io.Discard, c); err == nil || errors.Is(err, syscall.ECONNRESET) {
		s.left <- struct{}{}
	}
}

func (s *silent) url() string { return "https://" + s.Addr().String() }

func (s *silent) as(scheme string) *url.URL { return &url.URL{Scheme: scheme, Host: s.Addr().String()} }

// full is the address of a server whose queue of new connections is full, so that
// nobody gets one.
func full(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	at, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	addr := (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: at.(*syscall.SockaddrInet4).Port}).String()
	for range 16 {
		c, err := net.DialTimeout("tcp", addr, 200*time.Millisecond)
		if err != nil {
			return addr
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Fatal("the queue takes any number of connections")
	return ""
}

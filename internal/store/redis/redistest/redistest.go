// Package redistest starts a real redis-server for tests, on a free port of loopback.
package redistest

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience bounds how long a server may take to start.
const patience = 20 * time.Second

// Server is a running redis-server.
type Server struct {
	Addr   string // host:port
	Socket string // path of its Unix socket
	flags  []string
	t      testing.TB
	cmd    *exec.Cmd
	said   *bytes.Buffer
	exited chan struct{}
}

// Start starts one, with more flags such as --requirepass. It ends with the test.
func Start(t testing.TB, flags ...string) *Server {
	t.Helper()
	s := &Server{t: t, flags: flags, Socket: filepath.Join(t.TempDir(), "redis.sock")}
	t.Cleanup(s.Kill)
	for range 5 { // the port may be taken by another before the server has it
		s.Addr = freeAddr(t)
		if s.start() {
			return s
		}
	}
	t.Fatalf("redis-server does not start: %s", s.said)
	return nil
}

// URL is that of the server without a password.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Kill ends the server at once, as a crash would. It may be called again.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // an error says that it has ended
	<-s.exited
	s.cmd = nil
}

// Restart starts a killed server on its old address, without what it held.
func (s *Server) Restart() {
	s.t.Helper()
	if !s.start() {
		s.t.Fatalf("redis-server does not start again: %s", s.said)
	}
}

// start reports whether the server answers.
func (s *Server) start() bool {
	s.t.Helper()
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	args := append([]string{
		"--bind", "127.0.0.1", "--port", port, "--unixsocket", s.Socket, "--dir", s.t.TempDir(), "--save", "", "--appendonly", "no",
	}, s.flags...)
	s.cmd, s.said, s.exited = exec.Command("redis-server", args...), &bytes.Buffer{}, make(chan struct{})
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("start redis-server, which make test-tools installs: %v", err)
	}
	cmd, exited := s.cmd, s.exited
	go func() {
		_ = cmd.Wait() // it says that it was killed
		close(exited)
	}()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if ping(s.Addr) == nil {
			return true
		}
		select {
		case <-s.exited:
			s.cmd = nil
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
	s.Kill()
	return false
}

// ping asks for any answer: one that wants a password is one as well.
func ping(addr string) error {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // nothing is written any more
	if err := c.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := fmt.Fprint(c, "PING\r\n"); err != nil {
		return err
	}
	_, err = bufio.NewReader(c).ReadString('\n')
	return err
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // it was never accepted from
	return l.Addr().String()
}

package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// failing is a server that takes a request and goes wrong by its own way.
func failing(t *testing.T, answer string, stay bool) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() {
		close(ended)
		_ = listener.Close() // nobody is left to tell
	})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := conn.Read(make([]byte, 4096)); err != nil {
					return
				}
				if _, err := io.WriteString(conn, answer); err != nil || !stay {
					return
				}
				<-ended
			}()
		}
	}()
	return listener.Addr().String()
}

// A question is in no log of a proxy, whatever the server behind it does.
func TestProxiesLogNoQuestionOfAServerThatFails(t *testing.T) {
	const secret = "Quetzal7"
	for proxy, start := range map[string]func(t *testing.T, upstream string) *proxyProgram{
		"nginx.conf": startNginx, "Caddyfile": startCaddy,
	} {
		for name, upstream := range map[string]func() string{
			"is down":        func() string { return unused(t) },
			"hangs up":       func() string { return failing(t, "", false) },
			"says nothing":   func() string { return failing(t, "", true) },
			"speaks garbage": func() string { return failing(t, "SSH-2.0-OpenSSH\r\n\r\n", false) },
			"has a huge header": func() string {
				return failing(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<17)+"\r\n\r\n", false)
			},
			"breaks off": func() string { return failing(t, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", false) },
			"breaks off a chunk": func() string {
				return failing(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nda", false)
			},
			"fails": func() string {
				return failing(t, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", false)
			},
		} {
			t.Run(proxy+" before one that "+name, func(t *testing.T) {
				p := start(t, upstream())
				client := p.client(t, "HTTP/1.1")
				// nginx keeps a large body in a file, which it cannot make here: a disk that is full.
				if err := os.RemoveAll(p.path("body")); err != nil {
					t.Fatal(err)
				}
				p.file(t, "body", "")
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					ctx, cancel := context.WithTimeout(t.Context(), time.Second) // a client that leaves, where nothing comes
					req, err := http.NewRequestWithContext(ctx, method, behind+"/api/chat/stream?question="+secret, strings.NewReader(strings.Repeat("x", 1<<17)))
					if err != nil {
						t.Fatal(err)
					}
					if method == http.MethodGet {
						req.Body, req.ContentLength = http.NoBody, 0
					}
					req.Header.Set("Referer", behind+"/?question="+secret)
					if res, err := client.Do(req); err == nil {
						_, _ = io.Copy(io.Discard, res.Body) // it may break off
						_ = res.Body.Close()
					}
					cancel()
				}
				if text := p.written(t); strings.Contains(text, secret) {
					t.Errorf("the question is in the log of the proxy:\n%s", text)
				}
			})
		}
	}
}

// unused is an address that nobody listens on.
func unused(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

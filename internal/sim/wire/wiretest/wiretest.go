// Package wiretest helps the tests of simulated servers.
package wiretest

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Client follows no redirect and keeps no connection.
func Client() *http.Client {
	return &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Fetched is an answer as a client saw it: err is of the request or the body.
type Fetched struct {
	Status int
	Header http.Header
	Body   string
	Err    error
}

// Fetch asks a server; header is names and values in turn.
func Fetch(t *testing.T, c *http.Client, method, address, body string, header ...string) Fetched {
	t.Helper()
	return FetchFor(t, c, method, address, body, 20*time.Second, header...)
}

// FetchFor reads until the client's patience ends, for answers that never do.
func FetchFor(t *testing.T, c *http.Client, method, address, body string, patience time.Duration, header ...string) Fetched {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		return Fetched{Err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	return Fetched{resp.StatusCode, resp.Header, string(raw), err}
}

// Decoded is an object of JSON.
func Decoded(t *testing.T, body string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v: %.200s", err, body)
	}
	return v
}

// Soon is a context for what happens within 20 seconds.
func Soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// Wednesday is the moment at which the tests' world stands: 11:30 in New York.
func Wednesday() time.Time { return time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC) }

// realPublishers are some of those who might be thought to have written what is
// made up here.
var realPublishers = regexp.MustCompile(`(?i)\b(reuters|bloomberg|marketwatch|cnbc|zacks|barron'?s|motley fool|wall street journal|financial times|seeking alpha|benzinga|associated press|yahoo finance)\b`)

// Invented reports whether a link leads to nobody who exists.
func Invented(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return strings.HasSuffix(u.Hostname(), ".example") || err == nil && addr.IsLoopback()
}

// WantInvented looks through all of an answer. The site of a company is as real
// as its name, and says nothing of the figures.
func WantInvented(t *testing.T, what, key string, v any) (links int) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, one := range v {
			links += WantInvented(t, what, k, one)
		}
	case []any:
		for _, one := range v {
			links += WantInvented(t, what, key, one)
		}
	case string:
		if m := realPublishers.FindString(v); m != "" {
			t.Errorf("%s: %s names %s: %.200s", what, key, m, v)
		}
		if !strings.Contains(v, "://") || key == "website" {
			return 0
		}
		links++
		if !Invented(v) {
			t.Errorf("%s: %s leads to %.200s", what, key, v)
		}
	}
	return links
}

// Serve is the address of a server that listens on a host of loopback until the test
// has ended.
func Serve(t *testing.T, host string, s interface {
	http.Handler
	End()
	Close()
}) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan error, 1)
	go func() { done <- h.Serve(l) }()
	t.Cleanup(func() {
		s.End() // first, so that no request ends as one that its client left
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		s.Close()
		<-done
	})
	return "http://" + l.Addr().String()
}

package sim

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// impatient reads until the client's patience ends, for answers that never do.
func impatient(t *testing.T, c *http.Client, method, address, body string, patience time.Duration, header ...string) fetched {
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
		return fetched{err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	return fetched{resp.StatusCode, resp.Header, string(raw), err}
}

func plainClient() *http.Client {
	return &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// fetched is an answer as a client saw it: err is of the request or the body.
type fetched struct {
	status int
	header http.Header
	body   string
	err    error
}

func fetch(t *testing.T, c *http.Client, method, address, body string, header ...string) fetched {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		return fetched{err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	return fetched{resp.StatusCode, resp.Header, string(raw), err}
}

func decoded(t *testing.T, body string) fields {
	t.Helper()
	var v fields
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v: %.200s", err, body)
	}
	return v
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// wednesday is the moment at which the tests' world stands: 11:30 in New York.
func wednesday() time.Time { return time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC) }

// realPublishers are some of those who might be thought to have written what is
// made up here.
var realPublishers = regexp.MustCompile(`(?i)\b(reuters|bloomberg|marketwatch|cnbc|zacks|barron'?s|motley fool|wall street journal|financial times|seeking alpha|benzinga|associated press|yahoo finance)\b`)

// invented reports whether a link leads to nobody who exists.
func invented(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return strings.HasSuffix(u.Hostname(), ".example") || err == nil && addr.IsLoopback()
}

// wantInvented looks through all of an answer. The site of a company is as real
// as its name, and says nothing of the figures.
func wantInvented(t *testing.T, what, key string, v any) (links int) {
	t.Helper()
	switch v := v.(type) {
	case fields:
		for k, one := range v {
			links += wantInvented(t, what, k, one)
		}
	case []any:
		for _, one := range v {
			links += wantInvented(t, what, key, one)
		}
	case string:
		if m := realPublishers.FindString(v); m != "" {
			t.Errorf("%s: %s names %s: %.200s", what, key, m, v)
		}
		if !strings.Contains(v, "://") || key == "website" {
			return 0
		}
		links++
		if !invented(v) {
			t.Errorf("%s: %s leads to %.200s", what, key, v)
		}
	}
	return links
}

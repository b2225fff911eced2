package scrape

import (
	"net/http"
	"net/http/cookiejar"
	"time"

	"golang.org/x/net/publicsuffix"
)

// maxHops is how many redirects are followed for one page.
const maxHops = 5

// newTransport makes the connections of the plain way. It knows no proxy: what
// the environment names one would reach what the guard does not see.
func newTransport(g *guard, opts Options) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            g.dial,
		ForceAttemptHTTP2:      true, // or a DialContext of one's own turns it off
		DisableCompression:     true, // body.go decompresses, under caps
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  opts.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// newClient makes a client for one page: cookies live as long as reading it, as
// some sites redirect for ever those who return none. Redirects are followed by
// fetcher, each checked as the first address was.
func newClient(rt http.RoundTripper) *http.Client {
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // its error is always nil
	return &http.Client{
		Transport:     rt,
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// setHeaders writes what a page is asked for with. Nothing of it is secret, so
// nothing can leak across hosts.
func setHeaders(h http.Header, userAgent string) {
	h.Set("User-Agent", userAgent)
	h.Set("Accept", "text/html,application/xhtml+xml,application/pdf;q=0.9,application/json;q=0.8,application/xml;q=0.8,text/*;q=0.8,*/*;q=0.5")
	h.Set("Accept-Language", "en,*;q=0.5")
	h.Set("Accept-Encoding", "gzip")
}

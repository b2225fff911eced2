package scrape

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever passes the check of addresses is one that Go and a browser take for
// the same host.
func FuzzCheckURL(f *testing.F) {
	for _, text := range hostileURLs() {
		f.Add(strings.ReplaceAll(text, "CANARY", "80"))
	}
	f.Add("https://example.com:443/a?b=c#d")
	g := newGuard(nil, nil, nil)
	f.Fuzz(func(t *testing.T, text string) {
		u, err := g.checkURL(text)
		if err != nil {
			if !named(err) {
				t.Errorf("checkURL(%q) = %v, none of the package's errors", text, err)
			}
			return
		}
		if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, "/\\@?# \t\r\n%") {
			t.Errorf("checkURL(%q) let %q through", text, u)
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host {
			t.Errorf("checkURL(%q): %q is read again as %v, %v", text, u, again, err)
		}
		if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
			if addr = addr.Unmap(); addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() {
				t.Errorf("checkURL(%q) let %v through", text, addr)
			}
		}
	})
}

// Whatever a server sends, its text is clean, bounded, and made in time.
func FuzzExtract(f *testing.F) {
	f.Add("text/html", []byte("<html><body><article><h1>Revenue</h1>"+prose(3)+"<table><tr><th>a<td colspan=9>1</table></article></body></html>"))
	f.Add("text/html; charset=utf-16", []byte("\xff\xfe<\x00p\x00>\x00"))
	f.Add("application/rss+xml", []byte("<rss><channel><title>x</title><item><title>y</title></item></channel></rss>"))
	f.Add("application/json", []byte(`{"a": [1, 2.5e3]}`))
	f.Add("text/plain; charset=iso-2022-jp", []byte("\x1b$B%H%h%?"))
	f.Add("", []byte("<b><p><table><a><form>"))
	x := newExtractor(1, nil)
	page, err := url.Parse("https://example.com/a/b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		c, kind, err := x.extract(ctx, raw{url: page, contentType: contentType, body: body})
		if ctx.Err() != nil {
			t.Errorf("%d bytes of %q took more than 10 s", len(body), contentType)
		}
		if err != nil {
			if !named(err) {
				t.Errorf("%q: %v, none of the package's errors", kind, err)
			}
			return
		}
		for _, text := range []string{c.text, c.title, c.site, c.author} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\r\u200b\u202e") {
				t.Errorf("%q: text is not clean: %q", kind, text)
			}
		}
		if len(c.text) > maxText {
			t.Errorf("%d bytes of text", len(c.text))
		}
		for _, part := range split(c.text, 600) {
			if len(part) > 600 || !utf8.ValidString(part) {
				t.Errorf("a part of %d bytes", len(part))
			}
		}
	})
}

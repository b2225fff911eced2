package extract

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever a server sends, its text is clean, bounded, and made in time.
func FuzzRead(f *testing.F) {
	f.Add("text/html", []byte("<html><body><article><h1>Revenue</h1>"+strings.Repeat("<p>Revenue of the quarter rose to 391 million dollars, the company says.</p>", 3)+"<table><tr><th>a<td colspan=9>1</table></article></body></html>"))
	f.Add("text/html; charset=utf-16", []byte("\xff\xfe<\x00p\x00>\x00"))
	f.Add("application/rss+xml", []byte("<rss><channel><title>x</title><item><title>y</title></item></channel></rss>"))
	f.Add("application/json", []byte(`{"a": [1, 2.5e3]}`))
	f.Add("text/plain; charset=iso-2022-jp", []byte("\x1b$B%H%h%?"))
	f.Add("", []byte("<b><p><table><a><form>"))
	page, err := url.Parse("https://example.com/a/b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		d, err := Read(ctx, Response{URL: page, ContentType: contentType, Body: body})
		if ctx.Err() != nil {
			t.Errorf("%d bytes of %q took more than 10 s", len(body), contentType)
		}
		if err != nil {
			if !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrTooLarge) {
				t.Errorf("%q: %v, none of the package's errors", contentType, err)
			}
			return
		}
		for _, text := range []string{d.Text, d.Title, d.Site, d.Author} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\r\u200b\u202e") {
				t.Errorf("%q: text is not clean: %q", d.Kind, text)
			}
		}
		if len(d.Text) > MaxText {
			t.Errorf("%d bytes of text", len(d.Text))
		}
		for _, part := range Split(d.Text, 600) {
			if len(part) > 600 || !utf8.ValidString(part) {
				t.Errorf("a part of %d bytes", len(part))
			}
		}
	})
}

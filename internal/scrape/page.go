package scrape

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"quotewire/internal/extract"
)

// Via is the way by which a page was read.
type Via string

const (
	ViaHTTP    Via = "http"
	ViaBrowser Via = "browser"
)

// Page is a page of the web, or a part of a long one, as text.
type Page struct {
	// URL is where the page was, after redirects.
	URL string
	// Title, Site and Author are what the page says of itself, Site its host
	// when it says nothing. Text is Markdown of its main content. None of it is
	// to be trusted.
	Title  string
	Site   string
	Author string
	Text   string
	// Published is when the page says that it was published, in UTC; zero when
	// it does not say.
	Published time.Time
	// FetchedAt is when the site last sent this page or said that it is
	// unchanged.
	FetchedAt time.Time
	// Canonical is the address that the page gives itself; empty without one.
	Canonical string
	// ContentType is that of what was read, such as application/pdf.
	ContentType string
	Via         Via
	// Number, from 1, is which of the page's Pages parts Text is.
	Number int
	Pages  int
	// Cut says that the page goes on after its last part: it is longer than
	// what is read of one.
	Cut bool
	// Stale says that the site refuses us or fails, and that this is what it
	// sent before.
	Stale bool
}

// Host is the host that the page was read from. No page chooses it.
func (p Page) Host() string { return HostOf(p.URL) }

// HostOf is the host of an address in ASCII, small letters and without a leading
// www.: no letter of it looks like another. It is empty where there is none.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.ToASCII(host); err == nil {
		host = ascii
	}
	return strings.TrimPrefix(host, "www.")
}

// document is a page as it is kept, whole. It is immutable.
type document struct {
	page     Page // its Text, Number and Pages are for part to fill
	text     string
	etag     string
	modified string
	scripted bool
	// poor says that a browser failed to get more of it, so that another try
	// soon is worth it.
	poor bool
}

// validators asks for the page only if it is another than d.
func (d *document) validators(h http.Header) {
	if d.page.Via != ViaHTTP {
		return // what a browser made of the page is not what its server knows
	}
	if d.etag != "" {
		h.Set("If-None-Match", d.etag)
	}
	if d.modified != "" {
		h.Set("If-Modified-Since", d.modified)
	}
}

// size is about what d weighs in memory, in bytes.
func (d *document) size() int64 {
	return int64(len(d.text)+len(d.page.URL)+len(d.page.Title)+len(d.page.Author)+len(d.etag)) + 1024
}

// part is part number n of d, of about size bytes each.
func (d *document) part(n, size int) (Page, error) {
	parts := extract.Split(d.text, size)
	if n > len(parts) {
		return Page{}, wrap(ErrPart, fmt.Sprintf("it has %d", len(parts)))
	}
	p := d.page
	p.Text, p.Number, p.Pages = parts[n-1], n, len(parts)
	return p, nil
}

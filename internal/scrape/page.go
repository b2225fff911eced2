package scrape

import (
	"fmt"
	"net/http"
	"strings"
	"time"
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
	parts := split(d.text, size)
	if n > len(parts) {
		return Page{}, wrap(ErrPart, fmt.Sprintf("it has %d", len(parts)))
	}
	p := d.page
	p.Text, p.Number, p.Pages = parts[n-1], n, len(parts)
	return p, nil
}

// split cuts text into parts of about size bytes, between its paragraphs where
// that is possible. A table that goes on in the next part has its head there
// again: figures without the names of their columns say nothing.
func split(text string, size int) []string {
	var parts []string
	for {
		if len(text) <= size {
			return append(parts, text)
		}
		end := breakAt(text, size)
		head := tableHead(text, end, size/4)
		parts = append(parts, strings.TrimRight(text[:end], "\n "))
		text = head + strings.TrimLeft(text[end:], "\n")
	}
}

// breakAt is where the first part of text ends, at most size bytes from its
// beginning and beyond its first half.
func breakAt(text string, size int) int {
	for _, mark := range []string{"\n\n", "\n", " "} {
		if at := strings.LastIndex(text[:size], mark); at > size/2 {
			return at + len(mark)
		}
	}
	return len(clip(text, size))
}

// tableHead is the first two lines of the table in which text[:end] ends, empty
// when it ends in none or when they are longer than limit.
func tableHead(text string, end, limit int) string {
	if !strings.HasPrefix(strings.TrimLeft(text[end:], "\n"), "|") || strings.HasSuffix(text[:end], "\n\n") {
		return ""
	}
	start := end
	for start > 0 {
		line := strings.LastIndexByte(text[:start-1], '\n') + 1
		if !strings.HasPrefix(text[line:], "|") {
			break
		}
		start = line
	}
	lines := strings.SplitAfterN(text[start:end], "\n", 3)
	if start == end || len(lines) < 3 || !rule.MatchString(strings.TrimSuffix(lines[1], "\n")) {
		return ""
	}
	if head := lines[0] + lines[1]; len(head) <= limit {
		return head
	}
	return ""
}

package extract

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/extract/charset"
	"quotewire/internal/plaintext"
)

// Response is what a site sent.
type Response struct {
	URL         *url.URL // where it was, after redirects
	ContentType string   // as the server says
	Body        []byte
	Cut         bool // the site sent more than Body
}

// Document is what a response says, as text. None of it is to be trusted.
type Document struct {
	// Kind is what it was read as, one of the kinds below.
	Kind string
	// Title, Site and Author are what it says of itself.
	Title  string
	Site   string
	Author string
	// Published is when it says that it was published, in UTC; zero when it does
	// not say.
	Published time.Time
	// Canonical is the address that it gives itself; empty without one.
	Canonical string
	// Text is Markdown of its main content, at most MaxText bytes; Cut says that
	// there is more.
	Text string
	Cut  bool
	// Scripted says that the page is likely to say more in a browser.
	Scripted bool
	// Wall says that it is no page but a check whether its reader is a robot.
	Wall bool
}

// The kinds of content that can be read.
const (
	KindHTML = "text/html"
	KindText = "text/plain"
	KindPDF  = "application/pdf"
	KindFeed = "application/rss+xml"
	KindJSON = "application/json"
)

// kindXML is what may be a feed.
const kindXML = "application/xml"

// MaxText is the most text that is kept of one page.
const MaxText = 2 << 20

// Read makes text of what a site sent. Its errors are those of this package. It
// looks at ctx between its steps and within some; a library that it calls may not
// return at all, and may take what memory there is: see [Serve].
func Read(ctx context.Context, r Response) (d Document, err error) {
	defer func() {
		if recover() != nil { // libraries panic on what they do not expect
			d, err = Document{}, unsupported("it cannot be parsed")
		}
	}()
	kind, text := r.kind(), ""
	switch kind {
	case KindHTML, KindText, KindJSON, kindXML:
		told := false
		if text, told = charset.Decode(r.Body, r.ContentType); !told {
			return Document{}, unsupported("its encoding is not declared, and cannot be told")
		}
	}
	switch {
	case (kind == KindHTML || kind == kindXML || kind == KindText) && isFeed(text):
		kind = KindFeed
	case kind == kindXML:
		kind = KindText
	}
	switch kind {
	case KindHTML:
		d, err = readHTML(ctx, text, r.URL)
	case KindText:
		d.Text = text
	case KindJSON:
		d, err = readJSON(text, r)
	case KindFeed:
		d, err = readFeed(text, r.URL)
	case KindPDF:
		d, err = readPDF(ctx, r)
	default:
		err = unsupported(fmt.Sprintf("its type is %q", tidyLine(kind, 80)))
	}
	if err != nil {
		return Document{}, err
	}
	d.Kind = kind
	d.Text = tidy(d.Text)
	d.Cut = d.Cut || r.Cut
	if len(d.Text) > MaxText {
		d.Text, d.Cut = plaintext.Clip(d.Text, MaxText), true
	}
	d.Title, d.Site, d.Author = tidyLine(d.Title, 300), tidyLine(d.Site, 100), tidyLine(d.Author, 200)
	return d, nil
}

// kind is what r is, by its bytes where they tell, else by what its server says.
func (r Response) kind() string {
	said, _, err := mime.ParseMediaType(r.ContentType)
	if isPDF(r.Body, said) {
		return KindPDF
	}
	if err != nil || said == "" || said == "application/octet-stream" {
		said, _, _ = mime.ParseMediaType(http.DetectContentType(r.Body))
	}
	if charset.Binary(r.Body, r.ContentType) {
		return "application/octet-stream"
	}
	switch {
	case said == "application/json" || strings.HasSuffix(said, "+json"):
		return KindJSON
	case said == "text/html" || said == "application/xhtml+xml":
		return KindHTML
	case said == "application/xml" || said == "text/xml" || strings.HasSuffix(said, "+xml"):
		return kindXML
	case strings.HasPrefix(said, "text/"):
		return KindText
	}
	return said
}

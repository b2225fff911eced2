package scrape

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// content is what a page says, however it was fetched.
type content struct {
	title     string
	site      string
	author    string
	published time.Time
	canonical string
	text      string
	cut       bool
	// scripted says that the page is likely to say more in a browser.
	scripted bool
}

// raw is a page as it came.
type raw struct {
	url         *url.URL
	contentType string // as the server says
	body        []byte
	cut         bool
}

// kinds of content that can be read.
const (
	kindHTML = "text/html"
	kindText = "text/plain"
	kindPDF  = "application/pdf"
	kindFeed = "application/rss+xml"
	kindJSON = "application/json"
)

// maxText is the most text that is kept of one page.
const maxText = 2 << 20

// extract makes text of r.
func (x *extractor) extract(ctx context.Context, r raw) (c content, kind string, err error) {
	defer func() {
		// What parses what the web sends is not to be trusted with the process.
		if recover() != nil {
			err = wrap(ErrUnsupported, "it cannot be parsed")
		}
	}()
	kind = r.kind()
	switch kind {
	case kindHTML:
		c, err = readHTML(ctx, decode(r.body, r.contentType), r.url)
	case kindText:
		c.text = decode(r.body, r.contentType)
	case kindJSON:
		c, err = readJSON(r)
	case kindFeed:
		c, err = readFeed(decode(r.body, r.contentType), r.url)
	case kindPDF:
		c, err = x.readPDF(ctx, r)
	default:
		err = wrap(ErrUnsupported, fmt.Sprintf("its type is %q", tidyLine(kind, 80)))
	}
	if err != nil {
		return content{}, kind, err
	}
	c.text = tidy(c.text)
	c.cut = c.cut || r.cut
	if len(c.text) > maxText {
		c.text, c.cut = clip(c.text, maxText), true
	}
	c.title, c.site, c.author = tidyLine(c.title, 300), tidyLine(c.site, 100), tidyLine(c.author, 200)
	return c, kind, nil
}

// kind is what r is, by its bytes where they tell, else by what its server says.
func (r raw) kind() string {
	if strings.HasPrefix(string(r.body[:min(len(r.body), 5)]), "%PDF-") {
		return kindPDF
	}
	said, _, err := mime.ParseMediaType(r.contentType)
	if err != nil || said == "" || said == "application/octet-stream" {
		said, _, _ = mime.ParseMediaType(http.DetectContentType(r.body))
	}
	if isBinary(r.body, r.contentType) {
		return "application/octet-stream"
	}
	switch {
	case said == "application/json" || strings.HasSuffix(said, "+json"):
		return kindJSON
	case said == "text/html" || said == "application/xhtml+xml":
		if isFeed(r.body) {
			return kindFeed
		}
		return kindHTML
	case said == "application/xml" || said == "text/xml" || strings.HasSuffix(said, "+xml"):
		if isFeed(r.body) {
			return kindFeed
		}
		return kindText
	case strings.HasPrefix(said, "text/"):
		return kindText
	}
	return said
}

// clip is the beginning of text, at most n bytes and whole runes.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

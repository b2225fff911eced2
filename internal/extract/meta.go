package extract

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

// maxCanonical is how long an address may be that a page gives itself, in bytes.
const maxCanonical = 8 << 10

// baseURL is what the links of doc are relative to.
func baseURL(doc *html.Node, page *url.URL) *url.URL {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Base && dom.Attr(n, "href") != "" {
			if base, err := page.Parse(dom.Attr(n, "href")); err == nil && (base.Scheme == "http" || base.Scheme == "https") && base.Host != "" {
				return base
			}
			break
		}
	}
	return page
}

// canonical is the address that doc gives itself, if it is one of the web.
func canonical(doc *html.Node, base *url.URL) string {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Link || !strings.EqualFold(dom.Attr(n, "rel"), "canonical") {
			continue
		}
		u, err := base.Parse(strings.TrimSpace(dom.Attr(n, "href")))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(u.String()) > maxCanonical {
			return ""
		}
		return u.String()
	}
	return ""
}

func titleOf(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Title {
			return dom.TextOf(n, 400)
		}
	}
	return ""
}

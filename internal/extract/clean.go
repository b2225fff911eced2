package extract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxBanner is more than any consent dialog says: a longer one is the page.
const maxBanner = 6000

// maxColumns and maxRows are how far one cell of a table may span, maxSpanned how
// many cells all of them together may stand for.
const (
	maxColumns = 32
	maxRows    = 64
	maxSpanned = 100_000
)

var (
	bannerName = regexp.MustCompile(`(?i)cookie|consent|gdpr|onetrust|didomi|usercentrics|qc-cmp|sp_message|truste|cmpbox|privacy-?(banner|wall|notice|popup)`)
	invisible  = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|(?:^|;)\s*opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)`)
)

// clean takes out of doc what no reader sees, and makes its links absolute.
// What readability needs to find the article is left.
func clean(doc *html.Node, base *url.URL) {
	removeIf(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Style, atom.Template, atom.Svg, atom.Canvas, atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio,
			atom.Noscript, atom.Picture, atom.Img, atom.Map, atom.Dialog:
			return true
		case atom.Script:
			return !strings.EqualFold(attr(n, "type"), "application/ld+json")
		}
		return hidden(n) || banner(n)
	})
	for n := range doc.Descendants() {
		if n.DataAtom == atom.A {
			absolute(n, base)
		}
	}
}

// strip takes out what surrounds the content of a page, for pages whose content
// is not to be found as an article.
func strip(doc *html.Node) {
	removeIf(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Script, atom.Head, atom.Nav, atom.Footer, atom.Aside, atom.Button, atom.Select, atom.Input, atom.Textarea, atom.Menu:
			return true
		}
		role := attr(n, "role")
		return role == "navigation" || role == "banner" || role == "contentinfo" || role == "search"
	})
	unwrap(doc)
}

// unwrap takes the layout attributes of tables away, which would make the
// converter leave them out, and bounds the cells that their spans stand for: the
// converter makes each of them.
func unwrap(root *html.Node) {
	left := maxSpanned
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Table:
			n.Attr = nil
		case atom.Td, atom.Th:
			columns, rows := span(n, "colspan", maxColumns), span(n, "rowspan", maxRows)
			n.Attr = nil
			if left -= columns * rows; left > 0 && columns*rows > 1 {
				n.Attr = []html.Attribute{{Key: "colspan", Val: strconv.Itoa(columns)}, {Key: "rowspan", Val: strconv.Itoa(rows)}}
			}
		}
	}
}

// span is how many columns or rows a cell takes, at most limit.
func span(n *html.Node, key string, limit int) int {
	count, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil {
		return 1
	}
	return min(max(count, 1), limit)
}

// removeIf removes every element that drop says, with what is below it.
func removeIf(root *html.Node, drop func(*html.Node) bool) {
	for n := root.FirstChild; n != nil; {
		next := n.NextSibling
		if n.Type == html.CommentNode || n.Type == html.ElementNode && drop(n) {
			root.RemoveChild(n)
		} else {
			removeIf(n, drop) // no deeper than the parser's bound of 512
		}
		n = next
	}
}

// hidden says whether a browser would not show n. People do not read it, and
// what is meant for programs only is not to be trusted.
func hidden(n *html.Node) bool {
	if n.DataAtom == atom.Html || n.DataAtom == atom.Body {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			if invisible.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}

// banner says whether n asks for consent.
func banner(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Head, atom.Body, atom.Main, atom.Article, atom.Meta, atom.Link, atom.Script, atom.A, atom.Table, atom.Tr, atom.Td:
		return false
	}
	if !bannerName.MatchString(attr(n, "id")) && !bannerName.MatchString(attr(n, "class")) {
		return false
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Main || d.DataAtom == atom.Article || d.DataAtom == atom.H1 || d.DataAtom == atom.Table {
			return false
		}
	}
	return len(textOf(n, maxBanner)) < maxBanner
}

// absolute makes the link n point where it does from anywhere, or nowhere when
// it is not a link to a page.
func absolute(n *html.Node, base *url.URL) {
	for _, a := range n.Attr {
		if a.Key != "href" {
			continue
		}
		target, err := base.Parse(strings.TrimSpace(a.Val))
		if err != nil || target.Scheme != "http" && target.Scheme != "https" || len(a.Val) > 500 || strings.HasPrefix(a.Val, "#") {
			// Without its link the text is plain text.
			n.Data, n.DataAtom, n.Attr = "span", atom.Span, nil
			return
		}
		n.Attr = []html.Attribute{{Key: "href", Val: target.String()}}
		return
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Package dom has what all readers of a page's tree ask of an element.
package dom

import (
	"strings"

	"golang.org/x/net/html"
)

// Attr is the value of an attribute, empty where there is none.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Has says whether n has an attribute, with a value or without.
func Has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// TextOf is the text below n, its pieces parted by blanks, as soon as it has limit
// bytes.
func TextOf(n *html.Node, limit int) string {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data)
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type != html.TextNode {
			continue
		}
		if text := strings.TrimSpace(d.Data); text != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(text)
			if b.Len() >= limit {
				break
			}
		}
	}
	return b.String()
}

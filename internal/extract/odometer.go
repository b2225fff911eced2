package extract

import (
	"strings"

	"golang.org/x/net/html"

	"quotewire/internal/extract/dom"
)

// joinCharacters makes one text of children that hold a character each, as figures do
// whose digits move.
func joinCharacters(n *html.Node) {
	var b strings.Builder
	moving := strings.Contains(dom.Attr(n, "class"), "digit") || dom.Attr(n, "aria-hidden") == "true"
	count := 0
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		text, ok := character(child)
		if child.Type != html.ElementNode || !ok || block(child) {
			return
		}
		moving = moving || strings.Contains(dom.Attr(child, "class"), "digit") || strings.Contains(".,%$€£", text)
		b.WriteString(text)
		count++
	}
	// Without a sign that it is one figure it may be the numbers of pages.
	if count < 2 || !moving || !strings.ContainsAny(b.String(), "0123456789") {
		return
	}
	empty(n)
	n.AppendChild(textNode(b.String()))
}

// character is the text of an element that holds a single character.
func character(n *html.Node) (string, bool) {
	for depth := 0; n.Type == html.ElementNode && depth < 4; depth++ {
		if n.FirstChild == nil || n.FirstChild != n.LastChild {
			return "", false
		}
		n = n.FirstChild
	}
	text := strings.TrimSpace(n.Data)
	return text, n.Type == html.TextNode && len(text) > 0 && len([]rune(text)) == 1
}

// isOdometer says whether n is a column of all ten digits of which a browser shows one,
// moved as in an odometer. Which, nobody can tell.
func isOdometer(n *html.Node) bool {
	if n.FirstChild == nil || n.FirstChild.NextSibling == nil {
		return false
	}
	var b strings.Builder
	for child := n.FirstChild; child != nil && b.Len() < 30; child = child.NextSibling {
		if child.Type == html.ElementNode {
			if text, ok := character(child); ok {
				b.WriteString(text)
			} else {
				return false
			}
		}
	}
	return b.Len() <= 21 && (strings.Contains(b.String(), "0123456789") || strings.Contains(b.String(), "9876543210"))
}

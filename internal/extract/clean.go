package extract

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

// maxSpoken is how long a text for screen readers alone may be to be kept, in
// bytes: "down by" says what an arrow shows, more is meant for nobody who sees.
const maxSpoken = 40

// maxVisits is how many nodes are looked at to learn what a style sheet hides.
const maxVisits = 5 * maxNodes

// spoken are the names of classes of text that only screen readers get.
var spoken = regexp.MustCompile(`(^|[\s_-])(sr-?only|visually-?hidden|screen-?reader(-text|-only)?|a11y-hidden)($|[\s_-])`)

// cleaner takes out of a page what no reader sees, and gives to elements the names
// of what they look like, before attributes are lost.
type cleaner struct {
	doc     *html.Node
	base    *url.URL
	scripts bool // the page runs some
	sheet   *sheet
	looks   map[string]look // by the style: most are alike
	total   int             // bytes of text of the page, once counted
	counted bool
	visits  int        // nodes that were looked at to measure text
	named   *html.Node // the element last found to have the name of a banner
}

// clean takes out of doc what no reader sees, makes its links absolute and joins
// its pieces of text. What readability needs to find the article is left.
func clean(doc *html.Node, base *url.URL, scripts bool) {
	c := &cleaner{doc: doc, base: base, scripts: scripts, sheet: sheetOf(doc), looks: map[string]look{}}
	c.below(doc)
}

// below cleans what is below parent, no deeper than the parser's bound of 512.
func (c *cleaner) below(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		switch {
		case n.Type == html.CommentNode:
			parent.RemoveChild(n)
		case n.Type == html.ElementNode:
			l := c.look(n)
			if sign := arrow(n); sign != "" && !c.hidden(n, l) {
				parent.InsertBefore(textNode(sign), n)
				parent.RemoveChild(n)
				break
			}
			if c.drops(n, l) {
				if keepsPlace(n, l) {
					empty(n)
					without(n, "style") // readability would take it out
				} else {
					parent.RemoveChild(n)
				}
				break
			}
			c.name(n, l)
			c.below(n)
			if l.block && !block(n) {
				parent.InsertBefore(textNode(" "), n)
				parent.InsertBefore(textNode(" "), next)
			}
		}
		n = next
	}
	join(parent)
}

// keepsPlace says whether n is a cell that is not seen and still has its column.
func keepsPlace(n *html.Node, l look) bool {
	return (n.DataAtom == atom.Td || n.DataAtom == atom.Th) && l.display != "none" && !dom.Has(n, "hidden") && !spoken.MatchString(strings.ToLower(dom.Attr(n, "class")))
}

func empty(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

// drops says whether n is not seen, or is none of the page's text.
func (c *cleaner) drops(n *html.Node, l look) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body:
		return false
	case atom.Style, atom.Template, atom.Svg, atom.Canvas, atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio,
		atom.Noscript, atom.Map, atom.Wbr, atom.Datalist:
		return true
	case atom.Dialog:
		if !dom.Has(n, "open") {
			return true
		}
	case atom.Script:
		return !strings.EqualFold(dom.Attr(n, "type"), "application/ld+json")
	}
	if n.Namespace == "math" && (n.Data == "annotation" || n.Data == "annotation-xml") || drawnFormula(n) {
		return true
	}
	return c.hidden(n, l) || isOdometer(n) || c.banner(n, l)
}

// drawnFormula says whether n is a formula as a script has drawn it, glyph by glyph:
// what it means stands beside it as MathML.
func drawnFormula(n *html.Node) bool {
	switch {
	case n.Data == "mjx-math":
		return n.NextSibling != nil && n.NextSibling.Data == "mjx-assistive-mml"
	case n.DataAtom == atom.Span && n.PrevSibling != nil && dom.Attr(n, "class") == "katex-html":
		return dom.Attr(n.PrevSibling, "class") == "katex-mathml"
	}
	return false
}

// hidden says whether a browser would not show n. People do not read it, and
// what is meant for programs only is not to be trusted. What screen readers alone
// leave out is shown.
func (c *cleaner) hidden(n *html.Node, l look) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found") // a click shows that
		case "popover":
			return true
		case "class":
			if class := strings.ToLower(a.Val); containsAny(class, "sr", "hidden", "reader") && spoken.MatchString(class) {
				return len(dom.TextOf(n, maxSpoken+1)) > maxSpoken
			}
		}
	}
	switch {
	case l.faded:
		return true
	case !l.hidden || l.tiny && setsLetters(n):
		return false
	}
	// Scripts may show what a sheet hides, and the page is nothing without it.
	return !l.bySheet || c.visits < maxVisits && !holdsPage(n) && 2*c.textBelow(n) < c.pageText()
}

// setsLetters says whether an element right below n has letters of a size of its own.
func setsLetters(n *html.Node) bool {
	for child := range n.ChildNodes() {
		if strings.Contains(dom.Attr(child, "style"), "font-size") {
			return true
		}
	}
	return false
}

// look is what the style sheets and n's own style say.
func (c *cleaner) look(n *html.Node) look {
	l, own := c.sheet.look(n), c.own(n)
	if own.hidden || own.display != "" {
		l.hidden, l.display, l.block = own.hidden, own.display, own.block
	} else {
		l.bySheet = l.hidden
	}
	l.faded, l.tiny, l.fixed = own.faded, own.tiny, l.fixed || own.fixed
	l.struck, l.raised, l.lowered = l.struck || own.struck, l.raised || own.raised, l.lowered || own.lowered
	return l
}

// own is what n's style attribute says.
func (c *cleaner) own(n *html.Node) look {
	style := dom.Attr(n, "style")
	if style == "" {
		return look{}
	}
	l, ok := c.looks[style]
	if !ok {
		l = lookOf(style)
		if len(c.looks) < 10_000 {
			c.looks[style] = l
		}
	}
	return l
}

// pageText is how many bytes of text the page had when it was first asked for.
func (c *cleaner) pageText() int {
	if !c.counted {
		c.counted, c.total = true, c.textBelow(c.doc)
	}
	return c.total
}

// textBelow counts the bytes of text below n that may be seen.
func (c *cleaner) textBelow(n *html.Node) (size int) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.visits++
		switch {
		case child.Type == html.TextNode:
			size += len(strings.TrimSpace(child.Data))
		case child.DataAtom == atom.Script || child.DataAtom == atom.Style || child.DataAtom == atom.Noscript || child.DataAtom == atom.Head:
		case child.Type == html.ElementNode && !c.own(child).hidden:
			size += c.textBelow(child)
		}
	}
	return size
}

// holdsPage says whether n has the main content of a page in it, by its elements.
func holdsPage(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Main || d.DataAtom == atom.Article || d.DataAtom == atom.H1 || d.DataAtom == atom.Table {
			return true
		}
	}
	return n.DataAtom == atom.Main || n.DataAtom == atom.Article
}

// join makes one of the pieces of text that stand side by side below parent.
func join(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.TextNode || n.NextSibling == nil || n.NextSibling.Type != html.TextNode {
			continue
		}
		var b strings.Builder
		b.WriteString(n.Data)
		for n.NextSibling != nil && n.NextSibling.Type == html.TextNode {
			b.WriteString(n.NextSibling.Data)
			parent.RemoveChild(n.NextSibling)
		}
		n.Data = b.String()
	}
}

// strip takes out what surrounds the content of a page, for pages whose content
// is not to be found as an article.
func strip(root *html.Node) {
	for n := root.FirstChild; n != nil; {
		next := n.NextSibling
		if n.Type == html.ElementNode && surrounds(n) {
			root.RemoveChild(n)
		} else {
			strip(n)
		}
		n = next
	}
}

func surrounds(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Head, atom.Nav, atom.Footer, atom.Aside, atom.Button, atom.Select, atom.Input, atom.Textarea, atom.Menu:
		return true
	}
	role := dom.Attr(n, "role")
	return role == "navigation" || role == "banner" || role == "contentinfo" || role == "search"
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
		href := target.String()
		if strings.ContainsAny(href, "|()") { // they would end the link, or the cell that it is in
			href = strings.NewReplacer("|", "%7C", "(", "%28", ")", "%29").Replace(href)
		}
		n.Attr = []html.Attribute{{Key: "href", Val: href}}
		return
	}
}

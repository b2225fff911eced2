package extract

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

var (
	struckName = regexp.MustCompile(`(^|[\s_-])(line-?through|strike-?through|crossed-out)($|[\s_-])`)
	raisedName = regexp.MustCompile(`(^|[\s_-])(sup|super|superscript|footnotes?|fn|fnref|noteref|footnote-?(ref|mark|link|number))($|[\s_-]|\d)`)
	markText   = regexp.MustCompile(`^[\[(]?(\d{1,2}|[a-z]|[*†‡§¶#]{1,3})[\])]?$`)
)

// name gives n the name of the element that it looks like or stands for, so that
// what its attributes say is not lost with them.
func (c *cleaner) name(n *html.Node, l look) {
	if l.before != "" {
		n.InsertBefore(textNode(l.before), n.FirstChild)
	}
	if l.after != "" {
		n.AppendChild(textNode(l.after))
	}
	if n.DataAtom == atom.Noframes && n.FirstChild != nil {
		n.FirstChild.Data = words(n.FirstChild.Data) // the parser has it as one text
	}
	class := strings.ToLower(dom.Attr(n, "class"))
	if n.DataAtom == atom.A {
		if note(n, class) {
			rename(n, atom.Sup)
			n.Attr = nil
		} else {
			absolute(n, c.base)
		}
	}
	if c.named == n {
		// It is none: readability would take its name for its nature.
		without(n, "class", "id")
	}
	if n.DataAtom == atom.Aside && boxed(n) {
		rename(n, atom.Section)
	}
	switch n.Data {
	case "msup", "msub":
		if second := secondElement(n); second != nil {
			rename(second, map[string]atom.Atom{"msup": atom.Sup, "msub": atom.Sub}[n.Data])
			second.Attr = []html.Attribute{{Key: inFormula}}
		}
	case "mfrac":
		if second := secondElement(n); second != nil {
			n.InsertBefore(textNode("/"), second)
		}
	}
	if role := tableRole(dom.Attr(n, "role"), l.display); role != 0 && !tabular(n) {
		rename(n, role)
	}
	joinCharacters(n)
	without(n, "aria-hidden", "hidden") // readability would take it for hidden
	struck := l.struck || containsAny(class, "through", "crossed") && struckName.MatchString(class)
	switch {
	case struck && n.DataAtom == atom.Tr:
		for cell := n.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.Type == html.ElementNode {
				enclose(cell, atom.Del)
			}
		}
	case struck && n.DataAtom != atom.Table && n.DataAtom != atom.Body && n.DataAtom != atom.Tbody:
		enclose(n, atom.Del)
	case !inline(n):
	case l.lowered && short(n, 10):
		enclose(n, atom.Sub)
	case l.raised && short(n, 10), namedRaised(class) && short(n, 5):
		enclose(n, atom.Sup)
	}
}

// boxed says whether n is a box of figures within a story, which readability would
// take for what stands beside it.
func boxed(n *html.Node) bool {
	within := false
	for p := n.Parent; p != nil; p = p.Parent {
		within = within || p.DataAtom == atom.Article || p.DataAtom == atom.Main
	}
	return within && weigh(n).figures > 0
}

// note says whether the link n is the mark of a footnote.
func note(n *html.Node, class string) bool {
	text := dom.TextOf(n, 12)
	if len(text) > 8 || !strings.HasPrefix(dom.Attr(n, "href"), "#") && !strings.Contains(dom.Attr(n, "role"), "noteref") {
		return false
	}
	for p := n.Parent; p != nil && inline(p); p = p.Parent {
		if p.DataAtom == atom.Sup {
			return false // that says it already
		}
	}
	if namedRaised(class) || strings.Contains(dom.Attr(n, "role"), "noteref") || strings.Contains(dom.Attr(n, "epub:type"), "noteref") {
		return true
	}
	before := n.PrevSibling
	return before != nil && before.Type == html.TextNode && markText.MatchString(text) &&
		before.Data != strings.TrimRight(before.Data, "0123456789%)abcdefghijklmnopqrstuvwxyz")
}

// namedRaised says whether a class, in small letters, is one of raised marks.
func namedRaised(class string) bool {
	return containsAny(class, "sup", "fn", "note") && raisedName.MatchString(class)
}

// short says whether n has at most limit bytes of text, as marks have.
func short(n *html.Node, limit int) bool {
	return n.DataAtom != atom.Sup && n.DataAtom != atom.Sub && len(dom.TextOf(n, limit+2)) <= limit
}

// tableRole is the element that says what a role, or a way to be shown, does.
func tableRole(role, display string) atom.Atom {
	switch role {
	case "table", "grid", "treegrid":
		return atom.Table
	case "row":
		return atom.Tr
	case "cell", "gridcell":
		return atom.Td
	case "columnheader", "rowheader":
		return atom.Th
	case "rowgroup":
		return atom.Tbody
	}
	switch display {
	case "table":
		return atom.Table
	case "table-row":
		return atom.Tr
	case "table-cell":
		return atom.Td
	}
	return 0
}

func tabular(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Html, atom.Body, atom.Main, atom.Article:
		return true
	}
	return false
}

// inFormula is an attribute of what stands above or below the line of a formula:
// readability forgets the namespace.
const inFormula = "data-formula"

// enclose puts all that n holds into an element of its own.
func enclose(n *html.Node, in atom.Atom) {
	inner := &html.Node{Type: html.ElementNode, DataAtom: in, Data: in.String()}
	moveBelow(n, inner)
	n.AppendChild(inner)
}

// moveBelow moves all that from holds to the end of to.
func moveBelow(from, to *html.Node) {
	for n := from.FirstChild; n != nil; n = from.FirstChild {
		from.RemoveChild(n)
		to.AppendChild(n)
	}
}

func rename(n *html.Node, to atom.Atom) {
	n.DataAtom, n.Data, n.Namespace = to, to.String(), ""
}

func without(n *html.Node, keys ...string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return slices.Contains(keys, a.Key) })
}

// secondElement is the second element below n that holds two.
func secondElement(n *html.Node) *html.Node {
	count := 0
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.ElementNode {
			if count++; count == 2 {
				return child
			}
		}
	}
	return nil
}

package extract

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

// maxPrefix is how far lists and quotations are set in, in bytes.
const maxPrefix = 32

// blockOf writes an element that stands on lines of its own.
func (w *writer) blockOf(n *html.Node) {
	if n.DataAtom == atom.Br {
		w.wait(newLine)
		return
	}
	if w.flat > 0 {
		w.flatBlock(n)
		return
	}
	brk := breakAround(n)
	if w.lead != "" {
		brk = min(brk, newLine)
	}
	w.wait(brk)
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n)
	case atom.Ul, atom.Menu, atom.Dir:
		w.list(n, false)
	case atom.Ol:
		w.list(n, true)
	case atom.Dt:
		w.item(n, "- ")
	case atom.Dd:
		w.define(n)
		w.below(n)
	case atom.Blockquote:
		w.within("> ", "> ", n)
	case atom.Pre:
		w.pre(n)
	case atom.Hr:
		w.write("* * *")
	case atom.Table:
		w.table(n)
	default:
		w.below(n)
	}
	w.wait(brk)
}

// breakAround is the break before and after an element.
func breakAround(n *html.Node) int {
	switch n.DataAtom {
	case atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Option:
		return newLine
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		if n.Parent != nil && n.Parent.DataAtom == atom.Li {
			return newLine
		}
	case atom.Div, atom.P: // readability makes one of the other
		if n.Parent != nil && n.Parent.DataAtom == atom.Dl {
			return newLine
		}
	}
	return newParagraph
}

// flatBlock writes a block within what is one line.
func (w *writer) flatBlock(n *html.Node) {
	w.wait(newLine)
	switch n.DataAtom {
	case atom.Li, atom.Tr, atom.Dt, atom.Option:
		w.parts = ';'
	case atom.Dd:
		w.define(n)
	}
	w.below(n)
	switch n.DataAtom {
	case atom.Ul, atom.Ol, atom.Table, atom.Dl:
		w.parts = ';'
	}
	w.wait(newLine)
}

// define has a colon written between a term and what it means.
func (w *writer) define(n *html.Node) {
	before := elementBefore(n)
	if before != nil && before.DataAtom == atom.Dt && !strings.HasSuffix(dom.TextOf(before, 200), ":") {
		w.parts = ':'
	} else if before != nil && before.DataAtom == atom.Dt {
		w.brk, w.blank = sameLine, true
	}
}

func elementBefore(n *html.Node) *html.Node {
	before := n.PrevSibling
	for before != nil && before.Type != html.ElementNode {
		before = before.PrevSibling
	}
	return before
}

func (w *writer) heading(n *html.Node) {
	begun := w.begun
	w.begun = false
	w.flat++
	w.item(n, strings.Repeat("#", int(n.Data[1]-'0'))+" ")
	w.flat--
	w.begun = w.begun || begun
}

// list writes the items of a list, with their numbers if numbered.
func (w *writer) list(n *html.Node, numbered bool) {
	number, step := firstNumber(n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom != atom.Li {
			w.node(child)
			continue
		}
		bullet := "- "
		if numbered {
			if own, ok := numberOf(child, "value"); ok {
				number = own
			}
			bullet = strconv.Itoa(number) + ". "
			number += step
		}
		w.wait(newLine)
		w.item(child, bullet)
		w.wait(newLine)
	}
}

// firstNumber is the number of a list's first item, and how far the next one's is
// from it.
func firstNumber(list *html.Node) (number, step int) {
	number, step = 1, 1
	if dom.Has(list, "reversed") {
		number, step = 0, -1
		for child := range list.ChildNodes() {
			if child.DataAtom == atom.Li {
				number++
			}
		}
	}
	if start, ok := numberOf(list, "start"); ok {
		number = start
	}
	return number, step
}

func numberOf(n *html.Node, key string) (int, bool) {
	number, err := strconv.Atoi(dom.Attr(n, key))
	return number, err == nil && 0 <= number && number <= 100_000
}

// item writes what is below n with bullet before it.
func (w *writer) item(n *html.Node, bullet string) {
	w.within(bullet, strings.Repeat(" ", len(bullet)), n)
	w.lead = ""
}

// within writes what is below n with first before its first line and rest before
// all others.
func (w *writer) within(first, rest string, n *html.Node) {
	saved := w.prefix
	w.lead = cmp.Or(w.lead, w.prefix)
	if len(w.lead) < maxPrefix {
		w.lead += first
	}
	if len(w.prefix) < maxPrefix {
		w.prefix += rest
	}
	w.below(n)
	w.prefix = saved
}

// pre writes text as it is laid out.
func (w *writer) pre(n *html.Node) {
	var b strings.Builder
	verbatim(&b, n)
	text := strings.Trim(b.String(), "\r\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	w.write("```")
	for line := range strings.SplitSeq(text, "\n") {
		w.out = append(w.out, '\n')
		w.out = append(w.out, w.prefix...)
		w.out = append(w.out, strings.TrimRight(line, " \r")...)
	}
	w.out = append(w.out, '\n')
	w.out = append(w.out, w.prefix...)
	w.out = append(w.out, "```"...)
}

func verbatim(b *strings.Builder, n *html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			b.WriteString(child.Data)
		case child.DataAtom == atom.Br:
			b.WriteByte('\n')
		case child.DataAtom == atom.Sup:
			b.WriteByte('^')
			verbatim(b, child)
		case child.Type == html.ElementNode:
			verbatim(b, child)
		}
	}
}

package extract

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
	"quotewire/internal/plaintext"
)

// maxBefore is how far back the writer looks, in bytes.
const maxBefore = 40

// markdown writes a tree with its tables, which hold the figures of a page, up to
// about MaxText. It says whether it left something out.
func markdown(ctx context.Context, root *html.Node) (text string, cut bool, err error) {
	w := &writer{ctx: ctx, room: maxCells}
	w.node(root)
	if ctx.Err() != nil {
		return "", false, unsupported("it takes too long to parse")
	}
	w.finish()
	return string(w.out), w.cut, nil
}

// The breaks before a text.
const (
	sameLine = iota
	newLine
	newParagraph
)

// writer writes Markdown in one pass. Blanks, breaks and marks wait for the text
// that comes after them, so that none stands where nothing follows.
type writer struct {
	ctx  context.Context
	out  []byte
	room int  // cells that tables may have yet
	cut  bool // something was left out
	seen int  // nodes

	flat   int    // within what is one line: a cell, a heading
	begun  bool   // it, or the document, has some text
	parts  byte   // stands before the next text, ; between items and : after terms
	prefix string // of each line, of lists and quotations
	lead   string // of the next line in place of prefix: the mark of an item
	brk    int
	blank  bool
	apart  bool   // a letter or digit that follows gets a blank
	border border // since the last text
	want   []*mark
	open   []*mark
}

// mark is what Markdown puts around text.
type mark struct {
	begin, end string
	at         int  // where in out it begins
	light      bool // it may go where it would part a figure or a word
	done       bool // it is not opened any more
}

// node writes n and what is below it.
func (w *writer) node(n *html.Node) {
	if w.seen++; w.seen%1024 == 0 && w.ctx.Err() != nil || len(w.out) > MaxText {
		w.cut = true
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.DocumentNode:
		w.below(n)
	case html.ElementNode:
		if block(n) || n.DataAtom == atom.Br {
			w.blockOf(n)
		} else {
			w.inlineOf(n)
		}
	}
}

func (w *writer) below(n *html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.node(child)
	}
}

func (w *writer) inlineOf(n *html.Node) {
	switch n.DataAtom {
	case atom.Sup, atom.Sub:
		w.shifted(n)
		return
	case atom.Script, atom.Style, atom.Head:
		return
	}
	w.edge(n, &w.border.opened)
	m := w.markOf(n)
	if m != nil {
		w.want = append(w.want, m)
	}
	w.below(n)
	if m != nil {
		w.want = w.want[:len(w.want)-1]
	}
	w.edge(n, &w.border.closed)
}

// edge notes that the text crosses an edge of n.
func (w *writer) edge(n *html.Node, which *bool) {
	*which = true
	w.border.hard = w.border.hard || !emphasis(n)
}

// markOf is what Markdown puts around n, nil for nothing.
func (w *writer) markOf(n *html.Node) *mark {
	m := &mark{}
	switch n.DataAtom {
	case atom.B, atom.Strong:
		m.begin, m.end, m.light = "**", "**", true
	case atom.I, atom.Em:
		m.begin, m.end, m.light = "*", "*", true
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		m.begin, m.end, m.light = "`", "`", true
	case atom.S, atom.Strike, atom.Del:
		m.begin, m.end = "~~", "~~"
	case atom.A:
		href := dom.Attr(n, "href")
		if href == "" {
			return nil
		}
		m.begin, m.end = "[", "]("+href+")"
	}
	if m.begin == "" || m.light && w.flat > 0 || slices.ContainsFunc(w.want, func(o *mark) bool { return o.begin == m.begin }) {
		return nil
	}
	return m
}

// shifted writes what stands above or below the line.
func (w *writer) shifted(n *html.Node) {
	mark := dom.TextOf(n, 2*maxBefore)
	if mark == "" {
		return
	}
	if len(mark) > maxBefore/2 { // it is text in small letters
		w.blank = true
		w.below(n)
		w.apart = true
		return
	}
	before := w.before()
	text, joined := raise(mark, before)
	if n.DataAtom == atom.Sup && dom.Has(n, inFormula) {
		text, joined = power(mark), true
	}
	switch {
	case n.DataAtom == atom.Sub:
		text, joined = lower(mark, before)
	case fractional(n):
		text, joined = mark, !endsInDigit(before)
	}
	w.border = border{}
	w.blank = w.blank || !joined
	w.write(text)
	w.apart = !joined
	w.border = border{shifted: true}
}

// before is the end of the line, empty when a blank or a break follows it.
func (w *writer) before() string {
	if w.blank || w.brk > sameLine {
		return ""
	}
	tail := w.out[max(0, len(w.out)-maxBefore):]
	tail = tail[bytes.LastIndexByte(tail, '\n')+1:]
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	return string(tail)
}

// text writes text as HTML shows it: all its blanks and breaks are one blank.
func (w *writer) text(text string) {
	if room := MaxText + 1 - len(w.out); len(text) > room {
		text, w.cut = plaintext.Clip(text, max(room, 0)), true
	}
	if strings.ContainsRune(text, 0xb2) || strings.ContainsRune(text, 0xb3) || strings.ContainsRune(text, 0xb9) || strings.Contains(text, "\xe2\x81") {
		w.superiors(text)
	} else {
		w.plain(text)
	}
}

// superiors writes text with raised digits: those that are notes are parted from
// the figure before them.
func (w *writer) superiors(text string) {
	for text != "" {
		begin := strings.IndexFunc(text, superior)
		if begin < 0 {
			begin = len(text)
		}
		mark := text[begin:]
		mark = mark[:len(mark)-len(strings.TrimLeftFunc(mark, superior))]
		w.plain(text[:begin])
		text = text[begin+len(mark):]
		if mark == "" {
			return
		}
		before := w.before()
		plain, joined := raise(strings.Map(onLine, mark), before)
		fraction := strings.HasPrefix(text, "⁄")
		if before != "" && !joined && !fraction {
			w.blank = true
			w.write(plain)
			w.apart = true
		} else {
			w.blank = w.blank || fraction && endsInDigit(before)
			w.write(mark)
		}
	}
}

// plain writes text that may begin and end with blanks.
func (w *writer) plain(text string) {
	trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
	w.blank = w.blank || len(trimmed) < len(text)
	if trimmed == "" {
		return
	}
	w.write(trimmed)
	last, _ := utf8.DecodeLastRuneInString(text)
	w.blank = unicode.IsSpace(last)
}

// write writes text, which begins with no blank, with what waits for it.
func (w *writer) write(text string) {
	w.begin(text)
	blank := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			blank = true
		case r == '|' && w.flat > 0:
			// It would part cells for all who do not know of escapes.
			w.fill(&blank)
			w.out = append(w.out, "¦"...)
		default:
			w.fill(&blank)
			w.out = append(w.out, text[i:i+size]...)
		}
		i += size
	}
	w.border, w.begun = border{}, true
}

func (w *writer) fill(blank *bool) {
	if *blank {
		w.out = append(w.out, ' ')
		*blank = false
	}
}

// begin writes the break, the blank and the marks that stand before next.
func (w *writer) begin(next string) {
	if w.brk > sameLine && w.flat > 0 && w.begun {
		if last := w.out[len(w.out)-1]; w.parts == 0 && (digit(rune(last)) || last == '%' || last == ')') && strings.ContainsAny(next[:1], "0123456789$(+-") {
			w.parts = ';' // two figures, one above the other
		}
		w.blank, w.brk = true, sameLine
	}
	if w.parts != 0 && w.begun {
		w.blank, w.brk = true, sameLine
		w.close(' ')
		w.out = append(w.out, w.parts)
	}
	w.parts = 0
	first, _ := utf8.DecodeRuneInString(next)
	switch {
	case len(w.out) == 0 || w.brk > sameLine:
		w.line()
	case w.blank:
	case w.apart && (unicode.IsLetter(first) || digit(first) || first == '$'):
		w.blank = true
	case w.border != border{}:
		w.blank = parted(w.before(), next[:min(len(next), maxBefore)], w.border)
	}
	w.apart = false
	w.close(first)
	if w.blank && len(w.out) > 0 {
		if last := w.out[len(w.out)-1]; last != ' ' && last != '\n' {
			w.out = append(w.out, ' ')
		}
	}
	w.blank = false
	for _, m := range w.want[len(w.open):] {
		if m.done {
			continue
		}
		last, _ := utf8.DecodeLastRune(w.out)
		if within := unicode.IsLetter(last) || digit(last); within && m.light {
			m.done = true
			continue
		} else if within && m.begin == "~~" {
			w.out = append(w.out, ' ')
		}
		m.at = len(w.out)
		w.out = append(w.out, m.begin...)
		w.open = append(w.open, m)
	}
}

// line ends the line with the marks that are open in it and begins the next.
func (w *writer) line() {
	for _, m := range slices.Backward(w.open) {
		w.out = append(w.out, m.end...)
		m.done = m.begin == "["
	}
	w.open = w.open[:0]
	if len(w.out) > 0 {
		if w.brk == newParagraph {
			w.out = append(w.out, '\n')
			if w.lead == "" {
				w.out = append(w.out, strings.TrimRight(w.prefix, " ")...)
			}
		}
		w.out = append(w.out, '\n')
	}
	w.out = append(w.out, cmp.Or(w.lead, w.prefix)...)
	w.lead, w.brk, w.blank, w.border = "", sameLine, false, border{}
}

// close ends the marks that are open and not wanted any more, before a text that
// begins with first.
func (w *writer) close(first rune) {
	keep := 0
	live := slices.DeleteFunc(slices.Clone(w.want), func(m *mark) bool { return m.done })
	for keep < len(w.open) && keep < len(live) && w.open[keep] == live[keep] {
		keep++
	}
	for _, m := range slices.Backward(w.open[keep:]) {
		last, _ := utf8.DecodeLastRune(w.out)
		tight := !w.blank && (unicode.IsLetter(first) || digit(first) || first == '^' || digit(last) && strings.ContainsRune(".%/_", first))
		if tight && m.light {
			w.out = slices.Delete(w.out, m.at, m.at+len(m.begin))
			continue
		}
		w.out = append(w.out, m.end...)
		if tight && m.begin == "~~" {
			w.blank = true
		}
	}
	w.open = w.open[:keep]
}

// finish ends what is open.
func (w *writer) finish() {
	w.want = nil
	w.blank = true
	w.close(' ')
}

// wait makes the text that comes begin at least so far from the one before.
func (w *writer) wait(brk int) {
	w.brk = max(w.brk, brk)
	w.apart = false
}

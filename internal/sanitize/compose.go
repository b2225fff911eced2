package sanitize

import (
	"bytes"
	"regexp"
	"slices"
	"unicode/utf8"
)

// compose gives out what was read, but for citations, links and addresses that
// have to go or are written otherwise.
func (w *Writer) compose(final bool) {
	for w.composed < len(w.text) {
		n := w.token(w.text[w.composed:], final)
		if n == 0 {
			break
		}
		w.composed += n
	}
	w.text, w.composed = forget(w.text, w.composed)
}

// token takes what text begins with, and gives how many bytes it took, 0 when
// more has to come.
func (w *Writer) token(text []byte, final bool) int {
	b := text[0]
	alone := len(text) == 1 && !final
	switch {
	case b == '\n':
		w.show(text[:1])
		w.label = w.label && !w.lead
		w.lead = true
		return 1
	case alone && (b == ' ' || b == '!' || b == '\\' || b == '/' || b == ']'):
		return 0
	case b == ' ' && len(text) > 1 && opensAt(text[1:]):
		return w.blank(text, final)
	case b == '!' && len(text) > 1 && text[1] == '[':
		return w.image(text, final)
	case b == '[':
		return w.bracket(text, final)
	case b == ']':
		return w.unopened(text, 1, final)
	case b == '\\':
		return w.escaped(text, final)
	case b == '(':
		return w.parenthesis(text, "(", ")", final)
	case b == '/' || b == '?' || b == '#' || b == ':':
		return w.addressMark(text, final)
	case b == '`':
		n := runOf(text)
		n += endOfCode(text[n:], n) + n
		w.show(text[:n])
		return n
	case b|0x20 == 'h' || b|0x20 == 'f' || b|0x20 == 'w':
		if n, is := w.address(text, final); is {
			return n
		}
	case b >= utf8.RuneSelf:
		return w.wide(text, final)
	}
	n := 1
	for n < len(text) && !means(text[n], text[n-1]) && (text[n] != ' ' || n < len(text)-1 && !opensAt(text[n+1:])) {
		n++
	}
	w.show(text[:n])
	return n
}

// opensAt says that a citation or a link may begin with text.
func opensAt(text []byte) bool {
	switch text[0] {
	case '[', '(', '!', '\\':
		return true
	}
	r, _ := utf8.DecodeRune(text)
	return opens(r)
}

// blank takes a blank before what may go: it goes with it.
func (w *Writer) blank(text []byte, final bool) int {
	before := *w
	w.show(text[:1])
	w.spaced = true
	n := w.token(text[1:], final)
	if n == 0 {
		*w = before
		return 0
	}
	return 1 + n
}

// means says that token has to look at b, that stands after previous.
func means(b, previous byte) bool {
	switch b {
	case '\n', '!', '[', ']', '\\', '(', '/', '?', '#', ':', '`':
		return true
	case 'h', 'f', 'w', 'H', 'F', 'W':
		return !isAlnum(previous)
	}
	return b >= utf8.RuneSelf
}

// show gives text out. Where something was taken out before it, its sides must
// not come together to something else.
func (w *Writer) show(text []byte) {
	last := w.last()
	switch {
	case len(text) == 0:
		return
	case w.joint && (joins(last, text[0]) || w.bare && !isBlank(last) && !isBlank(text[0])), w.pairs(last, text[0]):
		w.out = append(w.out, ' ')
		w.bare = false
	}
	w.out = append(w.out, text...)
	w.bare = w.bare && (text[0] == ' ' && len(text) == 1 || !isBlank(last) && !bytes.ContainsAny(text, " \t\n"))
	w.cited, w.joint, w.spaced = false, false, false
	for i := 0; w.lead && i < len(text); i++ {
		w.lead = isDigit(text[i]) || bytes.IndexByte([]byte(" \t>-*+.)"), text[i]) >= 0
	}
}

// pairs says that two bytes must never stand side by side in what is composed of
// parts: with them an image, a link, code or an address would begin.
func (w *Writer) pairs(last, next byte) bool {
	switch last {
	case '`', '\\':
		return next == '`'
	case '!':
		return next == '['
	case ']':
		return next == '('
	case '/':
		return !isBlank(next) && next != '/' && bytes.HasSuffix(w.out, []byte("//"))
	case 'w', 'W':
		n := len(w.out)
		for n > 0 && w.out[n-1]|0x20 == 'w' {
			n--
		}
		if n > 0 && isAlnum(w.out[n-1]) {
			return false
		}
		count := len(w.out) - n
		return count < 3 && next|0x20 == 'w' || count == 3 && next == '.'
	}
	return false
}

// joins says that two bytes that something stood between must stay apart.
func joins(last, next byte) bool {
	switch last {
	case '<', '&', '/', '\\':
		return !isBlank(next)
	case '~':
		return next == '~'
	case ']', ':':
		return next == '(' || next == ':' || next == '/'
	}
	return isAlnum(last) && isAlnum(next)
}

// remove takes out what would stand here, and the blank before it. Where it stood
// in brackets of its own, a mark is left: without it they would be a citation.
func (w *Writer) remove() {
	if w.spaced && !w.lead {
		w.out = w.out[:len(w.out)-1]
	}
	if numbering.MatchString(w.tail()) {
		w.out = append(w.out, "…"...)
	}
	w.joint, w.spaced = true, false
}

// numbering is the beginning of what could be a citation.
var numbering = regexp.MustCompile(`\[[\d ,;-]*$`)

// escaped takes a backslash with what it escapes. The brackets of a citation may
// be escaped.
func (w *Writer) escaped(text []byte, final bool) int {
	if len(text) == 1 {
		w.show(text)
		return 1
	}
	switch text[1] {
	case '[':
		if len(text) == 2 && !final {
			return 0
		}
		if len(text) > 2 && !isBlank(text[2]) { // \[ x = 7 \] is mathematics
			if n, is := w.citation(text, `\[`, `\]`, final); is {
				return n
			}
		}
		w.show(text[:2])
	case ']':
		return w.unopened(text, 2, final)
	case '\\', '(', ')':
		w.show(text[:2])
	default:
		w.show(text[:1])
		return 1
	}
	return 2
}

// wide takes a character that is not of ASCII.
func (w *Writer) wide(text []byte, final bool) int {
	r, n := utf8.DecodeRune(text)
	for _, pair := range []string{"【】", "［］", "〔〕"} {
		if open, length := utf8.DecodeRuneInString(pair); open == r {
			if n, is := w.citation(text, pair[:length], pair[length:], final); is {
				return n
			}
		}
	}
	if r == '（' {
		return w.parenthesis(text, "（", "）", final)
	}
	for n < len(text) && text[n] >= utf8.RuneSelf {
		next, size := utf8.DecodeRune(text[n:])
		if opens(next) {
			break
		}
		n += size
	}
	w.show(text[:n])
	return n
}

// opens says that a citation may begin with r.
func opens(r rune) bool { return r == '【' || r == '［' || r == '〔' || r == '（' }

// closing is where the bracket that text begins with is closed, -1 where it is
// not. more: it may be yet.
func closing(text []byte, final bool) (end int, more bool) {
	more = len(text) < maxBracket && !final
	text = text[:min(len(text), maxBracket)]
	depth, parentheses := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(':
			parentheses++
		case ')':
			if parentheses--; parentheses < 0 { // an interval: [0, 1)
				return -1, false
			}
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i, false
			}
		case '\\':
			i++
		case '`':
			if run := runOf(text[i:]); i+run < len(text) {
				if end := endOfCode(text[i+run:], run); end >= 0 {
					i += run + end + run - 1
				}
			}
		case '\n':
			if text[i-1] == '\n' {
				return -1, false
			}
		}
	}
	return -1, more
}

// part is a part of a text composed by itself. bare: it ends in the address of a
// source.
func (w *Writer) part(text []byte) (shown []byte, bare bool) {
	within := &Writer{sources: w.sources, indent: inLine, lead: w.lead, text: slices.Clone(text)}
	within.compose(true)
	return within.out, within.bare
}

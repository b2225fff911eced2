package sanitize

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"
)

// read takes what raw begins with: code is shown as it is, tags go, entities and
// escapes that could hide something become what they stand for. What is left is
// composed. It gives how many bytes it took, 0 when more has to come, and -1 when
// raw was written anew.
func (w *Writer) read(raw []byte, final bool) int {
	if w.fence.mark != 0 {
		return w.readFenced(raw, final)
	}
	b := raw[0]
	if w.indent != inLine && b != '\r' {
		switch {
		case b == '\n':
		case b == ' ':
			w.indent++
		case b == '\t':
			w.indent += 4
		case (b == '`' || b == '~') && w.indent <= maxIndent:
			if n, fenced := w.openFence(raw, final); fenced {
				return n
			}
			fallthrough
		default:
			w.row = b == '|'
			w.indent = inLine
		}
	}
	switch {
	case b == '\n' || b == '\r':
		return w.readNewline(raw, final)
	case b == '`':
		return w.readCode(raw, final)
	case b == '~':
		if !bytes.HasSuffix(w.text, []byte("~~")) { // three would open a block of code
			w.text = append(w.text, b)
		}
		return 1
	case b == '\\':
		return w.readEscape(raw, final)
	case b == '&':
		return w.readEntity(raw, final)
	case b == '<':
		return w.readTag(raw, final)
	case b >= utf8.RuneSelf || b < ' ' || b == 0x7f:
		shown, n := w.character(raw, final)
		w.text = append(w.text, shown...)
		return n
	}
	n := 1
	for w.indent == inLine && n < len(raw) && !marks(raw[n]) {
		n++
	}
	w.text = append(w.text, raw[:n]...)
	return n
}

// marks says that read has to look at b.
func marks(b byte) bool {
	switch b {
	case '`', '~', '\\', '&', '<', 0x7f:
		return true
	}
	return b < ' ' || b >= utf8.RuneSelf
}

// readNewline takes the end of a line, which is \n from here on.
func (w *Writer) readNewline(raw []byte, final bool) int {
	n := newline(raw, final)
	if n > 0 {
		w.text = append(w.text, '\n')
		w.indent, w.row = 0, false
	}
	return n
}

// newline is how long the end of a line is that raw begins with, 0 when more has
// to come.
func newline(raw []byte, final bool) int {
	switch {
	case raw[0] == '\n':
		return 1
	case len(raw) == 1 && !final:
		return 0
	case len(raw) > 1 && raw[1] == '\n':
		return 2
	}
	return 1
}

// character is what can be shown of the character that raw begins with, and its
// length, 0 when more has to come.
func (w *Writer) character(raw []byte, final bool) (shown []byte, n int) {
	if !utf8.FullRune(raw) && !final {
		return nil, 0
	}
	r, n := utf8.DecodeRune(raw)
	switch {
	case r == utf8.RuneError && n == 1:
		return []byte("\uFFFD"), n
	case r == '\u2028' || r == '\u2029':
		return []byte{' '}, n
	case r == '\u200c' || r == '\u200d': // scripts and emoji need them
		if w.previous() < utf8.RuneSelf {
			w.join()
			return nil, n
		}
	case r == citing:
		if n = cited(raw, final); n > 0 {
			w.join()
		}
		return nil, n
	case odd(r):
		w.join()
		return nil, n
	}
	return raw[:n], n
}

// Some models cite between characters of their own, in numbers of a search that
// was not ours.
const (
	citing = '\ue200'
	ending = "\ue201"
)

// cited is how long such a citation is, 0 when more has to come.
func cited(raw []byte, final bool) int {
	within := raw[:min(len(raw), maxBracket)]
	if i := bytes.Index(within, []byte(ending)); i >= 0 {
		return i + len(ending)
	}
	if len(within) < maxBracket && !final {
		return 0
	}
	return utf8.RuneLen(citing)
}

// readEscape takes a backslash. Where it could keep something from being seen
// for what programs make of it, it goes.
func (w *Writer) readEscape(raw []byte, final bool) int {
	if len(raw) == 1 {
		if final {
			w.text = append(w.text, '\\')
			return 1
		}
		return 0
	}
	switch next := raw[1]; {
	case next == '\\':
		w.text = append(w.text, raw[:2]...)
		return 2
	case next == '`':
		w.text = append(w.text, '\'')
		return 2
	case bytes.IndexByte([]byte("<&:/!@?"), next) >= 0, next == '.' && isLetter(w.previous()):
		w.join()
		return 1
	}
	for _, command := range []string{"href", "url", "includegraphics", "html"} { // links and images of mathematics
		switch {
		case bytes.HasPrefix(raw[1:], []byte(command)):
			w.join()
			return 1
		case strings.HasPrefix(command, string(raw[1:])) && !final:
			return 0
		}
	}
	w.text = append(w.text, '\\')
	return 1
}

// readEntity takes &lt; and the like for what they stand for.
func (w *Writer) readEntity(raw []byte, final bool) int {
	n := 1
	for n < len(raw) && n < 34 && (isAlnum(raw[n]) || n == 1 && raw[n] == '#') {
		n++
	}
	if n == len(raw) && n < 34 && !final {
		return 0
	}
	if n < len(raw) && raw[n] == ';' {
		entity := string(raw[:n+1])
		if text := html.UnescapeString(entity); text != entity {
			if r, _ := utf8.DecodeRuneInString(text); r < ' ' || odd(r) {
				text = " "
			}
			w.join()
			w.raw = append([]byte(text), raw[n+1:]...)
			return -1
		}
	}
	w.text = append(w.text, '&')
	return 1
}

// previous is the byte before what is read, 0 at the beginning.
func (w *Writer) previous() byte {
	if w.fence.mark != 0 {
		return w.last()
	}
	if len(w.text) == 0 {
		return 0
	}
	return w.text[len(w.text)-1]
}

// join is called where something goes: what stood on its sides must not become
// a tag or the like.
func (w *Writer) join() {
	switch w.previous() {
	case '<', '&', '\\', '`':
		w.text = append(w.text, ' ')
	}
}

package pdf

import (
	"bytes"
	"math"
	"strconv"
)

// maxDepth bounds how deep values lie in one another.
const maxDepth = 64

// Lexer reads values and operators one after the other. What it does not
// understand it reads as an operator that nobody knows.
type Lexer struct {
	data []byte
	at   int
	refs bool // whether "1 0 R" is a reference
}

// NewLexer reads a content stream or a map of characters.
func NewLexer(data []byte) *Lexer { return &Lexer{data: data} }

// Next is the next value or [Operator]; false at the end.
func (l *Lexer) Next() (any, bool) { return l.value(0) }

// closing are marks that end what is being read.
const (
	closeArray = Operator("]")
	closeDict  = Operator(">>")
)

func (l *Lexer) value(depth int) (any, bool) {
	l.skip()
	if l.at >= len(l.data) {
		return nil, false
	}
	switch c := l.data[l.at]; {
	case c == '/':
		l.at++
		return l.name(), true
	case c == '(':
		return l.literal(), true
	case c == '<' && l.ahead(1) == '<':
		l.at += 2
		if depth == maxDepth {
			return Operator("<<"), true
		}
		return l.dict(depth), true
	case c == '<':
		return l.hex(), true
	case c == '>' && l.ahead(1) == '>':
		l.at += 2
		return closeDict, true
	case c == '[':
		l.at++
		if depth == maxDepth {
			return Operator("["), true
		}
		return l.array(depth), true
	case c == ']' || c == '{' || c == '}' || c == ')' || c == '>':
		l.at++
		return Operator(c), true
	}
	return l.word(), true
}

func (l *Lexer) array(depth int) Array {
	array := Array{}
	for {
		v, ok := l.value(depth + 1)
		if !ok || v == closeArray {
			return array
		}
		if op, is := v.(Operator); is {
			if op == closeDict || op == "endobj" || op == "stream" { // it was never closed
				return array
			}
			continue
		}
		array = append(array, v)
	}
}

func (l *Lexer) dict(depth int) Dict {
	dict := Dict{}
	for {
		key, ok := l.value(depth + 1)
		if !ok || key == closeDict || key == Operator("endobj") {
			return dict
		}
		name, ok := key.(Name)
		if !ok {
			continue
		}
		before := l.at
		v, ok := l.value(depth + 1)
		if !ok || v == closeDict {
			return dict
		}
		if op, is := v.(Operator); is {
			if op == "endobj" || op == "stream" {
				l.at = before
				return dict
			}
			continue
		}
		dict[name] = v
	}
}

// skip passes by white space and comments.
func (l *Lexer) skip() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

func (l *Lexer) ahead(n int) byte {
	if l.at+n < len(l.data) {
		return l.data[l.at+n]
	}
	return 0
}

func (l *Lexer) regular() []byte {
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	return l.data[start:l.at]
}

func (l *Lexer) name() Name {
	raw := l.regular()
	if bytes.IndexByte(raw, '#') < 0 {
		return Name(raw)
	}
	var name []byte
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '#' && i+2 < len(raw) && hexDigit(raw[i+1]) >= 0 && hexDigit(raw[i+2]) >= 0 {
			c = byte(hexDigit(raw[i+1])<<4 | hexDigit(raw[i+2]))
			i += 2
		}
		name = append(name, c)
	}
	return Name(name)
}

// word is a number, a reference, true, false, null or an operator.
func (l *Lexer) word() any {
	raw := l.regular()
	switch string(raw) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	number, ok := parseNumber(raw)
	if !ok {
		return Operator(raw)
	}
	if l.refs && raw[0] >= '0' && raw[0] <= '9' {
		if ref, ok := l.reference(number); ok {
			return ref
		}
	}
	return number
}

// reference reads on after a number that may be the first of "1 0 R".
func (l *Lexer) reference(number float64) (Ref, bool) {
	at := l.at
	l.skip()
	generation, ok := parseNumber(l.regular())
	if ok {
		l.skip()
		if string(l.regular()) == "R" {
			if n, g := whole(number, math.MaxInt32), whole(generation, math.MaxInt32); n >= 0 && g >= 0 {
				return Ref{n, g}, true
			}
		}
	}
	l.at = at
	return Ref{}, false
}

// parseNumber reads a number as files write them: 5, -.5, 4., +3, --2, 1.2-3.
func parseNumber(raw []byte) (float64, bool) {
	text := raw
	negative := false
	for len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative = negative || text[0] == '-'
		text = text[1:]
	}
	if i := bytes.IndexByte(text, '-'); i > 0 {
		text = text[:i]
	}
	if len(text) == 0 {
		return 0, false
	}
	points := 0
	for _, c := range text {
		if c == '.' {
			points++
		} else if c < '0' || c > '9' {
			return 0, false
		}
	}
	if points > 1 || points == len(text) {
		return 0, points == len(text)
	}
	number, err := strconv.ParseFloat(string(text), 64)
	if negative {
		number = -number
	}
	return number, err == nil
}

// literal reads a string in parentheses.
func (l *Lexer) literal() String {
	l.at++
	var text []byte
	for depth := 1; l.at < len(l.data); l.at++ {
		switch c := l.data[l.at]; c {
		case '(':
			depth++
			text = append(text, c)
		case ')':
			if depth--; depth == 0 {
				l.at++
				return String(text)
			}
			text = append(text, c)
		case '\\':
			l.at++
			text = l.escape(text)
		case '\r':
			if l.ahead(1) == '\n' {
				l.at++
			}
			text = append(text, '\n')
		default:
			text = append(text, c)
		}
	}
	return String(text)
}

// escape adds what stands after a backslash, and ends on its last byte.
func (l *Lexer) escape(text []byte) []byte {
	c := l.ahead(0)
	if at := bytes.IndexByte([]byte("nrtbf"), c); at >= 0 {
		return append(text, "\n\r\t\b\f"[at])
	}
	switch {
	case c == '\r' && l.ahead(1) == '\n':
		l.at++
		return text
	case c == '\r' || c == '\n':
		return text
	case c < '0' || c > '7':
		return append(text, c)
	}
	code := int(c - '0')
	for range 2 {
		if next := l.ahead(1); next < '0' || next > '7' {
			break
		}
		l.at++
		code = code<<3 | int(l.data[l.at]-'0')
	}
	return append(text, byte(code))
}

// hex reads a string in angle brackets.
func (l *Lexer) hex() String {
	l.at++
	var text []byte
	high := -1
	for ; l.at < len(l.data); l.at++ {
		if l.data[l.at] == '>' {
			l.at++
			break
		}
		digit := hexDigit(l.data[l.at])
		switch {
		case digit < 0:
		case high < 0:
			high = digit
		default:
			text, high = append(text, byte(high<<4|digit)), -1
		}
	}
	if high >= 0 {
		text = append(text, byte(high<<4))
	}
	return String(text)
}

// SkipImage passes by the bytes of an image within a content stream, after its
// operator ID.
func (l *Lexer) SkipImage() {
	for l.at < len(l.data) {
		i := bytes.Index(l.data[l.at:], []byte("EI"))
		if i < 0 {
			l.at = len(l.data)
			return
		}
		start := l.at + i
		l.at = start + 2
		if start > 0 && isSpace(l.data[start-1]) && (l.at >= len(l.data) || isSpace(l.data[l.at])) {
			return
		}
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

package wire

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Half of a surrogate pair is kept between chunks as the three bytes that UTF-8
// would have for it, were it a character: 0xED, then 0xA0 to 0xAF for a high
// half and 0xB0 to 0xBF for a low one.
const halfLength = 3

// unquote reads a string of valid JSON and keeps half characters: a surrogate
// without its partner, and bytes that are not UTF-8.
func unquote(raw []byte) string {
	c := cursor{b: raw, i: 1}
	text, _ := c.text(nil, true)
	return string(text)
}

// text appends the rest of a string to out. Half of a pair is kept, or, without
// halves, not understood.
func (c *cursor) text(out []byte, halves bool) ([]byte, bool) {
	for {
		n := plainRun(c.b[c.i:])
		out = append(out, c.b[c.i:c.i+n]...)
		c.i += n
		if c.eat('"') {
			return out, true
		}
		if c.peek() != '\\' {
			return out, false
		}
		r, ok := c.escape()
		if !ok {
			return out, false
		}
		if !utf16.IsSurrogate(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		before, low := c.i, rune(0)
		if c.peek() == '\\' {
			low, _ = c.escape()
		}
		switch pair := utf16.DecodeRune(r, low); {
		case pair != utf8.RuneError:
			out = utf8.AppendRune(out, pair)
		case halves:
			c.i = before
			out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
		default:
			return out, false
		}
	}
}

// half is the value of a surrogate that text begins with, 0 when there is none.
func half(text string) rune {
	if len(text) < halfLength || text[0] != 0xED || text[1] < 0xA0 {
		return 0
	}
	return 0xD000 | rune(text[1]&0x3F)<<6 | rune(text[2]&0x3F)
}

// SplitHalf parts text from a character that is not complete at its end.
func SplitHalf(text string) (whole, rest string) {
	if len(text) == 0 || text[len(text)-1] < utf8.RuneSelf {
		return text, ""
	}
	for n := 1; n <= min(halfLength, len(text)); n++ {
		tail := text[len(text)-n:]
		if !utf8.RuneStart(tail[0]) {
			continue
		}
		r := half(tail)
		if r >= 0xD800 && r < 0xDC00 || r == 0 && tail[0] >= 0xC0 && !utf8.FullRuneInString(tail) {
			return text[:len(text)-n], tail
		}
		return text, ""
	}
	return text, ""
}

// JoinHalves makes characters of the pairs of halves in text, and replacement
// characters of what has no partner.
func JoinHalves(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var out strings.Builder
	for text != "" {
		if high := half(text); high != 0 {
			text = text[halfLength:]
			r := utf16.DecodeRune(high, half(text))
			if r != utf8.RuneError {
				text = text[halfLength:]
			}
			out.WriteRune(r)
			continue
		}
		r, n := utf8.DecodeRuneInString(text)
		out.WriteRune(r)
		text = text[n:]
	}
	return out.String()
}

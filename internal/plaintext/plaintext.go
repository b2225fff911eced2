// Package plaintext makes texts of others fit to stand beside ours: cut to a size,
// and on one line without what cannot be seen.
//
// It knows no markup, of which sanitize, extract and the search engines know each
// their own.
package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clip is the beginning of text: at most n bytes, never half a rune.
func Clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// Line is a text without what cannot be seen: line breaks, control and format
// characters (that turn the direction or hide in between), broken UTF-8.
func Line(text string) string {
	return strings.Join(strings.FieldsFunc(strings.Map(visible, text), unicode.IsSpace), " ")
}

func visible(r rune) rune {
	switch {
	case r == '\u200d': // joins the parts of an emoji, and of words in some scripts
		return r
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsControl(r), r == utf8.RuneError, r == '\u2028', r == '\u2029':
		return ' '
	}
	return r
}

package client

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is the first words of a source's text: printable, on one line and short, so
// that it can stand in a log.
func Line(text string) string { return Lines(text, 200) }

// Lines is text on one line, printable, cut after most characters.
func Lines(text string, most int) string {
	text = text[:min(len(text), 4*most)]
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError
	}), " ")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "..."
	}
	return text
}

package tools

import (
	"fmt"
	"strings"
	"unicode"

	"quotewire/internal/market"
)

// sheet gathers the lines of a result.
type sheet struct{ b strings.Builder }

// line adds "label: value", or nothing when there is no value.
func (s *sheet) line(label, value string) {
	if value == "" {
		return
	}
	s.b.WriteString(label)
	s.b.WriteString(": ")
	s.b.WriteString(value)
	s.b.WriteByte('\n')
}

// linef is line with a format.
func (s *sheet) linef(label, format string, args ...any) {
	s.line(label, fmt.Sprintf(format, args...))
}

// number adds a figure when it is there.
func (s *sheet) number(label string, n market.Number, write func(float64) string) {
	if v, ok := n.Get(); ok {
		s.line(label, write(v))
	}
}

// text adds a line as it is.
func (s *sheet) text(line string) {
	s.b.WriteString(line)
	s.b.WriteByte('\n')
}

func (s *sheet) String() string { return strings.TrimRight(s.b.String(), "\n") }

// label makes a foreign name safe for a line and a table: no breaks, no
// control characters, no column mark, at most 120 characters.
func label(s string) string { return short(foreign(s), 120) }

// foreign folds a foreign text into one line without control characters and
// column marks.
func foreign(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '|'
	}), " ")
}

// short cuts s after most characters.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

package search

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// field is one member of an object that a model wrote: order tells what comes
// first.
type field struct {
	name  string
	value any // string, word, []any, []field or nil
}

// word is a value without quotes, such as true or a text whose quotes were
// forgotten.
type word string

// maxDepth is how deep lists and objects may stand in each other.
const maxDepth = 16

// lenient reads JSON as models write it: with commas too many or none, single or
// curly quotes, bare words, comments, quotes within quotes, an end that is missing.
// It takes what is whole and refuses nothing; it reads each byte once.
type lenient struct {
	text string
	at   int
	cut  bool // the text ended within a list, an object or a text
}

// value reads one value, nil for none: a text that is cut off is none.
func (l *lenient) value(depth int) any {
	l.skip(" \t\r\n")
	switch r, n := utf8.DecodeRuneInString(l.text[l.at:]); {
	case n == 0:
		return nil
	case r == '{':
		return l.object(depth)
	case r == '[':
		return l.list(depth)
	case closing(r) != "":
		if text, ok := l.quoted(closing(r)); ok {
			return within(text, depth)
		}
		return nil
	}
	return l.bare(",}]\n")
}

// within is a text, or the list or object that is written into it.
func within(text string, depth int) any {
	inner := strings.TrimSpace(text)
	if strings.HasPrefix(inner, "{") && strings.HasSuffix(inner, "}") || strings.HasPrefix(inner, "[") && strings.HasSuffix(inner, "]") {
		l := lenient{text: inner}
		if value := l.value(depth + 1); l.at == len(inner) {
			return value
		}
	}
	return text
}

// list reads the elements of a list, up to its end or that of the text.
func (l *lenient) list(depth int) any {
	l.at++
	all := []any{}
	for l.more(']', depth) {
		all = append(all, l.value(depth+1))
	}
	return all
}

// object reads the fields of an object, up to its end or that of the text.
func (l *lenient) object(depth int) any {
	l.at++
	all := []field{}
	for l.more('}', depth) {
		var name string
		if r, _ := utf8.DecodeRuneInString(l.text[l.at:]); closing(r) != "" {
			name, _ = l.quoted(closing(r))
		} else {
			name = string(l.bare(":,}]\n"))
		}
		l.skip(" \t\r\n")
		if l.at == len(l.text) || l.text[l.at] != ':' && l.text[l.at] != '=' {
			continue
		}
		l.at++
		all = append(all, field{name, l.value(depth + 1)})
	}
	return all
}

// more says that another element stands before end, and goes to it. Within too
// many others there is none: the rest of the text is passed over.
func (l *lenient) more(end byte, depth int) bool {
	if depth == maxDepth {
		l.at = len(l.text)
	}
	l.skip(" \t\r\n,;")
	if l.at == len(l.text) {
		l.cut = true
		return false
	}
	switch l.text[l.at] {
	case end:
		l.at++
		return false
	case ']', '}': // of the other kind: what it closes was forgotten here
		return false
	case ':', '=':
		l.at++
	}
	return true
}

// skip passes over bytes of a set, and over comments.
func (l *lenient) skip(set string) {
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		end := 0
		switch {
		case strings.IndexByte(set, rest[0]) >= 0:
			end = 1
		case strings.HasPrefix(rest, "/*"):
			end = until(rest, "*/") + len("*/")
		case strings.HasPrefix(rest, "//"), rest[0] == '#':
			end = until(rest, "\n")
		default:
			return
		}
		l.at = min(l.at+end, len(l.text))
	}
}

// until is where mark stands in text, its end where it does not.
func until(text, mark string) int {
	if i := strings.Index(text, mark); i >= 0 {
		return i
	}
	return len(text)
}

// bare reads what stands without quotes, up to one of the bytes in ends.
func (l *lenient) bare(ends string) word {
	from := l.at
	for l.at < len(l.text) && strings.IndexByte(ends, l.text[l.at]) < 0 {
		l.at++
	}
	if l.at == from && l.at < len(l.text) {
		l.at++ // never without progress
	}
	return word(strings.TrimSpace(l.text[from:l.at]))
}

// closing is what ends a text that r begins, "" where r begins none.
func closing(r rune) string {
	switch r {
	case '"', '\'', '`':
		return string(r)
	case '“', '„':
		return "”"
	case '‘':
		return "’"
	}
	return ""
}

// quoted reads a text up to the quote that ends it: one that a comma, a colon, a
// bracket, the line's end or, behind a blank, the next quote follows. Others are
// part of the text. ok is false where none ends it.
func (l *lenient) quoted(end string) (text string, ok bool) {
	_, n := utf8.DecodeRuneInString(l.text[l.at:])
	l.at += n
	for from := l.at; l.at < len(l.text); l.at++ {
		switch rest := l.text[l.at:]; {
		case rest[0] == '\\':
			l.at++
		case strings.HasPrefix(rest, end) && ends(rest[len(end):], end):
			l.at += len(end)
			return unescaped(l.text[from : l.at-len(end)]), true
		}
	}
	l.at, l.cut = len(l.text), true
	return "", false
}

// ends says whether what follows a quote shows that it ended a text.
func ends(rest, quote string) bool {
	next := strings.TrimLeft(rest, " \t\r")
	return next == "" || strings.IndexByte(",:;]}=\n#", next[0]) >= 0 || strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/*") ||
		len(next) < len(rest) && strings.HasPrefix(next, quote)
}

// unescaped is a text without its escapes. Those that are none lose their backslash.
func unescaped(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	plain := strings.NewReplacer(`\\`, `\\`, `\"`, `\"`, `\'`, `'`, `"`, `\"`, "\n", " ", "\r", " ", "\t", " ").Replace(text)
	var read string
	if json.Unmarshal([]byte(`"`+plain+`"`), &read) != nil {
		return strings.ReplaceAll(text, `\`, "")
	}
	return read
}

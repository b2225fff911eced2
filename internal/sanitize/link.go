package sanitize

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// bracket takes a [ with what it opens: a citation, a link, the definition of an
// address, or just brackets.
func (w *Writer) bracket(text []byte, final bool) int {
	if n, is := w.citation(text, "[", "]", final); is {
		return n
	}
	end, more := closing(text, final)
	if more || end >= 0 && end+1 == len(text) && !final {
		return 0
	}
	if end < 0 {
		w.label = w.lead
		w.show(text[:1])
		return 1
	}
	content, rest := text[1:end], text[end+1:]
	t := targetOf(rest, final)
	switch {
	case t.more:
		return 0
	case t.size > 0:
		w.link(content, t.address)
		return end + 1 + t.size
	case w.lead && len(rest) > 0 && rest[0] == ':':
		n, doubt, more := definition(rest, final)
		if more {
			return 0
		}
		if n > 0 {
			w.remove()
			return end + 1 + n
		}
		w.label = doubt
	case len(rest) > 0 && rest[0] == '[' && bytes.ContainsFunc(content, isLetterRune) && !isAlnum(w.last()):
		label, more := closing(rest, final)
		if more {
			return 0
		}
		if label >= 0 {
			return w.reference(content, rest, label) + end + 1
		}
	}
	w.show(text[:1])
	return 1
}

func isLetterRune(r rune) bool { return r >= 0x80 || isLetter(byte(r)) }

// link writes a link to a source, and of another its text.
func (w *Writer) link(content []byte, address string) {
	shown, bare := w.part(content)
	at, ok := w.source(address)
	switch {
	case len(bytes.TrimSpace(shown)) == 0:
		w.remove()
	case ok && linkable(shown):
		w.show([]byte("["))
		w.out = append(append(append(append(w.out, shown...), "]("...), at...), ')')
	default:
		w.showPart(shown, bare)
	}
}

// linkable says that a text may be that of a link: a table's cells go before links,
// and no link holds another.
func linkable(text []byte) bool {
	return !bytes.ContainsAny(text, "\n|") && !bytes.Contains(text, []byte("](")) && !bytes.Contains(text, []byte("://"))
}

// showPart shows what stood between brackets that go. With what stands on its
// sides it must not become something else.
func (w *Writer) showPart(shown []byte, bare bool) {
	w.joint = w.joint || w.last() == '<' || w.last() == '&' || w.last() == '\\'
	w.show(shown)
	last := w.last()
	w.joint, w.bare = bare || bytes.IndexByte([]byte(`]/<&\wW`), last) >= 0, bare
}

// reference writes the text of a link whose address is defined elsewhere, in
// brackets behind it. A number there may be a citation: it is left.
func (w *Writer) reference(content, rest []byte, label int) int {
	w.showPart(w.part(content))
	if _, is := readCitation(string(rest[1:label])); is {
		return 0
	}
	return label + 1
}

// image takes an image: its text is shown.
func (w *Writer) image(text []byte, final bool) int {
	end, more := closing(text[1:], final)
	if more || end >= 0 && end+2 == len(text) && !final {
		return 0
	}
	if end >= 0 {
		content, rest := text[2:end+1], text[end+2:]
		t := targetOf(rest, final)
		label := -1
		if len(rest) > 0 && rest[0] == '[' && t.size == 0 {
			label, more = closing(rest, final)
		}
		switch {
		case t.more || more:
			return 0
		case t.size > 0:
			w.link(content, "")
			return end + 2 + t.size
		case label >= 0 && bytes.ContainsFunc(content, isLetterRune):
			w.showPart(w.part(content))
			return end + 2 + label + 1
		}
	}
	w.show(text[:1])
	return 1
}

// unopened takes a ] that nothing was made of, in n bytes: no program may take it
// for the end of a link, or of what is defined.
func (w *Writer) unopened(text []byte, n int, final bool) int {
	rest := text[n:]
	if len(rest) == 0 && !final {
		return 0
	}
	t := target{}
	if len(rest) > 0 && rest[0] == '(' {
		if t = targetOf(rest, final); t.more {
			return 0
		}
	}
	w.show(text[:n])
	w.joint = t.size > 0
	if len(rest) > 0 && rest[0] == ':' && w.label {
		w.show([]byte(" "))
	}
	return n + t.size
}

// target is what stands behind brackets that are a link.
type target struct {
	address string
	size    int // 0: they are none
	more    bool
}

var (
	// remark is a word in parentheses that is no address, and wordy are several.
	remark = regexp.MustCompile(`^[\pL\pN]{2,}$`)
	wordy  = regexp.MustCompile(`^[\s\pZ]*[^\s\pZ]\S*\s[\s\pZ]*[^\s\pZ"'(]`)
	// simple is a word that can only be text.
	simple = regexp.MustCompile(`^[A-Za-z0-9.,%$'-]+$`)
	// titled is an address with a title, escapes what is escaped in one.
	escapes = regexp.MustCompile(`\\([[:punct:]])`)
	titled  = regexp.MustCompile(`^\S+\s+(?:"[^"]*"|'[^']*'|\([^()]*\))$`)
)

// maxBlank is how many blanks are too many between brackets and their address.
const maxBlank = 4

// beginnings are those of addresses that lead somewhere, whatever stands in them.
func beginnings() []string {
	return []string{"http:", "https:", "ftp:", "javascript:", "vbscript:", "data:", "file:", "mailto:", "blob:", "about:", "intent:",
		"ws:", "wss:", "tel:", "sms:", "//", `\\`, "www."}
}

// leads says that an address leads somewhere.
func leads(address string) bool {
	return slices.ContainsFunc(beginnings(), func(b string) bool { return strings.HasPrefix(joined(address), b) })
}

// mayLead says that what comes could make it one that leads somewhere.
func mayLead(address string) bool {
	return slices.ContainsFunc(beginnings(), func(b string) bool { return strings.HasPrefix(b, joined(address)) })
}

// joined is an address without the blanks in it, which programs skip.
func joined(address string) string {
	return strings.ToLower(strings.TrimPrefix(strings.Join(strings.Fields(address), ""), "<"))
}

// targetOf reads ( with an address and ), that text begins with. Between them and
// the brackets blanks may stand when it surely is an address.
func targetOf(text []byte, final bool) target {
	from := 0
	for from < len(text) && from < maxBlank && isBlank(text[from]) && !(from > 0 && text[from] == '\n' && text[from-1] == '\n') {
		from++
	}
	if from == len(text) {
		return target{more: !final && from < maxBlank}
	}
	if text[from] != '(' || from == maxBlank {
		return target{}
	}
	within := text[from:min(len(text), maxTarget)]
	end, depth, broken := -1, 0, false
	for i := 0; i < len(within) && end < 0 && !broken; i++ {
		switch within[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				end = i
			}
		case '\\':
			i++
		case '\n':
			if broken = within[i-1] == '\n'; broken {
				within = within[:i]
			}
		}
	}
	open := string(within[1:])
	switch {
	case end >= 0:
		inner := strings.TrimSpace(string(within[1:end]))
		address, _, _ := strings.Cut(escapes.ReplaceAllString(inner, "$1"), " ")
		if leads(inner) || from == 0 && !remark.MatchString(inner) && (!strings.ContainsAny(inner, " \t\n") || titled.MatchString(inner)) {
			return target{address: address, size: from + end + 1}
		}
		return target{}
	case !broken && len(text) < maxTarget && !final && (leads(open) || mayLead(open) || from == 0 && !wordy.MatchString(open)):
		return target{more: true}
	case leads(open):
		return target{size: from + 1 + beginsBlank(bytes.TrimLeft(within[1:], " \t"), len(within)-1)}
	}
	return target{}
}

// beginsBlank is how much of the last n bytes of a target its address takes.
func beginsBlank(text []byte, n int) int {
	if i := bytes.IndexAny(text, " \t\n"); i >= 0 {
		return n - len(text) + i
	}
	return n
}

// definition is how long the rest of a line is that gives brackets an address,
// 0 where it gives none. doubt: a program may find one. more: it may be one yet.
func definition(rest []byte, final bool) (n int, doubt, more bool) {
	line := rest[1:min(len(rest), maxTarget)]
	end := bytes.IndexByte(line, '\n')
	if end >= 0 {
		line = line[:end]
	}
	words := bytes.Fields(line)
	doubt = len(words) < 2 || !simple.Match(words[0]) || !isAlnum(words[1][0]) || leads(string(words[1]))
	undecided := doubt || leads(string(line)) || len(words) == 2 && !isBlank(line[len(line)-1])
	if end < 0 && len(rest) < maxTarget && !final && undecided {
		return 0, false, true
	}
	inner := strings.TrimSpace(string(line))
	switch {
	case len(words) == 1, titled.MatchString(inner):
		return 1 + len(line), false, false
	case leads(inner):
		return 1 + beginsBlank(bytes.TrimLeft(line, " \t"), len(line)), false, false
	}
	return 0, doubt, false
}

package search

import (
	"strconv"
	"strings"
)

// maxCitation is how long a citation may be: [1, 2, 3].
const maxCitation = 64

// citations takes citations of sources that do not exist out of a text that comes
// in pieces. It holds back only what may become a citation.
type citations struct {
	known func(n int) (written int, ok bool)
	held  string
	open  bool // what was shown ends in a bracket that may become a citation yet
}

// omitted stands for a citation that goes from within another bracket, whose
// sides would make a new one without it: [7[9]].
const omitted = "…"

// write takes a piece and gives what can be shown of it.
func (c *citations) write(piece string) string {
	text := c.held + piece
	c.held = ""
	var out strings.Builder
	for {
		i := strings.IndexByte(text, '[')
		if i < 0 {
			shown := strings.TrimSuffix(text, " ") // it goes with a citation that goes
			c.held = text[len(shown):]
			c.show(&out, shown)
			return out.String()
		}
		c.show(&out, text[:i])
		text = text[i:]
		n := bracket(text)
		switch {
		case n == len(text) && text[n-1] != ']' && n < maxCitation:
			before := out.String()
			shown := strings.TrimSuffix(before, " ")
			c.held = before[len(shown):] + text
			return shown
		case text[n-1] == ']' && n > 2:
			shown := c.cite(text[1 : n-1])
			if shown == "" { // the space before it belongs to it
				kept := strings.TrimSuffix(out.String(), " ")
				out.Reset()
				out.WriteString(kept)
				if c.open {
					shown = omitted
				}
			}
			c.show(&out, shown)
			text = text[n:]
		default:
			c.show(&out, "[")
			text = text[1:]
		}
	}
}

// show adds to out what can be shown, and notes what it may become.
func (c *citations) show(out *strings.Builder, text string) {
	out.WriteString(text)
	for i := range len(text) {
		c.open = text[i] == '[' || c.open && cites(text[i])
	}
}

// rest is what was held back, at the end of the text.
func (c *citations) rest() string {
	held := c.held
	c.held = ""
	return held
}

// bracket is the length of what text has of a citation at its beginning: digits,
// commas and spaces, up to the closing bracket.
func bracket(text string) int {
	for i := 1; i < len(text); i++ {
		switch b := text[i]; {
		case b == ']':
			return i + 1
		case !cites(b):
			return i
		}
	}
	return len(text)
}

// cites says whether b may stand in a citation.
func cites(b byte) bool {
	return b == ',' || b == ' ' || b == ';' || b == '-' || b >= '0' && b <= '9'
}

// cite writes the citations among numbers that exist, each in its brackets, and
// nothing where none does. Brackets without a number are left as they are.
func (c *citations) cite(numbers string) string {
	fields := strings.FieldsFunc(numbers, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '-' })
	if len(fields) == 0 {
		return "[" + numbers + "]"
	}
	var shown strings.Builder
	for _, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil {
			continue
		}
		if written, ok := c.known(n); ok {
			shown.WriteString("[" + strconv.Itoa(written) + "]")
		}
	}
	return shown.String()
}

package extract

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	blankLines = regexp.MustCompile(`\n{3,}`)
	lineEnds   = regexp.MustCompile(`[ \t]+\n`)
)

// tidy takes out of text what nobody sees: control characters, marks that turn
// the direction of writing or have no width, in which text can be hidden from
// people, and needless blanks.
func tidy(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	text = lineEnds.ReplaceAllString(text, "\n")
	return strings.TrimSpace(blankLines.ReplaceAllString(text, "\n\n"))
}

// tidyLine is text as one line of at most n bytes.
func tidyLine(text string, n int) string {
	return Clip(strings.Join(strings.Fields(tidy(Clip(text, 8*n))), " "), n)
}

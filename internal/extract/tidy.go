package extract

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// tidy takes out of text what nobody sees: control characters, marks that turn
// the direction of writing or have no width, in which text can be hidden from
// people, blanks at the ends of lines, and empty lines but one.
func tidy(text string) string {
	out := make([]byte, 0, len(text))
	for i, r := range text {
		switch {
		case r == '\r' && strings.HasPrefix(text[i+1:], "\n"):
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			out = bytes.TrimRight(out, " \t")
			if !bytes.HasSuffix(out, []byte("\n\n")) {
				out = append(out, '\n')
			}
		case ' ' <= r && r <= '~' || r == '\t':
			out = append(out, byte(r))
		case unicode.Is(unicode.Zs, r):
			out = append(out, ' ')
		case !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r):
			out = utf8.AppendRune(out, r)
		}
	}
	return string(bytes.TrimSpace(out))
}

// tidyLine is text as one line of at most n bytes.
func tidyLine(text string, n int) string {
	return plaintext.Clip(strings.Join(strings.Fields(tidy(plaintext.Clip(text, 8*n))), " "), n)
}

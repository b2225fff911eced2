package pdftext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unknown stands for glyphs whose letters nobody knows.
const unknown = "\ufffd"

// glyph is what is drawn at one place: a letter, seldom more. Lengths are in the
// page's units, on a page that is turned so that the glyph stands upright.
type glyph struct {
	text  string
	x0    float64 // where it begins
	x1    float64 // where the next one begins when nothing moves it
	y     float64 // of its base line
	size  float64 // of its font
	space float64 // width of a blank in it
	angle int     // by which it was turned, in degrees
	// raised says that it is a mark above the line.
	raised bool
	// clear says that it is drawn without any colour.
	clear bool
}

func (g glyph) blank() bool { return strings.TrimSpace(g.text) == "" }

// letters is text as people write it: ligatures become their letters, and symbols
// that fonts keep for themselves become what they mostly stand for.
func letters(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= 0xfb00 && r <= 0xfb4f: // presentation forms of ligatures
			b.WriteString(norm.NFKC.String(string(r)))
		case r == 0xf0b7 || r == 0xf0a7 || r == 0xf076 || r == 0xf0d8 || r == 0xf0fc: // bullets of Symbol and Wingdings
			b.WriteRune('•')
		case r > 0xf720 && r <= 0xf7ff && unicode.IsGraphic(r-0xf700): // Adobe's old-style figures and small capitals
			b.WriteRune(r - 0xf700)
		case r == '\t' || unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case r < ' ' || r == utf8.RuneError || unicode.Is(unicode.Co, r):
			b.WriteString(unknown)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

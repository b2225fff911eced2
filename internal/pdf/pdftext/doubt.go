package pdftext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// doubt counts what fonts show that do not say what their codes mean, where these
// were taken for those of Windows.
type doubt struct {
	glyphs  int
	letters int // of ASCII
	vowels  int
	figures int // digits and what stands beside them
	foreign int // letters beyond ASCII
}

func (d *doubt) add(text string) {
	r, _ := utf8.DecodeRuneInString(text)
	d.glyphs++
	switch {
	case strings.ContainsRune("aeiouyAEIOUY", r):
		d.vowels++
		d.letters++
	case r < utf8.RuneSelf && unicode.IsLetter(r):
		d.letters++
	case strings.ContainsRune("0123456789.,-%()$ ", r):
		d.figures++
	case unicode.IsLetter(r):
		d.foreign++
	}
}

// fails says that it is no text of which most is in such fonts: many programs
// number their glyphs as they come.
func (d *doubt) fails(known int) bool {
	if d.glyphs < 20 || d.glyphs*2 < known {
		return false
	}
	odd := d.glyphs - d.letters - d.figures
	return d.letters >= 20 && d.vowels*5 < d.letters || odd*3 > d.glyphs || d.foreign > d.letters
}

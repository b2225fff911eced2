package pdftext

import (
	"quotewire/internal/pdf"
)

// char is one glyph of a font: what it means and how far it moves the pen.
type char struct {
	text  string
	known bool    // whether text is what it means
	width float64 // as a part of the font's size
	blank bool    // whether the gap between words is added to it
}

// font tells the glyphs of strings.
type font struct {
	chars  map[int]char // those that were asked for
	char   func(code int) char
	length func(s string) int // how many bytes at the beginning of s are one code
	space  float64            // width of a blank, as a part of the size
	// assumed says that what its codes mean is not said anywhere.
	assumed bool
}

// usualSpace is the width of a blank in fonts that do not say it.
const usualSpace = 0.25

func newFont(f *pdf.File, d pdf.Dict, t *tables) *font {
	n := &font{chars: map[int]char{}, length: func(string) int { return 1 }, space: usualSpace}
	toUnicode := readMap(f, d["ToUnicode"])
	if f.Name(d["Subtype"]) == "Type0" {
		newComposite(f, d, n, toUnicode)
	} else {
		newSimple(f, d, n, toUnicode, t)
	}
	return n
}

// next is the first glyph of s, which is not empty, and how many bytes it takes.
func (n *font) next(s string) (char, int) {
	size := min(max(n.length(s), 1), len(s))
	code := codeOf(pdf.String(s[:size]))
	key := code<<3 | size
	c, ok := n.chars[key]
	if !ok {
		c = n.char(code)
		c.blank = size == 1 && code == ' '
		if c.known && c.text == " " && c.width > 0.1 && c.width < 0.7 {
			n.space = c.width
		}
		n.chars[key] = c
	}
	return c, size
}

// newSimple reads a font of at most 256 glyphs.
func newSimple(f *pdf.File, d pdf.Dict, n *font, toUnicode *cmap, t *tables) {
	standard := newStandard(f, d, t)
	codes := newCodeTable(f, d, standard)
	n.assumed = codes.assumed && toUnicode == nil
	widths, first := f.Numbers(d["Widths"]), int(f.Number(d["FirstChar"], 0))
	missing := f.Number(f.Dict(d["FontDescriptor"])["MissingWidth"], 0)
	unit := 0.001
	if f.Name(d["Subtype"]) == "Type3" {
		if m := f.Numbers(d["FontMatrix"]); len(m) == 6 && m[0] != 0 {
			unit = max(m[0], -m[0])
		}
	}
	n.char = func(code int) char {
		c := char{text: codes.texts[code], known: codes.texts[code] != ""}
		if text, ok := toUnicode.text(code); ok && (text >= " " || !c.known) { // a map of nothings is none
			c.text, c.known = text, true
		}
		switch {
		case code >= first && code-first < len(widths):
			c.width = widths[code-first] * unit
		case len(widths) == 0:
			c.width = standard.width(code, c.text) / 1000
		default:
			c.width = missing * unit
		}
		return c
	}
	n.next(" ") // for the width of a blank
}

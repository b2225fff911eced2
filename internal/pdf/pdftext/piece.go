package pdftext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// piece is a part of a line with no wide gap in it.
type piece struct {
	line   int // its number on the page
	text   string
	x0, x1 float64
	y      float64
	size   float64
}

const (
	// widestBlank is from what gap on, in parts of the size, what follows stands in
	// another column, whatever else is on the line, and up to narrowestCell it
	// never does.
	widestBlank   = 1.0
	narrowestCell = 0.55
	// blankShare is from what part of a blank on a gap is one.
	blankShare = 0.5
	// drawnBlank is from what gap on, in parts of the size, a blank that was drawn
	// is one, and not taken back by a move of the pen.
	drawnBlank = 0.04
)

// piecesOf parts lines into pieces, and these into words.
func piecesOf(lines []line) (pieces []piece) {
	for i, l := range lines {
		var current *writer
		wide, close, between := wideLetters(l.glyphs), closeLetters(l.glyphs), figureGap(l.glyphs)
		var before glyph
		drawn := false // whether a blank was drawn since
		for _, g := range l.glyphs {
			if g.blank() {
				drawn = true
				continue
			}
			gap := g.x0 - before.x1
			if current == nil || gap > cellGap(before, g, between)*max(g.size, before.size) && !g.raised {
				if current != nil {
					pieces = append(pieces, current.piece())
				}
				current = &writer{p: piece{line: i, x0: g.x0, y: l.y}}
			} else if gap > wide+blankGap(before, g, close) || drawn && gap > wide+drawnBlank*g.size {
				current.blank()
			}
			current.write(g)
			before, drawn = g, false
		}
		if current != nil {
			pieces = append(pieces, current.piece())
		}
	}
	return joinSigns(pieces)
}

// cellGap is from what gap on, in parts of the size, b stands in another column
// than a, where figures does so beside a figure.
func cellGap(a, b glyph, figures float64) float64 {
	if strings.ContainsAny(a.text, "0123456789)%") || strings.ContainsAny(b.text, "0123456789($€£¥-−+") {
		return figures
	}
	return widestBlank
}

// figureGap is from what gap on, in parts of the size, what follows a figure on a
// line, or one that follows, stands in another column: one that is far wider than
// those between its words.
func figureGap(glyphs []glyph) float64 {
	var words []float64
	var before glyph
	for i, g := range glyphs {
		if g.blank() {
			continue
		}
		if gap := (g.x0 - before.x1) / g.size; i > 0 && gap > 0.15 && gap < widestBlank {
			words = append(words, gap)
		}
		before = g
	}
	switch {
	case wideLetters(glyphs) > 0:
		return widestBlank
	case len(words) == 0:
		return narrowestCell
	}
	slices.Sort(words)
	return min(max(2.1*words[len(words)/8], narrowestCell), widestBlank)
}

// blankGap is from what gap on there is a blank between two glyphs. In a line whose
// letters stand close to each other a small one is enough.
func blankGap(a, b glyph, close bool) float64 {
	size := max(a.size, b.size)
	if close && !a.raised && !b.raised {
		return 0.1 * size
	}
	space := min(a.space, b.space)
	if a.raised != b.raised {
		space = max(a.space, b.space)
	}
	return min(max(blankShare*space, 0.1*size), 0.2*size)
}

// wideLetters is the usual gap between the letters of a line whose letters are set
// apart, 0 for other lines.
func wideLetters(glyphs []glyph) float64 {
	var gaps []float64
	letters := 0
	for i := 1; i < len(glyphs); i++ {
		a, b := glyphs[i-1], glyphs[i]
		if a.blank() || b.blank() {
			continue
		}
		if unicode.IsLetter([]rune(b.text + " ")[0]) {
			letters++
		}
		gaps = append(gaps, (b.x0-a.x1)/b.size)
	}
	usual := median(gaps)
	if len(gaps) < 4 || letters < len(gaps)*2/3 || usual < 0.08 || usual > 0.5 {
		return 0
	}
	return usual * glyphs[0].size
}

// closeLetters says whether nearly all glyphs of a line begin where the one before
// ends, but for the gaps between words.
func closeLetters(glyphs []glyph) bool {
	at, all := 0, 0
	for i := 1; i < len(glyphs); i++ {
		a, b := glyphs[i-1], glyphs[i]
		if a.blank() || b.blank() {
			continue
		}
		all++
		if b.x0-a.x1 < 0.02*b.size {
			at++
		}
	}
	return all >= 8 && at*10 >= all*7
}

var (
	// openSign belongs to the figure after it, closeSign to the one before.
	openSign  = regexp.MustCompile(`^(?:[-–—(]?\s?(?:[A-Z]{0,3}\$|€|£|¥|₹|CHF|EUR|USD|GBP)\s?[-–(]?|\(|•|▪|●|◦|–|-|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$`)
	closeSign = regexp.MustCompile(`^(?:%?\)?%?|\)|x|×)$`)
	figure    = regexp.MustCompile(`^[-–—(]*[\d.,]`)
	bullet    = regexp.MustCompile(`^(?:•|▪|●|◦|–|-|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$`)
)

// joinSigns joins signs of currencies and closing marks, which tables set apart, to
// their figures, and the marks of lists to what they stand before.
func joinSigns(pieces []piece) (joined []piece) {
	for _, p := range pieces {
		n := len(joined) - 1
		if n < 0 || joined[n].line != p.line {
			joined = append(joined, p)
			continue
		}
		last := &joined[n]
		gap := (p.x0 - last.x1) / p.size
		first := n == 0 || joined[n-1].line != p.line
		switch {
		case bullet.MatchString(last.text) && first && gap < 4 && !figure.MatchString(p.text):
			last.text += " " + p.text
		case openSign.MatchString(last.text) && !bullet.MatchString(last.text) && figure.MatchString(p.text) && gap < 12:
			last.text += " " + p.text
		case closeSign.MatchString(p.text) && figure.MatchString(strings.TrimLeft(last.text, "$€£¥ ")) && gap < 2:
			last.text += p.text
		default:
			joined = append(joined, p)
			continue
		}
		last.x1, last.size = p.x1, max(last.size, p.size)
	}
	return joined
}

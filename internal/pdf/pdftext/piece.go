package pdftext

import (
	"regexp"
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
	// cellGap is from what gap on, in parts of the size, what follows stands in
	// another column.
	cellGap = 1.0
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
		wide := wideLetters(l.glyphs)
		var before glyph
		drawn := false // whether a blank was drawn since
		for _, g := range l.glyphs {
			if g.blank() {
				drawn = true
				continue
			}
			gap := g.x0 - before.x1
			if current == nil || gap > cellGap*max(g.size, before.size) && !g.raised {
				if current != nil {
					pieces = append(pieces, current.piece())
				}
				current = &writer{p: piece{line: i, x0: g.x0, y: l.y}}
			} else if gap > wide+blankGap(before, g) || drawn && gap > wide+drawnBlank*g.size {
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

// blankGap is from what gap on there is a blank between two glyphs.
func blankGap(a, b glyph) float64 {
	size := max(a.size, b.size)
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

// writer puts the text of a piece together.
type writer struct {
	p    piece
	b    strings.Builder
	mark strings.Builder // that is being written
	last string
}

func (w *writer) blank() {
	w.closeMark(false)
	if w.last != " " {
		w.put(" ")
	}
}

func (w *writer) put(text string) {
	w.b.WriteString(text)
	w.last = text
}

func (w *writer) write(g glyph) {
	w.p.x1, w.p.size = max(w.p.x1, g.x1), max(w.p.size, g.size)
	text := g.text
	if plain, ok := raisedDigit(text); ok {
		text, g.raised = plain, true
	}
	if g.raised {
		w.mark.WriteString(text)
		return
	}
	w.closeMark(true)
	if text == unknown && w.last == unknown { // one stands for all
		return
	}
	w.put(text)
}

func (w *writer) piece() piece {
	w.closeMark(false)
	w.p.text = leftToRight(strings.TrimSpace(dots.ReplaceAllString(w.b.String(), "  ")))
	return w.p
}

var (
	// dots lead the eye from a label to its figure.
	dots = regexp.MustCompile(`\s*(?:[.…·_]\s?){5,}\s*`)
	// note is the mark of a note: a number, a letter or a sign.
	note = regexp.MustCompile(`^(?:\(?(?:\d{1,3}|[a-h])\)?(?:, ?(?:\d{1,3}|[a-h]))*|[*†‡§]+)$`)
	// measure ends in a unit of length, whose raised figure is no note.
	measure = regexp.MustCompile(`(?:^|[^\pL])(?:[kcmd]?m|ft|in|mi|yd)$`)
)

// closeMark writes a raised mark so that it is no part of what it stands at. A
// letter within a word is none.
func (w *writer) closeMark(within bool) {
	mark := strings.TrimSpace(w.mark.String())
	w.mark.Reset()
	switch {
	case mark == "":
	case !note.MatchString(mark), within && unicode.IsLetter(rune(mark[0])): // a raised ending, as of 1st
		w.put(mark)
	case (mark == "2" || mark == "3") && measure.MatchString(w.b.String()):
		w.put(map[string]string{"2": "²", "3": "³"}[mark])
	case w.b.Len() == 0: // it stands before its note
		w.put("[note " + strings.Trim(mark, "()") + "] ")
		w.last = " "
	default:
		w.put(" [note " + strings.Trim(mark, "()") + "]")
	}
}

// raisedDigit is the plain form of a letter that is a raised digit.
func raisedDigit(text string) (string, bool) {
	const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	for i, r := range []rune(raised) {
		if text == string(r) {
			return string(rune('0' + i)), true
		}
	}
	return "", false
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

package pdftext

import (
	"cmp"
	"slices"
	"strings"
)

// farLarger is from what ratio of sizes on glyphs are no words of one line when
// they lie over each other.
const farLarger = 2

// partOverlaid gives large letters that lie over a line, as a stamp does, a line of
// their own.
func partOverlaid(lines []line) (parted []line) {
	for _, l := range lines {
		small := slices.MinFunc(l.glyphs, func(a, b glyph) int { return cmp.Compare(a.size, b.size) }).size
		var over, under []glyph
		for _, g := range l.glyphs {
			if g.size >= farLarger*small && covers(g, l.glyphs) {
				over = append(over, g)
			} else {
				under = append(under, g)
			}
		}
		if len(over) == 0 {
			parted = append(parted, l)
			continue
		}
		// Letters of the stamp that lie beside the line belong to it too.
		beside := func(g glyph) bool { return g.size == over[0].size }
		for _, g := range under {
			if beside(g) {
				over = append(over, g)
			}
		}
		under = slices.DeleteFunc(under, beside)
		for _, glyphs := range [][]glyph{under, over} {
			part := line{y: l.y, glyphs: glyphs}
			for _, g := range glyphs {
				part.size = max(part.size, g.size)
			}
			part.sort()
			parted = append(parted, part)
		}
	}
	return parted
}

// covers says whether two letters or more of a line, far smaller than g, begin
// below it.
func covers(g glyph, glyphs []glyph) bool {
	from, _ := slices.BinarySearchFunc(glyphs, g.x0, func(other glyph, x float64) int {
		if other.x0 <= x {
			return -1
		}
		return 1
	})
	below := 0
	for _, other := range glyphs[from:] {
		if other.x0 >= g.x1-other.size/2 || below > 1 {
			break
		}
		if !other.blank() && other.size*farLarger <= g.size {
			below++
		}
	}
	return below > 1
}

// raiseInitials puts the large letter that a paragraph begins with into the first
// of the lines beside it. Its base is that of the last.
func raiseInitials(lines []line) {
	for i := range lines {
		if len(lines[i].glyphs) == 0 {
			continue
		}
		initial := lines[i].glyphs[0]
		if strings.TrimSpace(initial.text) == "" || len(lines[i].glyphs) > 1 && lines[i].glyphs[1].size*1.8 > initial.size {
			continue
		}
		first, next := -1, 0.0
		for j := i - 1; j >= 0 && lines[j].y-initial.y < 0.8*initial.size; j-- {
			if g, ok := after(lines[j].glyphs, initial); ok && g.size*1.8 <= initial.size {
				first, next = j, g.x0
			}
		}
		if first < 0 {
			continue
		}
		lines[i].glyphs = lines[i].glyphs[1:]
		if initial.text != "A" && initial.text != "I" { // which may be a word
			initial.x1 = next
		}
		initial.y, initial.size = lines[first].y, lines[first].size
		lines[first].glyphs = append(lines[first].glyphs, initial)
		lines[first].sort()
	}
}

// after is the glyph that stands directly after another one.
func after(glyphs []glyph, other glyph) (glyph, bool) {
	for _, g := range glyphs {
		if gap := g.x0 - other.x1; gap > -0.1*other.size && gap < 0.3*other.size {
			return g, true
		}
	}
	return glyph{}, false
}

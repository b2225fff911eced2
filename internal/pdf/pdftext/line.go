package pdftext

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// line is what stands on one base line, from left to right.
type line struct {
	y, size float64
	glyphs  []glyph
}

const (
	// sameLine is how far, in parts of the size, base lines of one line may differ.
	sameLine = 0.2
	// nearby is how many lines above and below a mark are looked at.
	nearby = 4
	// longestMark is how many glyphs a mark has at most.
	longestMark = 10
)

// linesOf puts glyphs into lines, from the top to the bottom, however they were
// drawn. Marks that are raised or lowered join the line that they belong to.
func linesOf(glyphs []glyph) []line {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var lines []line
	for _, g := range glyphs {
		if n := len(lines) - 1; n >= 0 && lines[n].y-g.y <= sameLine*min(g.size, lines[n].size) {
			lines[n].glyphs = append(lines[n].glyphs, g)
			lines[n].size = max(lines[n].size, g.size)
			continue
		}
		lines = append(lines, line{y: g.y, size: g.size, glyphs: []glyph{g}})
	}
	for i := range lines {
		lines[i].sort()
	}
	lines = partOverlaid(lines)
	raiseInitials(lines)
	attachMarks(lines)
	return slices.DeleteFunc(lines, func(l line) bool { return len(l.glyphs) == 0 })
}

// sort brings glyphs in order, and drops those that were drawn twice to look bold.
func (l *line) sort() {
	slices.SortStableFunc(l.glyphs, func(a, b glyph) int { return cmp.Compare(a.x0, b.x0) })
	kept := l.glyphs[:0]
	for _, g := range l.glyphs {
		twice := false
		for i := len(kept) - 1; i >= max(0, len(kept)-3); i-- {
			twice = twice || kept[i].text == g.text && g.x0-kept[i].x0 < 0.2*(g.x1-g.x0) && g.text != unknown
		}
		if !twice {
			kept = append(kept, g)
		}
	}
	l.glyphs = kept
}

// attachMarks moves small glyphs that stand above or below a line's base into it.
func attachMarks(lines []line) {
	for i := range lines {
		if strings.TrimSpace(textOf(lines[i].glyphs)) == "" {
			continue
		}
		var kept []glyph
		for _, run := range runsOf(lines[i].glyphs) {
			if !attach(lines, i, run) {
				kept = append(kept, run...)
			}
		}
		lines[i].glyphs = kept
	}
}

// attach joins a run of line i to a line near it that it is a mark of.
func attach(lines []line, i int, run []glyph) bool {
	for _, distance := range []int{1, -1, 2, -2, 3, -3, nearby, -nearby} {
		j := i + distance
		if j < 0 || j >= len(lines) {
			continue
		}
		above := run[0].y - lines[j].y
		host, ok := neighbour(lines[j].glyphs, run)
		if !ok || !isMark(run, host, above) {
			continue
		}
		for k := range run {
			run[k].y, run[k].raised = lines[j].y, above > 0
		}
		lines[j].glyphs = append(lines[j].glyphs, run...)
		lines[j].sort()
		return true
	}
	return false
}

// isMark says whether a run that stands so far above a glyph is a mark beside it.
func isMark(run []glyph, host glyph, above float64) bool {
	part := above / host.size
	if len(run) > longestMark {
		return false
	}
	if part < -0.05 {
		return run[0].size <= 0.92*host.size && part > -0.5
	}
	if run[0].size <= 0.85*host.size {
		return part > 0.1 && part < 0.85
	}
	return run[0].size <= 1.05*host.size && part > 0.25 && part < 0.6 && len(strings.TrimSpace(textOf(run))) <= 3
}

// neighbour is the glyph that a run stands directly after, or else before.
func neighbour(glyphs []glyph, run []glyph) (glyph, bool) {
	first, last := run[0], run[len(run)-1]
	for _, after := range []bool{true, false} {
		for _, g := range glyphs {
			gap := first.x0 - g.x1
			if !after {
				gap = g.x0 - last.x1
			}
			if !g.blank() && gap > -0.2*g.size && gap < 0.5*g.size {
				return g, true
			}
		}
	}
	return glyph{}, false
}

// runsOf parts glyphs where there is more than a blank between them.
func runsOf(glyphs []glyph) (runs [][]glyph) {
	start := 0
	for i := 1; i <= len(glyphs); i++ {
		if i == len(glyphs) || glyphs[i].x0-glyphs[i-1].x1 > 0.6*glyphs[i].size || math.Abs(glyphs[i].size-glyphs[i-1].size) > 0.1*glyphs[i].size {
			runs = append(runs, glyphs[start:i:i])
			start = i
		}
	}
	return runs
}

func textOf(glyphs []glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteString(g.text)
	}
	return b.String()
}

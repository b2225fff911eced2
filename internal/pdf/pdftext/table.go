package pdftext

import (
	"cmp"
	"slices"
	"strings"
)

// row is what stands beside each other.
type row struct {
	y, size float64
	pieces  []piece
}

// rowsOf puts the pieces of a region into rows, from the top to the bottom.
func rowsOf(pieces []piece) (rows []row) {
	for i, p := range pieces {
		if i == 0 || pieces[i-1].line != p.line {
			rows = append(rows, row{y: p.y})
		}
		r := &rows[len(rows)-1]
		r.pieces, r.size = append(r.pieces, p), max(r.size, p.size)
	}
	return joinWrapped(rows)
}

// maxCells bounds the columns of a table.
const maxCells = 40

// writeRows writes rows as lines, and as tables where pieces stand below each
// other.
func writeRows(rows []row) string {
	var b strings.Builder
	pitch := usualPitch(rows)
	for i := 0; i < len(rows); {
		if i > 0 {
			b.WriteByte('\n')
			if rows[i-1].y-rows[i].y > 1.5*pitch || rows[i].size > 1.25*rows[i-1].size || rows[i].size < 0.8*rows[i-1].size {
				b.WriteByte('\n')
			}
		}
		if n := tableLength(rows[i:], pitch); n > 1 {
			if i > 0 && !strings.HasSuffix(b.String(), "\n\n") {
				b.WriteByte('\n')
			}
			b.WriteString(writeTable(rows[i : i+n]))
			if i += n; i < len(rows) {
				b.WriteByte('\n')
			}
			continue
		}
		b.WriteString(rows[i].text())
		i++
	}
	return b.String()
}

func (r row) text() string {
	var parts []string
	for _, p := range r.pieces {
		parts = append(parts, p.text)
	}
	return strings.Join(parts, "  ")
}

// usualPitch is the usual distance between base lines.
func usualPitch(rows []row) float64 {
	var steps []float64
	for i := 1; i < len(rows); i++ {
		steps = append(steps, rows[i-1].y-rows[i].y)
	}
	slices.Sort(steps)
	if len(steps) < 2 {
		return 1.5 * rows[0].size
	}
	return steps[(len(steps)-1)/2]
}

// tableLength is how many of the first rows are a table: rows of several pieces,
// with a few of one between them that stand in the first column.
func tableLength(rows []row, pitch float64) int {
	if len(rows[0].pieces) < 2 {
		return 0
	}
	length, single := 1, 0
	for i := 1; i < len(rows); i++ {
		if rows[i-1].y-rows[i].y > max(3*pitch, 4*rows[i].size) {
			break
		}
		if len(rows[i].pieces) > 1 {
			length, single = i+1, 0
		} else if single++; single > 2 || rows[i].pieces[0].x1 > rows[0].right() {
			break
		}
	}
	if len(cells(rows[:length])) < 2 {
		return 0
	}
	return length
}

func (r row) right() float64 { return r.pieces[len(r.pieces)-1].x1 }

// cell is the extent of a column of a table.
type cell struct{ x0, x1 float64 }

// cells are the columns that the pieces of a table stand in. The narrow ones tell
// them: what reaches over two is a head of both.
func cells(rows []row) (found []cell) {
	var pieces []piece
	for _, r := range rows {
		if len(r.pieces) > 1 {
			pieces = append(pieces, r.pieces...)
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.x1-a.x0, b.x1-b.x0) })
	for _, p := range pieces {
		switch at := over(found, p); {
		case len(at) == 0 && len(found) < maxCells:
			found = append(found, cell{p.x0, p.x1})
		case len(at) == 1:
			c := &found[at[0]]
			c.x0, c.x1 = min(c.x0, p.x0), max(c.x1, p.x1)
		}
	}
	slices.SortFunc(found, func(a, b cell) int { return cmp.Compare(a.x0, b.x0) })
	return joinHeads(found, rows)
}

// over are the numbers of the columns that a piece stands in.
func over(found []cell, p piece) (at []int) {
	for i, c := range found {
		if p.x0 < c.x1 && p.x1 > c.x0 {
			at = append(at, i)
		}
	}
	return at
}

// writeTable writes rows as a table in Markdown, each piece in its column. A bar
// would part cells for all who do not know of escapes.
func writeTable(rows []row) string {
	found := cells(rows)
	var b strings.Builder
	for i, r := range rows {
		texts := make([]string, len(found))
		at := 0
		for _, p := range r.pieces {
			if own := over(found, p); len(own) > 0 {
				at = max(at, own[0])
			}
			texts[at] = strings.TrimSpace(texts[at] + " " + strings.ReplaceAll(p.text, "|", "¦"))
		}
		b.WriteString("| " + strings.Join(texts, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", len(found)) + "\n")
		}
	}
	return b.String()
}

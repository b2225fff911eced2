package pdftext

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// yearOnly is a head that has no letters.
var yearOnly = regexp.MustCompile(`^(?:19|20)\d\d$`)

// joinHeads joins the columns that are only heads to those that they are above:
// over figures that stand to the right, a head in the middle touches none of them.
func joinHeads(found []cell, rows []row) []cell {
	for i := 0; i < len(found); i++ {
		above := contents(found, rows, i)
		if !above.head || len(found) < 3 {
			continue
		}
		best, nearest := -1, math.Inf(1)
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(found) {
				continue
			}
			below := contents(found, rows, j)
			distance := max(found[j].x0-found[i].x1, found[i].x0-found[j].x1)
			if !below.figures {
				distance += 1e6
			}
			if below.first > above.last && distance < nearest {
				best, nearest = j, distance
			}
		}
		if best < 0 {
			continue
		}
		left := min(i, best)
		found[left] = cell{found[left].x0, found[left+1].x1}
		found = append(found[:left+1], found[left+2:]...)
		i = max(-1, left-2)
	}
	return found
}

// content is what stands in a column.
type content struct {
	first, last int // of its rows
	head        bool
	figures     bool
}

// contents looks at column i of a table.
func contents(found []cell, rows []row, i int) content {
	c := content{first: -1, head: true}
	var inside []piece
	for n, r := range rows {
		for _, p := range r.pieces {
			at := over(found, p)
			if len(at) != 1 || at[0] != i {
				continue
			}
			if c.first < 0 {
				c.first = n
			}
			c.last = n
			inside = append(inside, p)
			c.head = c.head && (strings.ContainsFunc(p.text, unicode.IsLetter) || yearOnly.MatchString(p.text))
		}
	}
	c.head = c.head && len(inside) > 0
	c.figures = tabular(inside)
	return c
}

// joinWrapped joins the two lines of a label that its figures stand between.
func joinWrapped(rows []row) []row {
	var joined []row
	for i := 0; i < len(rows); i++ {
		if i+2 < len(rows) && isWrapped(rows[i], rows[i+1], rows[i+2]) {
			label := rows[i].pieces[0]
			label.text += " " + rows[i+2].pieces[0].text
			label.x1 = max(label.x1, rows[i+2].pieces[0].x1)
			rows[i+1].pieces = append([]piece{label}, rows[i+1].pieces...)
			joined = append(joined, rows[i+1])
			i += 2
			continue
		}
		joined = append(joined, rows[i])
	}
	return joined
}

func isWrapped(above, middle, below row) bool {
	if len(above.pieces) != 1 || len(below.pieces) != 1 {
		return false
	}
	first, last := above.pieces[0], below.pieces[0]
	up, down := above.y-middle.y, middle.y-below.y
	return math.Abs(first.x0-last.x0) < first.size/2 && middle.pieces[0].x0 > max(first.x1, last.x1) &&
		up < 0.85*first.size && math.Abs(up-down) < 0.1*first.size
}

package pdftext

import (
	"slices"
	"strings"
)

const (
	// fewestRows is how many rows a table has at least that parts a page.
	fewestRows = 3
	// tableWidth is what part of a page's width such a table reaches over at least:
	// one of a column stays in it.
	tableWidth = 0.6
)

// bands part a page above and below tables that reach over its columns: else the
// prose there would be read across, or the figures of the table by column. A page
// without prose in columns stays whole.
func bands(pieces []piece) (all [][]piece) {
	lines, least := byLine(pieces), tableWidth*width(pieces)
	from := 0
	for at := 0; at < len(lines); {
		rows, end := figureRows(lines[at:])
		end += at
		if rows >= fewestRows && width(slices.Concat(lines[at:end]...)) >= least {
			for at > from && head(lines[at-1]) {
				at--
			}
			all = append(all, slices.Concat(lines[from:at]...), slices.Concat(lines[at:end]...))
			from = end
		}
		at = max(end, at+1)
	}
	return joinBands(append(all, slices.Concat(lines[from:]...)))
}

// joinBands joins bands without columns of prose to what comes before them.
func joinBands(all [][]piece) (joined [][]piece) {
	parted := true // whether the last one is to stay by itself
	for _, band := range all {
		_, ok := gutter(band, maxColumns)
		switch {
		case len(band) == 0:
		case ok || parted:
			joined, parted = append(joined, band), ok
		default:
			last := &joined[len(joined)-1]
			*last = append(*last, band...)
		}
	}
	return joined
}

// byLine are pieces by the lines that they stand on.
func byLine(pieces []piece) (lines [][]piece) {
	for i, p := range pieces {
		if i == 0 || pieces[i-1].line != p.line {
			lines = append(lines, nil)
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], p)
	}
	return lines
}

// figureRows is how many of the first lines are rows of figures, with no more than
// two lines of one label between them, and how many lines that are in all.
func figureRows(lines [][]piece) (rows, all int) {
	right := 0.0
	for i, l := range lines {
		switch {
		case figureRow(l):
			rows, all, right = rows+1, i+1, max(right, l[len(l)-1].x1)
		case rows == 0 || i-all >= 2 || len(l) > 1 || l[0].x0 >= right:
			return rows, all
		}
	}
	return rows, all
}

// figureRow says whether a line is a label and, for the most part, figures.
func figureRow(line []piece) bool {
	if len(line) < 2 {
		return false
	}
	figures := 0
	for _, p := range line[1:] {
		if tabular([]piece{p}) {
			figures++
		}
	}
	return figures*2 > len(line)-1
}

// head says whether a line may stand at the head of a table: several pieces of few
// words.
func head(line []piece) bool {
	return len(line) > 1 && !slices.ContainsFunc(line, func(p piece) bool { return len(strings.Fields(p.text)) > 4 })
}

func width(pieces []piece) float64 {
	from, to := extent(pieces)
	return to - from
}

// extent is how far pieces reach to both sides, from 0 to 0 for none.
func extent(pieces []piece) (from, to float64) {
	for i, p := range pieces {
		if i == 0 {
			from, to = p.x0, p.x1
		}
		from, to = min(from, p.x0), max(to, p.x1)
	}
	return from, to
}

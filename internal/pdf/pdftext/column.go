package pdftext

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

const (
	// fewestLines is how many lines a column of prose has at least.
	fewestLines = 4
	// maxColumns bounds how often a page is parted.
	maxColumns = 8
)

// columns parts what stands on a page into what is read one after the other. Prose
// in columns is read column by column; a table stays whole.
func columns(pieces []piece) (regions [][]piece) {
	for _, band := range bands(pieces) {
		regions = append(regions, part(band, maxColumns)...)
	}
	return regions
}

func part(pieces []piece, depth int) (regions [][]piece) {
	if len(pieces) == 0 {
		return nil
	}
	g, ok := gutter(pieces, depth)
	if !ok {
		return [][]piece{pieces}
	}
	var across, left, right []piece
	flush := func() {
		if len(across) > 0 {
			regions = append(regions, across)
		}
		both := slices.Concat(left, right)
		switch {
		case len(left) > 0 && len(right) > 0 && !tabular(left) && !tabular(right):
			regions = append(regions, part(left, depth-1)...)
			regions = append(regions, part(right, depth-1)...)
		case len(both) > 0:
			slices.SortStableFunc(both, inOrder)
			regions = append(regions, both)
		}
		across, left, right = nil, nil, nil
	}
	for _, p := range pieces {
		switch {
		case p.x1 <= g:
			left = append(left, p)
		case p.x0 >= g:
			right = append(right, p)
		default:
			if len(left)+len(right) > 0 {
				flush()
			}
			across = append(across, p)
		}
	}
	flush()
	return regions
}

func inOrder(a, b piece) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.x0, b.x0))
}

// gutter is where an empty strip runs down between two columns of prose.
func gutter(pieces []piece, depth int) (float64, bool) {
	if depth == 0 || len(pieces) < 2*fewestLines {
		return 0, false
	}
	for _, g := range strips(pieces) {
		var left, right []piece
		for _, p := range pieces {
			switch {
			case p.x1 <= g:
				left = append(left, p)
			case p.x0 >= g:
				right = append(right, p)
			}
		}
		if prose(left, depth) && prose(right, depth) {
			return g, true
		}
	}
	return 0, false
}

// strips are the middles of strips that few pieces cross, the emptiest first.
func strips(pieces []piece) []float64 {
	from, to := extent(pieces)
	var sizes []float64
	for _, p := range pieces {
		sizes = append(sizes, p.size)
	}
	size := median(sizes)
	step := max(size/5, (to-from)/2000)
	if size <= 0 || to-from < 10*size || math.IsInf(step, 0) {
		return nil
	}
	crossed := make([]int, int((to-from)/step)+2)
	for _, p := range pieces {
		for i := int((p.x0 - from) / step); i <= int((p.x1-from)/step) && i < len(crossed); i++ {
			crossed[i]++
		}
	}
	type strip struct {
		middle  float64
		crossed int
		width   int
	}
	var found []strip
	for start := 0; start < len(crossed); {
		end := start
		for end < len(crossed) && crossed[end] == crossed[start] {
			end++
		}
		inside := start > 0 && end < len(crossed) && crossed[start-1] > crossed[start] && crossed[end] > crossed[start]
		if inside && crossed[start] <= len(pieces)/6 && float64(end-start)*step >= 0.6*size {
			found = append(found, strip{from + float64(start+end)*step/2, crossed[start], end - start})
		}
		start = end
	}
	slices.SortFunc(found, func(a, b strip) int {
		return cmp.Or(cmp.Compare(a.crossed, b.crossed), cmp.Compare(b.width, a.width))
	})
	var middles []float64
	for _, s := range found[:min(len(found), 6)] {
		middles = append(middles, s.middle)
	}
	return middles
}

// prose says whether pieces are a column of prose, or columns of it: lines of
// several words that mostly fill it.
func prose(pieces []piece, depth int) bool {
	if len(pieces) < fewestLines || tabular(pieces) {
		return false
	}
	words := 0
	var widths []float64
	for _, p := range pieces {
		words += len(strings.Fields(p.text))
		widths = append(widths, p.x1-p.x0)
	}
	if float64(words) < 3.2*float64(len(pieces)) {
		return false
	}
	if median(widths) >= 0.6*width(pieces) {
		return true
	}
	_, more := gutter(pieces, depth-1)
	return more
}

// tabular says whether pieces are mostly figures.
func tabular(pieces []piece) bool {
	figures := 0
	for _, p := range pieces {
		digits, letters := 0, 0
		for _, r := range p.text {
			switch {
			case unicode.IsDigit(r):
				digits++
			case unicode.IsLetter(r):
				letters++
			}
		}
		if digits >= letters {
			figures++
		}
	}
	return figures*3 > len(pieces)
}

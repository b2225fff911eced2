package pdftext

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// layOut is the text of what stands on a page. Text that is turned comes after
// what most of the page is in.
func layOut(glyphs []glyph) string {
	turned := map[int][]glyph{}
	for _, g := range glyphs {
		turned[g.angle] = append(turned[g.angle], g)
	}
	angles := slices.SortedFunc(maps.Keys(turned), func(a, b int) int {
		return cmp.Or(cmp.Compare(len(turned[b]), len(turned[a])), cmp.Compare(a, b))
	})
	var parts []string
	for _, angle := range angles {
		for _, region := range columns(piecesOf(linesOf(turned[angle]))) {
			if text := strings.TrimSuffix(writeRows(rowsOf(region)), "\n"); text != "" {
				parts = append(parts, text)
			}
		}
	}
	return joinHyphens(strings.Join(parts, "\n\n"))
}

// median is the middle of values, 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

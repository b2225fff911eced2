package pdftext

import (
	"slices"

	"quotewire/internal/pdf"
)

// newComposite reads a font of many glyphs, whose codes are mostly of two bytes
// and mean nothing by themselves.
func newComposite(f *pdf.File, d pdf.Dict, n *font, toUnicode *cmap) {
	var descendant pdf.Dict
	if list := f.Array(d["DescendantFonts"]); len(list) > 0 {
		descendant = f.Dict(list[0])
	}
	widths := newWidths(f, descendant)
	codes := readMap(f, d["Encoding"])
	if codes == nil || codes.all {
		codes = &cmap{spaces: []codeSpace{{2, 0, 0xffff}}, glyphs: []glyphRange{{0, 0xffff, 0}}}
	}
	n.length = codes.length
	glyph, known := codes.glyph, func(int) (string, bool) { return "", false }
	collection, _ := f.Get(f.Dict(descendant["CIDSystemInfo"])["Ordering"]).(pdf.String)
	if p, ok := newPredefined(string(f.Name(d["Encoding"]))); ok {
		n.length, glyph, known = p.length, p.glyph, p.text
	} else if slices.Contains([]pdf.String{"Japan1", "GB1", "CNS1", "Korea1"}, collection) {
		known = func(code int) (string, bool) { return latinGlyphText(codes.glyph(code)) }
	}
	n.char = func(code int) char {
		text, ok := toUnicode.text(code)
		if !ok {
			text, ok = known(code)
		}
		return char{text: text, known: ok, width: widths.of(glyph(code)) / 1000}
	}
}

// latinGlyphText is what a glyph means of the first 95 of each of Adobe's
// collections, which are ASCII.
func latinGlyphText(glyph int) (string, bool) {
	if glyph < 1 || glyph > 95 {
		return "", false
	}
	return string(rune(glyph + ' ' - 1)), true
}

// widths are those of the glyphs of a composite font, by number.
type widths struct {
	usual  float64
	ranges []widthRange
}

type widthRange struct {
	low, high int
	widths    []float64 // one for all, or one for each
}

func newWidths(f *pdf.File, d pdf.Dict) widths {
	w := widths{usual: f.Number(d["DW"], 1000)}
	list := f.Array(d["W"])
	for len(list) >= 2 {
		low := int(f.Number(list[0], 0))
		if each, ok := f.Get(list[1]).(pdf.Array); ok {
			w.ranges = append(w.ranges, widthRange{low, low + len(each) - 1, f.Numbers(each)})
			list = list[2:]
			continue
		}
		if len(list) < 3 {
			break
		}
		w.ranges = append(w.ranges, widthRange{low, int(f.Number(list[1], 0)), []float64{f.Number(list[2], 0)}})
		list = list[3:]
	}
	return w
}

func (w widths) of(glyph int) float64 {
	for _, r := range w.ranges {
		if glyph < r.low || glyph > r.high {
			continue
		}
		if len(r.widths) == 1 {
			return r.widths[0]
		}
		return r.widths[glyph-r.low]
	}
	return w.usual
}

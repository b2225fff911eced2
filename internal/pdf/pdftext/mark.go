package pdftext

import (
	"slices"

	"quotewire/internal/pdf"
)

// mark is a part of a content stream that is said something of.
type mark struct {
	first  int    // the first of its glyphs
	text   string // what it says instead of its glyphs
	told   bool   // whether text holds
	hidden bool
}

func (d *drawing) beginMark(op pdf.Operator) {
	m := mark{first: len(d.glyphs)}
	if op == "BDC" && len(d.args) > 1 {
		value := d.args[1]
		if name, ok := value.(pdf.Name); ok {
			value = d.f.Dict(d.resources["Properties"])[name]
		}
		if d.name(0) == "OC" {
			m.hidden = d.isHidden(value)
		} else if text, ok := d.f.Get(d.f.Dict(value)["ActualText"]).(pdf.String); ok {
			m.text, m.told = pdf.Text(text), true
		}
	}
	if m.hidden {
		d.layers++
	}
	if len(d.marks) < maxStates {
		d.marks = append(d.marks, m)
	}
}

func (d *drawing) endMark() {
	if len(d.marks) == 0 {
		return
	}
	m := d.marks[len(d.marks)-1]
	d.marks = d.marks[:len(d.marks)-1]
	if m.hidden {
		d.layers--
	}
	if !m.told || m.first >= len(d.glyphs) {
		return
	}
	// What is told stands in place of the glyphs, when they are on one line.
	glyphs := d.glyphs[m.first:]
	whole := glyphs[0]
	for _, g := range glyphs {
		if g.angle != whole.angle || g.y != whole.y {
			return
		}
		if g.text == unknown && m.text != "" {
			d.unknown--
			d.known++
		}
		whole.x0, whole.x1 = min(whole.x0, g.x0), max(whole.x1, g.x1)
	}
	whole.text = letters(m.text)
	d.glyphs = append(d.glyphs[:m.first], whole)
}

// isHidden says whether a layer, or all layers of a group, are switched off.
func (d *drawing) isHidden(v any) bool {
	shown := func(layer any) bool {
		ref, ok := layer.(pdf.Ref)
		return !ok || !d.hidden[ref]
	}
	group := d.f.Dict(v)["OCGs"]
	layers := d.f.Array(group)
	return !shown(v) || !shown(group) || len(layers) > 0 && !slices.ContainsFunc(layers, shown)
}

package pdftext

import (
	"strings"

	"quotewire/internal/pdf"
)

// maxAnnotations bounds what is drawn over one page.
const maxAnnotations = 2000

// annotate draws what lies over a page and is shown: fields of forms as they are
// filled in, and texts that were put on it.
func (c *canvas) annotate(page pdf.Page) error {
	annotations := c.f.Array(page.Dict["Annots"])
	for _, v := range annotations[:min(len(annotations), maxAnnotations)] {
		a := c.f.Dict(v)
		const hidden, noView = 2, 32
		if flags := int(c.f.Number(a["F"], 0)); flags&(hidden|noView) != 0 || c.f.Name(a["Subtype"]) == "Popup" {
			continue
		}
		area := c.f.Numbers(a["Rect"])
		if len(area) != 4 {
			continue
		}
		rect := box{area[0], area[1], area[2], area[3]}.in(identity())
		if look := c.appearance(a); look == nil {
			c.fillIn(a, rect)
		} else if err := c.appear(look, rect); err != nil {
			return err
		}
	}
	return nil
}

// appearance is how an annotation looks in the state that it is in, nil when it
// does not say.
func (c *canvas) appearance(a pdf.Dict) *pdf.Stream {
	normal := c.f.Dict(a["AP"])["N"]
	if s := c.f.Stream(normal); s != nil {
		return s
	}
	return c.f.Stream(c.f.Dict(normal)[c.f.Name(a["AS"])])
}

// appear draws a look so that its box fills the rectangle.
func (c *canvas) appear(look *pdf.Stream, rect box) error {
	shape := matrixOf(c.f.Numbers(look.Dict["Matrix"]))
	from, ok := c.frame(look, shape)
	if !ok || from.right <= from.left || from.top <= from.bottom {
		return nil
	}
	x, y := (rect.right-rect.left)/(from.right-from.left), (rect.top-rect.bottom)/(from.top-from.bottom)
	data, _ := c.f.Data(look) // what is damaged ends earlier
	s := newState()
	s.ctm = shape.times(matrix{x, 0, 0, y, rect.left - from.left*x, rect.bottom - from.bottom*y})
	return c.run(data, c.f.Dict(look.Dict["Resources"]), s, 1)
}

// fillIn writes what a field or a text holds that does not say how it looks.
func (c *canvas) fillIn(a pdf.Dict, rect box) {
	text := c.held(a)
	if text == "" || len(c.glyphs) >= maxGlyphs {
		return
	}
	size := min(rect.top-rect.bottom, 12) * 0.8
	c.glyphs = append(c.glyphs, glyph{
		text: letters(text), size: size, space: usualSpace * size,
		x0: rect.left, x1: max(rect.left, min(rect.right, rect.left+size*float64(len(text))/2)), y: (rect.top+rect.bottom)/2 - size/3,
	})
	c.known++
}

// held is the value of a field of text, or of a choice, or a text on the page.
func (c *canvas) held(a pdf.Dict) string {
	said := func(key pdf.Name) any {
		for at, depth := a, 0; at != nil && depth < 8; at, depth = c.f.Dict(at["Parent"]), depth+1 {
			if v := c.f.Get(at[key]); v != nil {
				return v
			}
		}
		return nil
	}
	var value pdf.String
	const password = 1 << 13
	switch kind := c.f.Name(said("FT")); {
	case c.f.Name(a["Subtype"]) == "FreeText":
		value, _ = said("Contents").(pdf.String)
	case (kind == "Tx" || kind == "Ch") && int(c.f.Number(said("Ff"), 0))&password == 0:
		value, _ = said("V").(pdf.String)
	}
	return strings.Join(strings.Fields(pdf.Text(value)), " ")
}

package pdftext

import (
	"math"

	"quotewire/internal/pdf"
)

// write does what an operator of text says.
func (d *drawing) write(op pdf.Operator) {
	switch op {
	case "BT":
		d.line, d.pen = identity(), identity()
	case "Tf":
		d.font, d.size = d.fontOf(d.name(0)), d.number(1)
	case "Tc":
		d.gap = d.number(0)
	case "Tw":
		d.blank = d.number(0)
	case "Tz":
		d.scale = d.number(0) / 100
	case "TL":
		d.lead = d.number(0)
	case "Ts":
		d.rise = d.number(0)
	case "Tr":
		d.clear = d.number(0) == 3 || d.number(0) == 7
	case "Tm":
		if n := d.numbers(); len(n) == 6 {
			d.line = matrixOf(n)
			d.pen = d.line
		}
	case "Td":
		d.move(d.number(0), d.number(1))
	case "TD":
		d.lead = -d.number(1)
		d.move(d.number(0), d.number(1))
	case "T*":
		d.move(0, -d.lead)
	case "Tj":
		d.show(0)
	case "'":
		d.move(0, -d.lead)
		d.show(0)
	case "\"":
		d.blank, d.gap = d.number(0), d.number(1)
		d.move(0, -d.lead)
		d.show(2)
	case "TJ":
		d.pieces()
	case "gs":
		d.graphics(d.f.Dict(d.f.Dict(d.resources["ExtGState"])[d.name(0)]))
	}
}

func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.pen = d.line
}

// graphics takes a font from a dictionary of settings.
func (d *drawing) graphics(settings pdf.Dict) {
	if set := d.f.Array(settings["Font"]); len(set) == 2 {
		d.font, d.size = d.loadFont(set[0]), d.f.Number(set[1], 0)
	}
}

func (d *drawing) fontOf(name pdf.Name) *font {
	if known, ok := d.fonts[name]; ok {
		return known
	}
	d.fonts[name] = d.loadFont(d.f.Dict(d.resources["Font"])[name])
	return d.fonts[name]
}

// loadFont reads each font of the file once.
func (r *reader) loadFont(v any) *font {
	ref, shared := v.(pdf.Ref)
	if known, ok := r.fonts[ref]; ok && shared {
		return known
	}
	loaded := newFont(r.f, r.f.Dict(v), r.tables)
	if shared {
		r.fonts[ref] = loaded
	}
	return loaded
}

// pieces shows strings with shifts between them, in thousandths of the size.
func (d *drawing) pieces() {
	for _, v := range arg[pdf.Array](d, 0) {
		switch v := v.(type) {
		case pdf.String:
			d.glyphsOf(string(v))
		case float64:
			d.advance(-v / 1000 * d.size * d.scale)
		}
	}
}

func (d *drawing) show(i int) { d.glyphsOf(string(arg[pdf.String](d, i))) }

func (d *drawing) advance(x float64) { d.pen = matrix{1, 0, 0, 1, x, 0}.times(d.pen) }

// glyphsOf puts the glyphs of a string on the page, each where the pen is.
func (d *drawing) glyphsOf(s string) {
	if d.font == nil {
		return
	}
	// Letters that are set apart belong together all the same. One or two are not
	// set apart: the gap is between words.
	apart := len(s) > 2*d.font.length(s) && math.Abs(d.gap) <= math.Abs(d.size)/2
	for len(s) > 0 {
		c, n := d.font.next(s)
		s = s[n:]
		width := c.width * d.size
		whole := width + d.gap
		if c.blank {
			whole += d.blank
		}
		if apart {
			width = whole
		}
		d.put(c, width*d.scale)
		d.advance(whole * d.scale)
	}
}

// put keeps a glyph at the pen's place, when it can be seen.
func (d *drawing) put(c char, width float64) {
	m := d.pen.times(d.ctm)
	if !m.finite() || len(d.glyphs) >= maxGlyphs {
		return
	}
	x, y := m.apply(0, d.rise)
	size := math.Abs(d.size) * math.Hypot(m.c, m.d)
	if middleX, middleY := m.apply(width/2, d.rise+d.size/4); !d.isSeen(middleX, middleY, size) {
		return
	}
	along := math.Hypot(m.a, m.b)
	angle := math.Atan2(m.b, m.a)
	if d.size*d.scale < 0 { // drawn towards the left, turned about
		angle += math.Pi
	}
	degrees := (int(math.Round(angle*180/math.Pi/5))*5 + 720) % 360
	if degrees == 180 && m.a*m.d < 0 { // a mirror, not a turn
		degrees = 0
	}
	g := glyph{text: letters(c.text), clear: d.clear, size: size, angle: degrees, space: d.font.space * math.Abs(d.size*d.scale) * along}
	if !c.known {
		g.text = unknown
	}
	switch {
	case g.text == unknown:
		d.unknown++
	case !g.blank():
		d.known++
		if d.font.assumed {
			d.doubt.add(g.text)
		}
	}
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	g.x0, g.y = x*cos+y*sin, y*cos-x*sin
	g.x1 = g.x0 + math.Abs(width)*along
	d.glyphs = append(d.glyphs, g)
}

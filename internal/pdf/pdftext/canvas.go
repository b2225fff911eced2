package pdftext

import (
	"context"
	"math"
	"slices"

	"quotewire/internal/pdf"
)

const (
	// maxOperators bounds what is drawn on one page.
	maxOperators = 4 << 20
	// maxGlyphs bounds what is kept of one page.
	maxGlyphs = 200_000
	// maxForms is how deep drawings may lie in one another.
	maxForms = 12
	// maxStates is how often the state may be put aside.
	maxStates = 256
	// maxFills bounds the coloured areas of a page that are remembered.
	maxFills = 4096
)

// canvas is a page that is being drawn.
type canvas struct {
	*reader
	ctx    context.Context
	seen   []float64 // what of the page is shown; empty when that is not known
	left   int       // operators that may still be drawn
	glyphs []glyph
	fills  []box // where something that is not white was drawn
	images []box
}

// state is how things are drawn. It is put aside and taken back by q and Q.
type state struct {
	ctm    matrix
	font   *font
	size   float64
	gap    float64 // after each glyph
	blank  float64 // after each blank
	scale  float64 // of widths
	lead   float64 // between lines
	rise   float64
	white  bool
	grey   bool // whether one number is a grey, and not an amount of ink
	layers int  // how many of the open layers are hidden
	clear  bool // whether text is drawn without any colour
	clip   box  // outside of which nothing is shown
}

func newState() state {
	everything := box{math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1)}
	return state{ctm: identity(), scale: 1, clip: everything}
}

// drawing is the run of one content stream.
type drawing struct {
	*canvas
	state
	resources pdf.Dict
	depth     int
	stack     []state
	marks     []mark
	line      matrix // where the line begins
	pen       matrix
	path      box
	clips     bool // whether the path is to bound what is shown
	args      []any
	fonts     map[pdf.Name]*font // those without a number of their own
}

// run draws a content stream.
func (c *canvas) run(content []byte, resources pdf.Dict, s state, depth int) error {
	d := &drawing{canvas: c, state: s, resources: resources, depth: depth, line: identity(), pen: identity(), path: emptyBox(), fonts: map[pdf.Name]*font{}}
	l := pdf.NewLexer(content)
	for {
		v, ok := l.Next()
		if !ok {
			return nil
		}
		op, is := v.(pdf.Operator)
		if !is {
			if len(d.args) < 64 {
				d.args = append(d.args, v)
			}
			continue
		}
		if c.left--; c.left < 0 {
			return nil
		}
		if c.left%256 == 0 && c.ctx.Err() != nil {
			return context.Cause(c.ctx)
		}
		if op == "ID" {
			l.SkipImage()
			c.pictures++
		} else if err := d.draw(op); err != nil {
			return err
		}
		d.args = d.args[:0]
	}
}

// arg is argument i, counted from the first, and the zero value where it is
// another kind of thing or missing.
func arg[T any](d *drawing, i int) (v T) {
	if i < len(d.args) {
		v, _ = d.args[i].(T)
	}
	return v
}

func (d *drawing) number(i int) float64 { return arg[float64](d, i) }

func (d *drawing) name(i int) pdf.Name { return arg[pdf.Name](d, i) }

func (d *drawing) numbers() []float64 {
	var numbers []float64
	for _, arg := range d.args {
		if n, ok := arg.(float64); ok {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// draw does what an operator says. What does not matter to text is passed over.
func (d *drawing) draw(op pdf.Operator) error {
	switch op {
	case "q":
		if len(d.stack) < maxStates {
			d.stack = append(d.stack, d.state)
		}
	case "Q":
		if n := len(d.stack); n > 0 {
			layers := d.layers
			d.state, d.stack = d.stack[n-1], d.stack[:n-1]
			d.layers = layers
		}
	case "cm":
		if n := d.numbers(); len(n) == 6 {
			d.ctm = matrixOf(n).times(d.ctm)
		}
	case "Do":
		return d.object(d.name(0))
	case "BDC", "BMC":
		d.beginMark(op)
	case "EMC":
		d.endMark()
	case "m", "l", "c", "v", "y", "re":
		d.extend(op)
	case "f", "F", "f*", "B", "B*", "b", "b*", "sh":
		d.fill(op)
	case "S", "s", "n":
		d.endPath()
	case "W", "W*":
		d.clips = true
	case "g", "rg", "k", "cs", "sc", "scn":
		d.paint(op)
	default:
		d.write(op)
	}
	return nil
}

// object draws a picture or a drawing that is kept beside the page.
func (d *drawing) object(name pdf.Name) error {
	s := d.f.Stream(d.f.Dict(d.resources["XObject"])[name])
	if s == nil || d.isHidden(s.Dict["OC"]) {
		return nil
	}
	if d.f.Name(s.Dict["Subtype"]) == "Image" {
		d.pictures++
		area := box{0, 0, 1, 1}.in(d.ctm)
		d.cover(area)
		if len(d.images) < maxFills {
			d.images = append(d.images, area)
		}
		return nil
	}
	if d.f.Name(s.Dict["Subtype"]) != "Form" || d.depth >= maxForms {
		return nil
	}
	data, _ := d.f.Data(s) // what is damaged ends earlier
	inner := d.state
	inner.ctm = matrixOf(d.f.Numbers(s.Dict["Matrix"])).times(d.ctm)
	if frame, ok := d.frame(s, inner.ctm); ok {
		inner.clip = inner.clip.within(frame)
	}
	resources := d.f.Dict(s.Dict["Resources"])
	if resources == nil {
		resources = d.resources
	}
	return d.run(data, resources, inner, d.depth+1)
}

// frame is the box of a drawing that is kept beside the page, which bounds it.
func (c *canvas) frame(s *pdf.Stream, m matrix) (box, bool) {
	n := c.f.Numbers(s.Dict["BBox"])
	if len(n) != 4 {
		return box{}, false
	}
	return box{n[0], n[1], n[2], n[3]}.in(m), true
}

// extend makes the path that is being drawn reach further.
func (d *drawing) extend(op pdf.Operator) {
	n := d.numbers()
	if op == "re" && len(n) == 4 {
		area := box{n[0], n[1], n[0] + n[2], n[1] + n[3]}.in(d.ctm)
		d.path.add(area.left, area.bottom)
		d.path.add(area.right, area.top)
		return
	}
	for ; len(n) >= 2; n = n[2:] {
		d.path.add(d.ctm.apply(n[0], n[1]))
	}
}

// fill colours the path, or all of the page by a shading.
func (d *drawing) fill(op pdf.Operator) {
	if op == "sh" {
		d.cover(box{-math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, math.MaxFloat64})
	} else if !d.white {
		d.cover(d.path)
	}
	d.endPath()
}

// endPath begins a new path. The old one may bound what is shown from now on.
func (d *drawing) endPath() {
	if d.clips && d.path.left <= d.path.right {
		d.clip = d.clip.within(d.path)
	}
	d.path, d.clips = emptyBox(), false
}

func (d *drawing) cover(area box) {
	if len(d.fills) < maxFills && d.layers == 0 {
		d.fills = append(d.fills, area)
	}
}

// paint sets the colour. Only whether it is white is of interest.
func (d *drawing) paint(op pdf.Operator) {
	n := d.numbers()
	if op == "cs" {
		d.white = false
		space := d.f.Get(d.f.Dict(d.resources["ColorSpace"])[d.name(0)])
		d.grey = d.name(0) == "DeviceGray" || d.name(0) == "G" || space == pdf.Name("DeviceGray")
		if array, _ := space.(pdf.Array); !d.grey && len(array) > 0 {
			kind := d.f.Name(array[0])
			d.grey = kind == "CalGray" || kind == "ICCBased"
		}
		return
	}
	switch len(n) {
	case 1:
		d.white = (op == "g" || d.grey) && n[0] >= 0.98
	case 3:
		d.white = slices.Min(n) >= 0.98
	case 4:
		d.white = slices.Max(n) <= 0.02
	default:
		d.white = false
	}
}

// isSeen says whether text around a point can be seen: on the page, in what is
// shown of it, and not white on white.
func (d *drawing) isSeen(x, y, size float64) bool {
	if d.layers > 0 || size < 0.5 || !d.clip.holds(x, y, size/4) {
		return false
	}
	if len(d.seen) == 4 && !(box{d.seen[0], d.seen[1], d.seen[2], d.seen[3]}).holds(x, y, size) {
		return false
	}
	return !d.white || slices.ContainsFunc(d.fills, func(area box) bool { return area.holds(x, y, size/4) })
}

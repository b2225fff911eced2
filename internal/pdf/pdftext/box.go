package pdftext

import "math"

// box is a rectangle on the page, empty at first.
type box struct{ left, bottom, right, top float64 }

func emptyBox() box {
	return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

func (b *box) add(x, y float64) {
	b.left, b.right = min(b.left, x), max(b.right, x)
	b.bottom, b.top = min(b.bottom, y), max(b.top, y)
}

// holds says whether a point is in the box or at most slack away.
func (b box) holds(x, y, slack float64) bool {
	return x >= b.left-slack && x <= b.right+slack && y >= b.bottom-slack && y <= b.top+slack
}

// in is the box around b where a matrix puts it.
func (b box) in(m matrix) box {
	around := emptyBox()
	for _, corner := range [][2]float64{{b.left, b.bottom}, {b.right, b.bottom}, {b.left, b.top}, {b.right, b.top}} {
		around.add(m.apply(corner[0], corner[1]))
	}
	return around
}

// within is what of b is in another box too.
func (b box) within(other box) box {
	return box{max(b.left, other.left), max(b.bottom, other.bottom), min(b.right, other.right), min(b.top, other.top)}
}

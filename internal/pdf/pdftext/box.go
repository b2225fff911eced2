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

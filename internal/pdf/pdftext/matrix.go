package pdftext

import "math"

// matrix maps x, y to a*x+c*y+e, b*x+d*y+f, as the format writes it.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// times is m and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// finite says whether no number of m has overflowed.
func (m matrix) finite() bool {
	sum := m.a + m.b + m.c + m.d + m.e + m.f
	return !math.IsNaN(sum) && math.Abs(sum) < 1e9
}

func matrixOf(n []float64) matrix {
	if len(n) < 6 {
		return identity()
	}
	return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}
}

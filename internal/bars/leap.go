package bars

import (
	"fmt"
	"math"
	"slices"
)

// leaps looks for closes far off those around them: lone ones that return within a
// week of bars, and gaps that stay and that nothing explains.
func (x *exam) leaps() {
	for i := 1; i < len(x.bars); i++ {
		jump := x.jump(i)
		before, close := x.bars[i-1].Close, x.bars[i].Close
		if x.explained[i] || math.Abs(jump) < math.Log(8) || x.aroundZero(i) || coarse(before, close) {
			continue
		}
		if back := x.back(i); back > 0 {
			x.explained[back] = true
			x.doubt(DoubtSpike, x.days[i], x.days[back-1], fmt.Sprintf("the close of %s, %s, is %s off those before and after it", x.days[i], digits(close), fold(jump)))
		} else if math.Abs(jump) >= math.Ln10 && x.gap(i) >= math.Log(3) && !x.collapsed(i) {
			x.doubt(DoubtJump, x.days[i], x.days[i], fmt.Sprintf("closes jump by %s, from %s on %s to %s on %s, and nothing announced explains it", fold(jump), digits(before), x.days[i-1], digits(close), x.days[i]))
		}
	}
}

// collapsed reports whether bar i fell, and looks like the day of a collapse: who
// holds the shares sells at all prices. Where only their count or unit changes,
// the day's prices are close to each other.
func (x *exam) collapsed(i int) bool {
	low, high := x.bars[i].span()
	return x.jump(i) < 0 && apart(high, low) > math.Log(1.5)
}

// aroundZero reports whether prices of bar i, or of the bar before, are under 0:
// near it ratios tell nothing.
func (x *exam) aroundZero(i int) bool {
	low, _ := x.bars[i].span()
	before, _ := x.bars[max(0, i-1)].span()
	return low < 0 || before < 0
}

// back is the bar at most five bars after i at which the close is about where it
// was before i: 0 is none.
func (x *exam) back(i int) int {
	for j := i + 1; j <= i+5 && j < len(x.bars); j++ {
		if d := apart(x.bars[j].Close, x.bars[i-1].Close); d != 0 && math.Abs(d) < math.Ln2 || x.bars[j].Close == x.bars[i-1].Close {
			return j
		}
	}
	return 0
}

// withinBars looks at the prices of each bar beside each other and the close
// before.
func (x *exam) withinBars() {
	var order, far []int
	for i, b := range x.bars {
		switch {
		case b.disordered():
			order = append(order, i)
		case !x.aroundZero(i) && x.farOff(i):
			far = append(far, i)
		}
	}
	x.several(DoubtOrder, order, func(b Bar) string {
		return fmt.Sprintf("its high %s, low %s and close %s contradict each other", digits(b.High), digits(b.Low), digits(b.Close))
	})
	x.several(DoubtSpike, far, func(b Bar) string {
		return fmt.Sprintf("open %s, high %s, low %s and close %s are ten times or more apart, and not on the way from the close before", digits(b.Open), digits(b.High), digits(b.Low), digits(b.Close))
	})
}

// several says of bars that they have a fault: of each that stands alone, else of
// all of them together.
func (x *exam) several(kind DoubtKind, found []int, of func(Bar) string) {
	if n := len(found); n > 2 {
		first, last := x.days[found[0]], x.days[found[n-1]]
		x.doubt(kind, first, last, fmt.Sprintf("%d bars from %s to %s do not fit together; of the first of them %s", n, first, last, of(x.bars[found[0]])))
		return
	}
	for _, i := range found {
		x.doubt(kind, x.days[i], x.days[i], fmt.Sprintf("the bar of %s does not fit together: %s", x.days[i], of(x.bars[i])))
	}
}

// farOff reports whether a price of bar i is ten times or more over, or under, both
// its close and the close before: what falls on its way lies between them.
func (x *exam) farOff(i int) bool {
	b := x.bars[i]
	other := b.Open
	if i > 0 {
		other = x.bars[i-1].Close
	}
	low, high := Lowest(b.Close, other), Highest(b.Close, other)
	return slices.ContainsFunc([]float64{b.Open, b.High, b.Low}, func(p float64) bool {
		return p != 0 && !coarse(p, low) && (apart(p, high) >= math.Ln10 || apart(low, p) >= math.Ln10)
	})
}

package bars

import (
	"cmp"
	"fmt"
	"math"

	"quotewire/internal/calendar"
)

// splitsApplied looks, near each split that was announced, for the jump that there
// is when the prices before it are not adjusted, or adjusted twice.
func (x *exam) splitsApplied() {
	for _, s := range x.Splits {
		if size := apart(s.Numerator, s.Denominator); math.Abs(size) >= math.Log(1.15) {
			x.splitApplied(s, size)
		}
	}
}

func (x *exam) splitApplied(s Split, size float64) {
	i, factor := x.splitJump(s.Date, size)
	if i == 0 {
		return
	}
	lo := x.reversal(i, factor, -60)
	if back := x.reversal(i, factor, 10); back > 0 {
		lo, i, factor = i, back, -factor // what is off are the bars between, not those before
	}
	clean := x.clean(i, factor)
	if math.Abs(size) < math.Log(1.4) {
		// Prices move like that: one such jump on the split's own day is a suspicion.
		if i != x.since(s.Date) || math.Abs(x.jump(i)-factor) > math.Abs(factor)/5 || x.gap(i) < math.Abs(factor)/2 {
			return
		}
		clean = false
	} else if !clean && math.Abs(size) < math.Log(3) {
		return
	}
	state := "not adjusted"
	if factor*size > 0 {
		state = "adjusted twice"
	}
	state += fmt.Sprintf(" for the split %s of %s", s.Ratio, s.Date)
	if clean {
		x.mendSplit(lo, i, factor, state)
		return
	}
	x.explained[i], x.explained[lo] = true, true
	x.doubt(DoubtSplit, x.days[lo], x.days[i], fmt.Sprintf("prices from %s to %s seem %s: the next close, of %s, is %s apart", x.days[lo], x.days[i-1], state, x.days[i], fold(x.jump(i))))
}

// mendSplit puts the bars from lo up to i on the shares of after the split. Where a
// day before them is right already, what lies before that day is off as well.
func (x *exam) mendSplit(lo, i int, factor float64, state string) {
	for ; i > 0; i = x.another(lo, factor) {
		if lo >= i {
			lo = x.reversal(i, factor, -60)
		}
		x.explained[i], x.explained[lo] = true, true
		first, last := x.days[lo], x.days[i-1]
		x.scaleSplit(lo, i, factor)
		x.doubt(DoubtSplit, first, last, fmt.Sprintf("prices from %s to %s came %s, by the jump of %s that follows: they are put on the shares of after it here", first, last, state, fold(factor)))
	}
}

// clean reports whether bar i leaps by a factor, and by no more or less.
func (x *exam) clean(i int, factor float64) bool {
	return math.Abs(x.jump(i)-factor) < math.Log(1.15) && x.gap(i) > math.Abs(factor)/2
}

// another is the newest bar before a run of bars, which begins with bar lo, that
// leaps by the factor too, at most 60 bars away: 0 is none.
func (x *exam) another(lo int, factor float64) int {
	for j := lo - 1; j > 0 && j >= lo-60; j-- {
		if x.clean(j, factor) {
			return j
		}
	}
	return 0
}

// splitJump finds the bar near a split's day whose distance from the bar before is
// the split's own, one way or the other, and nearer to it than to none: 0 is no
// such bar. factor is what the prices before have to be multiplied by, as a
// logarithm.
func (x *exam) splitJump(day calendar.Date, size float64) (found int, factor float64) {
	near := cmp.Or(map[int]int{7: 14, 31: 45}[x.Days], 7) // about five sessions
	// After a suspension the first bar on the new shares may be much later.
	resumed := x.since(day)
	miss := math.Ln2
	for i := max(1, x.since(day.AddDays(-near))); i < min(len(x.days), max(resumed, x.since(day.AddDays(near)))+1); i++ {
		if x.explained[i] {
			continue
		}
		jump := x.jump(i)
		for _, f := range []float64{-size, size} {
			if off := math.Abs(jump - f); off < miss && off < math.Abs(jump)/3 {
				found, factor, miss = i, f, off
			}
		}
	}
	return found, factor
}

// reversal is the bar at most so many bars after i, or before where reach is under
// 0, that leaps back by what i leaps: 0 is none.
func (x *exam) reversal(i int, factor float64, reach int) int {
	step := 1
	if reach < 0 {
		step = -1
	}
	for j := i + step; j != i+reach+step && j > 0 && j < len(x.bars); j += step {
		if x.clean(j, -factor) {
			return j
		}
	}
	return 0
}

// scaleSplit puts the bars from lo up to hi on the shares of after the split. The
// adjusted close goes along where it jumps as the close does.
func (x *exam) scaleSplit(lo, hi int, factor float64) {
	m := math.Exp(factor)
	jump := apart(x.bars[hi].AdjClose, x.bars[hi-1].AdjClose)
	along := math.Abs(jump-factor) < math.Abs(jump)
	x.change(lo, hi, func(b Bar) Bar {
		b.Open, b.High, b.Low, b.Close = Times(b.Open, m), Times(b.High, m), Times(b.Low, m), Times(b.Close, m)
		if along {
			b.AdjClose = Times(b.AdjClose, m)
		}
		if b.Volume > 0 {
			b.Volume = math.Round(Times(b.Volume, 1/m))
		}
		return b
	})
}

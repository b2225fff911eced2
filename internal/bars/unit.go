package bars

import (
	"fmt"
	"math"

	"quotewire/internal/calendar"
)

// oneUnit looks for closes that leap by about 100 or 1000 times, as they do where
// pence become pounds. In a currency of hundredths the leap is mended where a
// second fact proves which side is right: the present price, when it agrees with
// the higher side, or the bars on both sides of a run.
func (x *exam) oneUnit() {
	levels := make([]int, len(x.bars)) // of each bar, as a power of ten beside the first
	var steps []int                    // the bars at which they change
	top := 0
	for i := 1; i < len(levels); i++ {
		levels[i] = levels[i-1]
		if step := x.unitStep(i); step != 0 {
			levels[i] += step
			steps = append(steps, i)
			x.explained[i] = true
		}
		top = max(top, levels[i])
	}
	last := levels[len(levels)-1]
	known, ok := x.presentLevel(last)
	switch {
	case !x.Minor:
		x.doubtUnits(steps, levels)
	case ok && known >= top && (known != last || len(steps) > 0):
		x.mendUnits(levels, known, "the present price proves it")
	case len(steps) > 1 && last == 0:
		x.mendUnits(levels, 0, "the prices before and after prove it")
	default:
		x.doubtUnits(steps, levels)
	}
}

// unitStep is 2 or 3 where bar i lies about 100 or 1000 times over the bar before,
// under 0 where it lies under it, else 0. A close that the prices between lead to
// must be nearer: it may have fallen there.
func (x *exam) unitStep(i int) int {
	if x.explained[i] {
		return 0
	}
	width := math.Log(1.2)
	if x.gap(i) > math.Ln10 {
		width = math.Log(1.6)
	}
	return tens(x.jump(i), width)
}

// tens is 2 or 3 for a distance of about 100 or 1000 times, with its sign, else 0.
func tens(distance, width float64) int {
	for _, n := range []int{2, 3} {
		if math.Abs(math.Abs(distance)-float64(n)*math.Ln10) < width {
			return int(math.Copysign(float64(n), distance))
		}
	}
	return 0
}

// presentLevel is the power of ten of the present price, where it is of the last
// bar's time and fits to it.
func (x *exam) presentLevel(last int) (level int, ok bool) {
	n := len(x.bars) - 1
	distance := apart(x.Price, x.bars[n].Close)
	width := math.Log(1.6)
	switch {
	case x.Price <= 0 || x.PriceDay != x.days[n] && x.Days <= 1 || x.PriceDay.Compare(x.days[n].AddDays(31)) > 0:
		return 0, false
	case math.Abs(distance) < width:
		return last, true
	}
	step := tens(distance, width)
	return last + step, step != 0
}

// mendUnits puts all bars on one power of ten.
func (x *exam) mendUnits(levels []int, right int, proof string) {
	for lo := 0; lo < len(levels); {
		hi := lo + 1
		for hi < len(levels) && levels[hi] == levels[lo] {
			hi++
		}
		if off := right - levels[lo]; off != 0 {
			x.scaleUnit(lo, hi, math.Pow10(off))
			x.doubt(DoubtUnit, x.days[lo], x.days[hi-1], fmt.Sprintf("prices from %s to %s came in another unit than %s: they are multiplied by %s here; %s", x.days[lo], x.days[hi-1], x.Currency, digits(math.Pow10(off)), proof))
		}
		lo = hi
	}
}

// scaleUnit multiplies prices, but not those of a mixed bar that are right already.
func (x *exam) scaleUnit(lo, hi int, m float64) {
	x.change(lo, hi, func(b Bar) Bar {
		b.Close = Times(b.Close, m)
		for _, p := range []*float64{&b.Open, &b.High, &b.Low, &b.AdjClose} {
			if scaled := Times(*p, m); math.Abs(apart(scaled, b.Close)) < math.Abs(apart(*p, b.Close)) {
				*p = scaled
			}
		}
		return b
	})
}

// doubtUnits says of each leap what it may be. In a currency of hundredths it is
// the lower side that is not what its currency says.
func (x *exam) doubtUnits(steps, levels []int) {
	for k := 0; k < len(steps); k++ {
		i := steps[k]
		from, to, span := x.days[i], x.days[i], ""
		switch {
		case k+1 < len(steps) && levels[steps[k+1]] == levels[i-1]:
			k++
			to = x.days[steps[k]-1]
			span = fmt.Sprintf(", and back after %s", to)
		case x.Minor && levels[i] < levels[i-1]:
			to = calendar.Date{}
		case x.Minor:
			from = x.days[0]
		}
		x.doubt(DoubtUnit, from, to, fmt.Sprintf("closes jump by about %s times, from %s on %s to %s on %s%s: their unit seems to change, and figures across it are not to be trusted",
			digits(math.Pow10(max(levels[i]-levels[i-1], levels[i-1]-levels[i]))), digits(x.bars[i-1].Close), x.days[i-1], digits(x.bars[i].Close), x.days[i], span))
	}
}

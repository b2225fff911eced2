package bars

import (
	"fmt"
	"math"
)

// adjustedCloses holds the adjusted closes against the closes and the dividends
// that were announced. An adjusted close is the close less the part that later
// dividends are of it, so its share of the close rises on each ex-date by the
// dividend's part, and on no other day.
func (x *exam) adjustedCloses() {
	var unadjusted []Dividend
	var first, last int
	for _, d := range x.Dividends {
		if i := x.since(d.Date); i > 0 && i < len(x.bars) && x.Days == 1 && x.unadjusted(i, d) {
			if len(unadjusted) == 0 {
				first = i
			}
			unadjusted, last = append(unadjusted, d), i
		}
	}
	if n := len(unadjusted); n > 0 {
		text := fmt.Sprintf("adjusted closes before %s are not adjusted for the dividend of that day", x.days[last])
		if n > 1 {
			text = fmt.Sprintf("adjusted closes are not adjusted for %d dividends from %s to %s", n, x.days[first], x.days[last])
		}
		x.doubt(DoubtAdjusted, x.days[0], x.days[last], text)
	}
	for i := 1; i < len(x.bars); i++ {
		if step := x.adjustment(i) - x.adjustment(i-1); math.Abs(step) > math.Log(1.5) && !x.paid(i, step) {
			x.doubt(DoubtAdjusted, x.days[i], x.days[i], fmt.Sprintf("adjusted closes jump by %s from %s to %s beside the closes, and no dividend explains it", fold(step), x.days[i-1], x.days[i]))
		}
	}
}

// notSent says of adjusted closes that were not sent what stands in their place.
func (x *exam) notSent(times []int64, what string) {
	if n := len(times); n > 0 {
		first, last := x.day(times[0]), x.day(times[n-1])
		text := fmt.Sprintf("the adjusted close of %s was not sent: %s", first, what)
		if n > 1 {
			text = fmt.Sprintf("%d adjusted closes from %s to %s were not sent: %s", n, first, last, what)
		}
		x.doubt(DoubtAdjusted, first, last, text)
	}
}

// adjustment is what dividends after bar i leave of its close, as a logarithm.
func (x *exam) adjustment(i int) float64 { return apart(x.bars[i].AdjClose, x.bars[i].Close) }

// part is a dividend's part of the close before bar i, 0 where it is not known, or
// too small to be seen among rounded prices.
func (x *exam) part(i int, d Dividend) float64 {
	close := x.bars[i-1].Close
	if close <= 0 || d.Currency != "" && d.Currency != x.Currency || d.Amount/close < 0.001 || d.Amount >= close {
		return 0
	}
	return d.Amount / close
}

// unadjusted reports whether the adjusted closes about bar i know nothing of a
// dividend: over some days, as the source is at times a day late.
func (x *exam) unadjusted(i int, d Dividend) bool {
	part := x.part(i, d)
	if part == 0 {
		return false
	}
	rise := x.adjustment(min(i+2, len(x.bars)-1)) - x.adjustment(max(0, i-3))
	return math.Abs(rise) < 0.1*part
}

// paid reports whether a dividend near bar i explains a step of the adjustment.
func (x *exam) paid(i int, step float64) bool {
	for _, d := range x.Dividends {
		near := d.Date.Compare(x.days[i].AddDays(-35)) >= 0 && d.Date.Compare(x.days[i].AddDays(35)) <= 0
		if close := x.bars[i-1].Close; near && step > 0 && d.Amount < close && math.Abs(-math.Log1p(-d.Amount/close)-step) < 0.3*step {
			return true
		}
	}
	return false
}

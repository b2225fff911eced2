package bars

import (
	"slices"
	"time"

	"quotewire/internal/calendar"
)

// exam is a history under examination. What it finds is one of three: mended where
// a second fact proves what is right, doubted where figures are not to be trusted,
// left where the price may well have moved like that. Real collapses go through
// the prices between; what is wrong leaps over them.
type exam struct {
	Facts
	bars      []Bar
	days      []calendar.Date
	doubts    []Doubt
	explained map[int]bool // bars whose distance from the bar before has its doubt
}

// Examine holds bars, oldest first, against the facts. It returns them, mended
// in a copy, with the doubts about them, oldest first: few, and none about good
// data. What was mended is one too.
func Examine(bars []Bar, f Facts) ([]Bar, []Doubt) {
	x := &exam{Facts: f, bars: slices.Clone(bars), days: make([]calendar.Date, len(bars)), explained: map[int]bool{}}
	for i, b := range bars {
		x.days[i] = x.day(b.Time)
	}
	x.belowZero()
	x.notSent(x.Filled, "computed here from those around")
	x.notSent(x.Bare, "closes are used instead")
	if len(bars) > 0 {
		x.splitsApplied()
		x.oneUnit()
		x.leaps()
		x.withinBars()
		x.adjustedCloses()
	}
	return x.bars, inBrief(x.doubts)
}

func (x *exam) doubt(kind DoubtKind, from, to calendar.Date, text string) {
	x.doubts = append(x.doubts, Doubt{from, to, kind, text})
}

func (x *exam) belowZero() {
	if len(x.Below) > 0 {
		first, last := x.day(slices.Min(x.Below)), x.day(slices.Max(x.Below))
		x.doubt(DoubtBelow, first, last, "prices under zero, which there cannot be, are left out, the first on "+first.String())
	}
}

// day is the day at the exchange of a Unix time.
func (x *exam) day(unix int64) calendar.Date { return calendar.DateOf(time.Unix(unix, 0).In(x.Zone)) }

// since is the first bar on or after a day: their count where there is none.
func (x *exam) since(day calendar.Date) int {
	i, _ := slices.BinarySearchFunc(x.days, day, calendar.Date.Compare)
	return i
}

// jump is how far the close of bar i is from the one before, as the logarithm of
// their ratio: signs tell the way. 0 where one of them is not over 0.
func (x *exam) jump(i int) float64 { return apart(x.bars[i].Close, x.bars[i-1].Close) }

// gap is how far the prices of bar i are from those of the bar before where they
// are next to each other, as a logarithm, never under 0.
func (x *exam) gap(i int) float64 {
	low, high := x.bars[i].span()
	lowBefore, highBefore := x.bars[i-1].span()
	return max(0, apart(low, highBefore), apart(lowBefore, high))
}

// change changes the bars from lo up to hi.
func (x *exam) change(lo, hi int, of func(Bar) Bar) {
	for i := lo; i < hi; i++ {
		x.bars[i] = of(x.bars[i])
	}
}

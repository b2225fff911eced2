package market

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// chartFacts are what the bars of a chart are held against: they come with them.
type chartFacts struct {
	currency  string
	interval  Interval
	zone      *time.Location
	price     float64 // the present one, in the unit that currency names; 0: not sent
	priceDay  Date
	dividends []Dividend
	splits    []Split
	below     []int64 // times of bars that lost prices under 0
	// Times of bars whose adjusted close was not sent: filled where it was computed.
	filled, bare []int64
}

// exam is a history under examination. What it finds is one of three: mended where
// a second fact proves what is right, doubted where figures are not to be trusted,
// left where the price may well have moved like that. Real collapses go through
// the prices between; what is wrong leaps over them.
type exam struct {
	chartFacts
	bars      []Bar
	days      []Date
	doubts    []Doubt
	explained map[int]bool // bars whose distance from the bar before has its doubt
}

// examine holds bars, oldest first, against the facts. It returns them, mended
// in a copy, with the doubts that are left about them.
func examine(bars []Bar, e chartFacts) ([]Bar, []Doubt) {
	x := &exam{chartFacts: e, bars: slices.Clone(bars), days: make([]Date, len(bars)), explained: map[int]bool{}}
	for i, b := range bars {
		x.days[i] = dateIn(b, e.zone)
	}
	x.belowZero()
	x.notSent(x.filled, "computed here from those around")
	x.notSent(x.bare, "closes are used instead")
	if len(bars) > 0 {
		x.splitsApplied()
		x.oneUnit()
		x.leaps()
		x.withinBars()
		x.adjustedCloses()
	}
	return x.bars, inBrief(x.doubts)
}

func (x *exam) doubt(kind DoubtKind, from, to Date, text string) {
	x.doubts = append(x.doubts, Doubt{from, to, kind, text})
}

func (x *exam) belowZero() {
	if n := len(x.below); n > 0 {
		slices.Sort(x.below)
		first, last := dateIn(Bar{Time: x.below[0]}, x.zone), dateIn(Bar{Time: x.below[n-1]}, x.zone)
		x.doubt(DoubtBelow, first, last, "prices under zero, which there cannot be, are left out, the first on "+first.String())
	}
}

// since is the first bar on or after a day: their count where there is none.
func (x *exam) since(day Date) int {
	i, _ := slices.BinarySearchFunc(x.days, day, Date.Compare)
	return i
}

// jump is how far the close of bar i is from the one before, as the logarithm of
// their ratio: signs tell the way. 0 where one of them is not over 0.
func (x *exam) jump(i int) float64 { return apart(x.bars[i].Close, x.bars[i-1].Close) }

// apart is ln(a/b), 0 where one of them is not over 0.
func apart(a, b float64) float64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	return math.Log(a) - math.Log(b)
}

// gap is how far the prices of bar i are from those of the bar before where they
// are next to each other, as a logarithm, never under 0.
func (x *exam) gap(i int) float64 {
	low, high := x.bars[i].span()
	lowBefore, highBefore := x.bars[i-1].span()
	return max(0, apart(low, highBefore), apart(lowBefore, high))
}

// span is the lowest and highest of all prices of a bar.
func (b Bar) span() (low, high float64) {
	for _, p := range []float64{b.Open, b.High, b.Low, b.Close} {
		low, high = Lowest(low, p), Highest(high, p)
	}
	return low, high
}

// coarse reports whether a price is so small that its steps are large: what looks
// like a leap may be one or two of them.
func coarse(prices ...float64) bool {
	for _, p := range prices {
		if math.Abs(p) < 0.001 {
			return true
		}
	}
	return false
}

// scale multiplies the prices of the bars from lo up to hi.
func (x *exam) scale(lo, hi int, of func(Bar) Bar) {
	for i := lo; i < hi; i++ {
		x.bars[i] = of(x.bars[i])
	}
}

// times is a price by a factor, without the tail that binary arithmetic leaves. A
// price for which there is no number stays as it is.
func times(price, factor float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(price*factor, 'g', 10, 64), 64)
	if err != nil || v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return price
	}
	return v
}

// digits is a price in a text.
func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// fold is a distance as "126 times".
func fold(distance float64) string {
	return strconv.FormatFloat(math.Exp(math.Abs(distance)), 'g', 3, 64) + " times"
}

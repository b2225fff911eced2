package market

import (
	"time"

	"quotewire/internal/bars"
)

// Bar is one interval of trading, prices in the history's currency.
type Bar = bars.Bar

// Doubt is something in the bars of a history that does not fit together, or that
// was mended because a second fact proved what is right.
type Doubt = bars.Doubt

// DoubtKind is what a doubt is about.
type DoubtKind = bars.DoubtKind

// The kinds of doubt.
const (
	DoubtUnit     = bars.DoubtUnit
	DoubtSplit    = bars.DoubtSplit
	DoubtJump     = bars.DoubtJump
	DoubtSpike    = bars.DoubtSpike
	DoubtOrder    = bars.DoubtOrder
	DoubtBelow    = bars.DoubtBelow
	DoubtAdjusted = bars.DoubtAdjusted
)

// Lacking counts the bars that lack a price beside the close.
func Lacking(all []Bar) (n int) {
	for _, b := range all {
		if !b.Whole() {
			n++
		}
	}
	return n
}

// DayOf is the day at the exchange on which a bar of h begins.
func (h *History) DayOf(b Bar) Date {
	return DateOf(time.Unix(b.Time, 0).In(h.Location))
}

// DoubtsOn are the doubts about figures of the days from one to another, both
// inclusive.
func (h *History) DoubtsOn(from, to Date) []Doubt {
	var touching []Doubt
	for _, d := range h.Doubts {
		if d.Touches(from, to) {
			touching = append(touching, d)
		}
	}
	return touching
}

package market

import "quotewire/internal/bars"

// Bar is one interval of trading, prices in the history's currency. Prices that
// Yahoo sent as widened 32-bit numbers (301.4599914550781) are given as the
// shortest decimal that names the same 32-bit number (301.46).
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

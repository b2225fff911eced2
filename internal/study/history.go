package study

import (
	"cmp"
	"math"
	"time"

	"quotewire/internal/market"
)

// HistoryFigures sum up the bars of a history. What they do not tell is absent: a
// price that was not sent, and of one bar alone the figures of several.
type HistoryFigures struct {
	Before     Price // close of the day before the first bar
	FirstOpen  Price
	FirstClose Price // of several bars, as are the highest and the lowest close
	LastClose  Price

	HighestHigh, LowestLow    Price
	HighestClose, LowestClose Price

	// From Before, FirstOpen and FirstClose to LastClose.
	FromBefore, FromFirstOpen, FromFirstClose Move

	AverageVolume market.Number // a bar, of those that tell theirs; absent where nothing is traded
	Places        int           // decimals that the prices and their differences are shown with
}

// Price is a price of one bar, absent where there is none.
type Price struct {
	Value market.Number
	At    time.Time // start of the bar, in the exchange's time zone
}

// Move is the change from one price to another. It is absent where there is no
// price to count from.
type Move struct {
	Difference market.Number
	Percent    market.Number // of the size of the first price; absent from 0
}

// Summarize computes the figures of a history that has bars. before is the daily bar
// before its first one, nil where it is not known.
func Summarize(h *market.History, before *market.Bar) HistoryFigures {
	zone := cmp.Or(h.Location, time.UTC)
	at := func(v float64, b market.Bar) Price { return Price{market.Num(v), time.Unix(b.Time, 0).In(zone)} }
	sent := func(v float64, b market.Bar) Price {
		if v == 0 {
			return Price{}
		}
		return at(v, b)
	}
	first, last := h.Bars[0], h.Bars[len(h.Bars)-1]
	f := HistoryFigures{
		FirstOpen: sent(first.Open, first), LastClose: sent(last.Close, last),
		AverageVolume: averageVolume(h.Bars), Places: h.Kind.Places(last.Close),
	}
	if before != nil {
		f.Before, f.FromBefore = at(before.Close, *before), moveOf(before.Close, last.Close)
	}
	if first.Open != 0 {
		f.FromFirstOpen = moveOf(first.Open, last.Close)
	}
	extreme := func(sign float64, of func(market.Bar) float64) Price {
		b := extremeBar(h.Bars, sign, of)
		return sent(of(b), b)
	}
	f.HighestHigh = extreme(1, func(b market.Bar) float64 { return b.High })
	f.LowestLow = extreme(-1, func(b market.Bar) float64 { return b.Low })
	if len(h.Bars) > 1 {
		f.FirstClose, f.FromFirstClose = sent(first.Close, first), moveOf(first.Close, last.Close)
		f.HighestClose = extreme(1, func(b market.Bar) float64 { return b.Close })
		f.LowestClose = extreme(-1, func(b market.Bar) float64 { return b.Close })
	}
	return f
}

func moveOf(from, to float64) Move {
	return Move{market.Num(significant(to - from)), market.Num((to - from) / math.Abs(from) * 100)} // from 0 it is no number
}

// extremeBar picks, of the bars that have a price, the one whose price is the highest,
// or the lowest by a sign of -1; the earliest of equals. Where none has it, it is 0.
func extremeBar(bars []market.Bar, sign float64, of func(market.Bar) float64) (best market.Bar) {
	for _, b := range bars {
		if v := of(b); v != 0 && (of(best) == 0 || sign*v > sign*of(best)) {
			best = b
		}
	}
	return best
}

func averageVolume(bars []market.Bar) market.Number {
	sum, n := 0.0, 0
	for _, b := range bars {
		if b.Volume >= 0 {
			sum += b.Volume
			n++
		}
	}
	if sum == 0 { // indices and currencies trade no volume
		return market.Number{}
	}
	return market.Num(sum / float64(n))
}

// Package bars says what bars of prices are, and holds those of one instrument
// against each other and against what came beside them: splits, dividends, the
// present price. What a second fact proves is mended, what does not fit is
// doubted, and what the market may have done is left as it is.
//
// It is pure: it knows no source, asks nothing and keeps nothing, and it never
// makes a bar up or drops one.
package bars

import "math"

// Bar is one interval of trading, all prices in one currency. No price is exactly
// 0: an Open, High or Low of 0 is one that was not sent, or sent as 0. There is no
// bar without a close: Close and AdjClose are always there. Prices under 0 are
// those of futures, and of yields.
type Bar struct {
	Time     int64 // Unix seconds of its start
	Open     float64
	High     float64
	Low      float64
	Close    float64 // adjusted for splits, not for dividends
	AdjClose float64 // adjusted for both; equals Close where none was sent, and no other bar tells
	Volume   float64 // units; -1: not sent
}

// Whole reports whether no price of the bar is absent.
func (b Bar) Whole() bool { return b.Open != 0 && b.High != 0 && b.Low != 0 }

// Join is b with the bar after it, as one longer bar. Its high and low are of the
// bars that have one. Its open is that of b: where it is absent, so is the whole's.
func (b Bar) Join(next Bar) Bar {
	b.High, b.Low = Highest(b.High, next.High), Lowest(b.Low, next.Low)
	b.Close, b.AdjClose = next.Close, next.AdjClose
	if next.Volume >= 0 {
		b.Volume = max(0, b.Volume) + next.Volume
	}
	return b
}

// span is the lowest and highest of all prices of a bar.
func (b Bar) span() (low, high float64) {
	for _, p := range []float64{b.Open, b.High, b.Low, b.Close} {
		low, high = Lowest(low, p), Highest(high, p)
	}
	return low, high
}

// disordered reports a high under the low, or a close outside of both by more than
// a closing auction's half per cent.
func (b Bar) disordered() bool {
	if b.High == 0 || b.Low == 0 {
		return false
	}
	const rounding = 1e-6
	slack := 0.005 * math.Abs(b.Close)
	return b.High < b.Low-rounding*math.Abs(b.Low) || b.Close > b.High+slack || b.Close < b.Low-slack
}

// Highest is the higher of two prices of which 0 is an absent one.
func Highest(a, b float64) float64 {
	if a == 0 || b == 0 {
		return a + b
	}
	return max(a, b)
}

// Lowest is the lower of two prices of which 0 is an absent one.
func Lowest(a, b float64) float64 {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}

package market

// Bar is one interval of trading, prices in the history's currency. Prices that
// Yahoo sent as widened 32-bit numbers (301.4599914550781) are given as the
// shortest decimal that names the same 32-bit number (301.46). No price is exactly
// 0: an Open, High or Low of 0 is one that was not sent, or sent as 0. A bar
// without a close is left out, so Close and AdjClose are always there. Prices
// under 0 are those of futures, and of yields.
type Bar struct {
	Time     int64 // Unix seconds of its start
	Open     float64
	High     float64
	Low      float64
	Close    float64 // adjusted for splits, not for dividends
	AdjClose float64 // adjusted for both; equals Close where Yahoo sends none, and no other bar tells
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

package analysis

import "math"

// Candle is a candlestick pattern that is complete on a day.
type Candle struct {
	Date Date
	Name string
	Bias int // 1 bullish, -1 bearish, 0 neither
}

// Candles finds the patterns in bars, oldest first, after their definitions in
// Nison, Japanese Candlestick Charting Techniques (1991), on bodies and
// shadows alone: a trend before the pattern is the caller's to see. go-talib
// has none. Bars that are ragged or hold what is no number have no pattern.
//
// Nison gives no numbers; here a long body is at least 60 % of the bar from
// high to low, a small one at most 30 %, a doji's at most 5 %.
func Candles(b Bars) []Candle {
	if b.check(opens|ranges|closes) != nil {
		return nil
	}
	var found []Candle
	all, mirrored := make([]candle, len(b.Dates)), make([]candle, len(b.Dates))
	known := patterns()
	for i, d := range b.Dates {
		all[i] = candle{b.Open[i], b.High[i], b.Low[i], b.Close[i]}
		mirrored[i] = candle{-b.Open[i], -b.Low[i], -b.High[i], -b.Close[i]}
		for _, p := range known {
			from := i + 1 - p.bars
			switch {
			case from < 0:
			case p.match(all[from : i+1]):
				found = append(found, Candle{d, p.name, p.bias})
			case p.bias != 0 && p.match(mirrored[from:i+1]):
				found = append(found, Candle{d, p.bearish, -p.bias})
			}
		}
	}
	return found
}

type candle struct{ open, high, low, close float64 }

func (c candle) body() float64   { return math.Abs(c.close - c.open) }
func (c candle) span() float64   { return c.high - c.low }
func (c candle) top() float64    { return max(c.open, c.close) }
func (c candle) bottom() float64 { return min(c.open, c.close) }
func (c candle) middle() float64 { return (c.open + c.close) / 2 }
func (c candle) rises() bool     { return c.close > c.open }
func (c candle) falls() bool     { return c.close < c.open }

// long is a body that fills most of the bar, small one that fills little.
func (c candle) long() bool  { return c.span() > 0 && c.body() >= 0.6*c.span() }
func (c candle) small() bool { return c.span() > 0 && c.body() <= 0.3*c.span() }

// pattern is one of prices that rise, and with them mirrored, one of prices that fall.
type pattern struct {
	name, bearish string
	bias          int
	bars          int
	match         func(c []candle) bool
}

func patterns() []pattern {
	return []pattern{
		{"doji", "", 0, 1, func(c []candle) bool { return c[0].span() > 0 && c[0].body() <= 0.05*c[0].span() }},
		{"hammer", "shooting star", 1, 1, func(c []candle) bool {
			return c[0].small() && c[0].bottom()-c[0].low >= 2*c[0].body() && c[0].high-c[0].top() <= 0.1*c[0].span() && c[0].body() > 0.05*c[0].span()
		}},
		{"bullish engulfing", "bearish engulfing", 1, 2, func(c []candle) bool {
			return c[0].falls() && c[1].rises() && c[1].open <= c[0].close && c[1].close >= c[0].open && c[1].body() > c[0].body()
		}},
		{"bullish harami", "bearish harami", 1, 2, func(c []candle) bool {
			return c[0].falls() && c[0].long() && c[1].rises() && c[1].close < c[0].open && c[1].open > c[0].close
		}},
		{"piercing line", "dark cloud cover", 1, 2, func(c []candle) bool {
			return c[0].falls() && c[0].long() && c[1].rises() && c[1].open < c[0].low && c[1].close > c[0].middle() && c[1].close < c[0].open
		}},
		{"morning star", "evening star", 1, 3, func(c []candle) bool {
			return c[0].falls() && c[0].long() && c[1].small() && c[1].top() < c[0].close && c[2].rises() && c[2].close > c[0].middle()
		}},
		{"three white soldiers", "three black crows", 1, 3, func(c []candle) bool {
			return c[0].rises() && c[1].rises() && c[2].rises() && c[0].long() && c[1].long() && c[2].long() &&
				c[1].close > c[0].close && c[2].close > c[1].close && within(c[1].open, c[0]) && within(c[2].open, c[1])
		}},
	}
}

func within(v float64, c candle) bool { return v >= c.bottom() && v <= c.top() }

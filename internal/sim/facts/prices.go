package facts

import "math"

// How prices are made
//
// Every figure is a pure function of the symbol and the date, so that two
// processes, and a test with a pencil, agree. With t the days since 2025-01-02
// in years of 365.25 days, the close of a day is
//
//	level * exp(growth*t + swing*(wander(symbol, day)-wander(symbol, 2025-01-02)))
//
// rounded to the instrument's decimals; after 2025-01-02 growth is held at 8 %
// a year. wander sums one smooth noise for each of the periods 1, 4, 16, 64,
// 256 and 1024 days, each as large as the square root of its period: near to
// a random walk, yet any day costs the same. A session opens a little off the
// close before it, its high and low lie outside of open and close, and its
// minutes (intraday.go) run from open to close through both.

const (
	anchor     = Day(20090) // 2025-01-02
	topGrowth  = 0.08       // a year, after the anchor
	yearInDays = 365.25
)

// Noise is a number in [-1, 1) made of its arguments alone (splitmix64).
func Noise(seed, stream, n uint64) float64 {
	x := seed ^ stream*0x9e3779b97f4a7c15 ^ n*0xbf58476d1ce4e5b9
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11)/(1<<52) - 1
}

// wander is the noise of a day around the trend.
func wander(seed uint64, d Day) float64 {
	sum := 0.7 * Noise(seed, 0, uint64(d))
	size := 0.7
	for k, bits := uint64(1), 2; k <= 5; k, bits = k+1, bits+2 {
		size *= 2
		cell, span := uint64(d)>>bits, uint64(1)<<bits
		f := float64(uint64(d)&(span-1)) / float64(span)
		f = f * f * (3 - 2*f)
		a, b := Noise(seed, k, cell), Noise(seed, k, cell+1)
		sum += size * (a + f*(b-a))
	}
	return sum
}

// Bar is one interval of trading, prices in the instrument's currency.
type Bar struct {
	Open, High, Low, Close float64
	Volume                 int64
}

// Round is a price to the decimals of its quotes.
func (in *Instrument) Round(p float64) float64 {
	scale := 100.0
	if in.Digits() == 4 {
		scale = 10000
	}
	return max(math.Round(p*scale), 1) / scale
}

// Close is the price at the end of d, whatever day that is.
func (in *Instrument) Close(d Day) float64 {
	t := float64(d-anchor) / yearInDays
	g := in.growth
	if t > 0 {
		g = min(g, topGrowth)
	}
	return in.Round(in.level * math.Exp(g*t+in.Swing*(wander(in.Seed, d)-in.offset)))
}

// Bar is the whole session of d.
func (in *Instrument) Bar(d Day) Bar {
	return in.BarBetween(d, in.Close(in.Exchange.Before(d)), in.Close(d))
}

// BarBetween is bar for those who know the close before d's, and d's.
func (in *Instrument) BarBetween(d Day, before, c float64) Bar {
	if in.Kind == Fund {
		return Bar{Open: c, High: c, Low: c, Close: c}
	}
	gap := 0.25
	if in.Exchange.close-in.Exchange.Open > 1400 {
		gap = 0.02 // those that trade around the clock open where they closed
	}
	n := uint64(d)
	o := in.Round(before * (1 + gap*in.Swing*Noise(in.Seed, 20, n)))
	top := in.Round(max(o, c) * (1 + 0.4*in.Swing*math.Abs(Noise(in.Seed, 21, n))))
	low := in.Round(min(o, c) * (1 - 0.4*in.Swing*math.Abs(Noise(in.Seed, 22, n))))
	return Bar{Open: o, High: max(top, o, c), Low: min(low, o, c), Close: c, Volume: in.volume(d)}
}

// volume is the units traded on d.
func (in *Instrument) volume(d Day) int64 {
	f := 1 + 0.5*Noise(in.Seed, 23, uint64(d))
	if in.Exchange.half(d) {
		f *= 0.45
	}
	switch in.Kind {
	case Fund, Currency:
		return 0
	case Index:
		return int64(f*35e6) * 100
	case Crypto:
		return int64(in.Shares * in.level * 0.02 * f)
	case Future:
		return int64(180e3 * f)
	case ETF:
		return int64(in.Shares*0.05*f) / 100 * 100
	}
	return int64(in.Shares*0.004*f) / 100 * 100
}

// ExDays calls yield with the days in (from, to] on which the instrument trades
// without its quarterly dividend: the first trading day from the 10th of
// February, May, August and November.
func (in *Instrument) ExDays(from, to Day, yield func(Day)) {
	if in.Yield == 0 {
		return
	}
	y, m, _ := from.Time().Date()
	for q := Date(y, m, 10); q <= to; {
		y, m, _ := q.Time().Date()
		if m%3 == 2 {
			d := q
			for !in.Exchange.Prices(d) {
				d++
			}
			if d > from && d <= to {
				yield(d)
			}
		}
		q = Date(y, m+1, 10)
	}
}

// Dividend is what a share pays on an ex-day.
func (in *Instrument) Dividend(ex Day) float64 {
	return math.Round(in.Close(in.Exchange.Before(ex))*in.Yield/4*10000) / 10000
}

// Left is how much of the close before an ex-day the dividend leaves.
func (in *Instrument) Left(ex Day) float64 {
	return 1 - in.Dividend(ex)/in.Close(in.Exchange.Before(ex))
}

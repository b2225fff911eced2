package sim

import (
	"math"
	"time"
)

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
	anchor     = day(20090) // 2025-01-02
	topGrowth  = 0.08       // a year, after the anchor
	yearInDays = 365.25
)

// noise is a number in [-1, 1) made of its arguments alone (splitmix64).
func noise(seed, stream, n uint64) float64 {
	x := seed ^ stream*0x9e3779b97f4a7c15 ^ n*0xbf58476d1ce4e5b9
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11)/(1<<52) - 1
}

// wander is the noise of a day around the trend.
func wander(seed uint64, d day) float64 {
	sum := 0.7 * noise(seed, 0, uint64(d))
	size := 0.7
	for k, bits := uint64(1), 2; k <= 5; k, bits = k+1, bits+2 {
		size *= 2
		cell, span := uint64(d)>>bits, uint64(1)<<bits
		f := float64(uint64(d)&(span-1)) / float64(span)
		f = f * f * (3 - 2*f)
		a, b := noise(seed, k, cell), noise(seed, k, cell+1)
		sum += size * (a + f*(b-a))
	}
	return sum
}

// Bar is one interval of trading, prices in the instrument's currency.
type Bar struct {
	Open, High, Low, Close float64
	Volume                 int64
}

func (in *instrument) round(p float64) float64 {
	scale := 100.0
	if in.digits() == 4 {
		scale = 10000
	}
	return max(math.Round(p*scale), 1) / scale
}

// close is the price at the end of d, whatever day that is.
func (in *instrument) close(d day) float64 {
	t := float64(d-anchor) / yearInDays
	g := in.growth
	if t > 0 {
		g = min(g, topGrowth)
	}
	return in.round(in.level * math.Exp(g*t+in.swing*(wander(in.seed, d)-in.offset)))
}

// bar is the whole session of d.
func (in *instrument) bar(d day) Bar {
	return in.barBetween(d, in.close(in.exchange.before(d)), in.close(d))
}

// barBetween is bar for those who know the close before d's, and d's.
func (in *instrument) barBetween(d day, before, c float64) Bar {
	if in.kind == fund {
		return Bar{Open: c, High: c, Low: c, Close: c}
	}
	gap := 0.25
	if in.exchange.close-in.exchange.open > 1400 {
		gap = 0.02 // those that trade around the clock open where they closed
	}
	n := uint64(d)
	o := in.round(before * (1 + gap*in.swing*noise(in.seed, 20, n)))
	top := in.round(max(o, c) * (1 + 0.4*in.swing*math.Abs(noise(in.seed, 21, n))))
	low := in.round(min(o, c) * (1 - 0.4*in.swing*math.Abs(noise(in.seed, 22, n))))
	return Bar{Open: o, High: max(top, o, c), Low: min(low, o, c), Close: c, Volume: in.volume(d)}
}

// volume is the units traded on d.
func (in *instrument) volume(d day) int64 {
	f := 1 + 0.5*noise(in.seed, 23, uint64(d))
	if in.exchange.half(d) {
		f *= 0.45
	}
	switch in.kind {
	case fund, currency:
		return 0
	case index:
		return int64(f*35e6) * 100
	case crypto:
		return int64(in.shares * in.level * 0.02 * f)
	case future:
		return int64(180e3 * f)
	case etf:
		return int64(in.shares*0.05*f) / 100 * 100
	}
	return int64(in.shares*0.004*f) / 100 * 100
}

// exDays calls yield with the days in (from, to] on which the instrument trades
// without its quarterly dividend: the first trading day from the 10th of
// February, May, August and November.
func (in *instrument) exDays(from, to day, yield func(day)) {
	if in.yield == 0 {
		return
	}
	y, m, _ := from.time().Date()
	for q := civil(y, m, 10); q <= to; {
		y, m, _ := q.time().Date()
		if m%3 == 2 {
			d := q
			for !in.exchange.prices(d) {
				d++
			}
			if d > from && d <= to {
				yield(d)
			}
		}
		q = civil(y, m+1, 10)
	}
}

// dividend is what a share pays on an ex-day.
func (in *instrument) dividend(ex day) float64 {
	return math.Round(in.close(in.exchange.before(ex))*in.yield/4*10000) / 10000
}

// left is how much of the close before an ex-day the dividend leaves.
func (in *instrument) left(ex day) float64 {
	return 1 - in.dividend(ex)/in.close(in.exchange.before(ex))
}

// Prices answers what the simulated market's figures are, for tests that
// compare.
type Prices struct{ catalog *catalog }

// prices answers what this catalog's figures are.
func (c *catalog) prices() *Prices { return &Prices{c} }

// NewPrices reads the table of instruments.
func NewPrices() (*Prices, error) {
	c, err := newCatalog()
	if err != nil {
		return nil, err
	}
	return c.prices(), nil
}

// Symbols is every symbol that trades, but the synthetic ones.
func (p *Prices) Symbols() []string {
	var all []string
	for _, in := range p.catalog.listed() {
		all = append(all, in.symbol)
	}
	return all
}

// Day is the whole session of a symbol on a date (2006-01-02) of its exchange's
// calendar; ok is false when it made no prices that day.
func (p *Prices) Day(symbol, date string) (b Bar, ok bool) {
	in := p.catalog.find(symbol)
	d, err := parseDay(date)
	if in == nil || in.kind == delisted || err != nil || d < in.first || !in.exchange.prices(d) {
		return Bar{}, false
	}
	return in.bar(d), true
}

// Close is the closing price of a symbol on a date (2006-01-02), adjusted for
// splits and not for dividends.
func (p *Prices) Close(symbol, date string) (price float64, ok bool) {
	b, ok := p.Day(symbol, date)
	return b.Close, ok
}

// At is the price, and the session so far, that a quote shows at a time.
func (p *Prices) At(symbol string, now time.Time) (b Bar, ok bool) {
	in := p.catalog.find(symbol)
	if in == nil || in.kind == delisted {
		return Bar{}, false
	}
	return in.sofar(in.exchange.clock(now)), true
}

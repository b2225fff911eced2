package facts

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	optionRate = 0.04 // the interest that options are priced with
	yearOf     = 365 * 24 * time.Hour
	// wide has the most contracts: a strike for each dollar, and for each quarter of
	// one in the nearest monthly chain.
	wide = "SPY"
)

// Expirations are the days on which options expire: the next eight Fridays, the
// third Fridays of the next twelve months, and of the two Januaries after them; a
// Thursday where Friday is a holiday.
func (in *Instrument) Expirations(now time.Time) []Day {
	if in.Kind != Equity && in.Kind != ETF || !in.Exchange.Extended {
		return nil
	}
	c := in.Exchange.Clock(now)
	first := c.Today
	if !now.Before(in.Exchange.Closes(first)) {
		first++
	}
	y, m, _ := first.Time().Date()
	var all []Day
	for d, n := first, 0; n < 8; d++ {
		if d.Weekday() == time.Friday {
			all, n = append(all, d), n+1
		}
	}
	for i := range 13 {
		all = append(all, thirdFriday(y, m+time.Month(i)))
	}
	all = append(all, thirdFriday(y+2, time.January), thirdFriday(y+3, time.January))
	for i, d := range all {
		if !in.Exchange.Rules.Trades(d) {
			all[i] = in.Exchange.Before(d)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(d Day) bool { return d < first })
}

func thirdFriday(y int, m time.Month) Day {
	d := Date(y, m, 15)
	for d.Weekday() != time.Friday {
		d++
	}
	return d
}

// Chain is the options on an instrument that expire on one day.
type Chain struct {
	In      *Instrument
	Now     time.Time
	Present Present // of the instrument, now
	Expires Day
}

// Chain is that of a day.
func (in *Instrument) Chain(now time.Time, expires Day) Chain {
	return Chain{In: in, Now: now, Present: in.Present(now), Expires: expires}
}

// Years is the time until the close of the last day, by 365 days a year.
func (ch *Chain) Years() float64 {
	return max(float64(ch.In.Exchange.Closes(ch.Expires).Sub(ch.Now))/float64(yearOf), 0)
}

// Strikes lie around the spot, on both sides of it, in steps that fit the price.
func (ch *Chain) Strikes() []float64 {
	spot := ch.Present.Bar.Close
	step, low, high := 1.0, 0.6*spot, 1.5*spot
	switch {
	case ch.In.Symbol == wide && ch.monthly():
		step, low, high = 0.25, 0.4*spot, 1.6*spot
	case ch.In.Symbol == wide:
		low, high = 0.5*spot, 1.5*spot
	case spot > 400:
		step = 10
	case spot > 200:
		step = 5
	case spot > 50:
		step = 2.5
	}
	var all []float64
	for k := math.Ceil(low/step) * step; k <= high; k += step {
		all = append(all, k)
	}
	return all
}

// monthly says whether the chain is the nearest one of a third Friday.
func (ch *Chain) monthly() bool {
	for _, d := range ch.In.Expirations(ch.Now) {
		y, m, _ := d.Time().Date()
		if third := thirdFriday(y, m); d == third || d == ch.In.Exchange.Before(third+1) {
			return d == ch.Expires
		}
	}
	return false
}

// Contract is one option of a chain.
type Contract struct {
	Name                 string // AAPL250228C00110000
	Call                 bool
	Strike, Worth        float64
	Volatility           float64 // of a year
	Delta                float64
	Last                 float64
	Bid, Ask             float64 // both 0: nobody makes a price
	OpenInterest, Volume int64
	At                   time.Time // of Last
	Inside               bool      // in the money
}

// Contracts are the call and the put of a strike.
func (ch *Chain) Contracts(strike float64) (call, put Contract) {
	spot, years := ch.Present.Bar.Close, ch.Years()
	o := option{spot: spot, strike: strike, years: years, rate: optionRate, yield: ch.In.Yield}
	o.volatility = smile(impliedBase(ch.In), strike, spot, years)
	c, p := o.values()
	call, put = ch.contract('C', o, c), ch.contract('P', o, p)
	call.Delta, put.Delta = o.deltas()
	return call, put
}

// impliedBase is a year of the instrument's daily noise.
func impliedBase(in *Instrument) float64 { return math.Round(in.Swing*15*1e4) / 1e4 }

// contract is one option. Bid and ask lie about 1 % around its worth. What is
// worth less than a cent nobody bids for; deep in the money nobody makes a price
// on some strikes.
func (ch *Chain) contract(kind byte, o option, worth float64) Contract {
	n := uint64(ch.Expires)<<24 ^ uint64(o.strike*100)<<1 ^ uint64(kind&1)
	moneyness := math.Abs(math.Log(o.strike / o.spot))
	busy := math.Exp(-40*moneyness*moneyness) * (1 + 0.5*Noise(ch.In.Seed, 95, n))
	spread := max(math.Round(worth*0.5)/100, 0.01)
	c := Contract{
		Name: ch.name(kind, o.strike), Call: kind == 'C', Strike: o.strike, Worth: worth, Volatility: o.volatility, Last: max(Cents(worth), 0.01),
		Bid: max(Cents(worth-spread), 0), Ask: Cents(worth + spread), OpenInterest: int64(4000 * busy), Volume: int64(1500 * busy * float64(ch.Present.Clock.Done) / 390),
		At: ch.Present.At.Truncate(time.Second).Add(-time.Duration(n%86400) * time.Second),
	}
	c.Inside = c.Call && o.strike < o.spot || !c.Call && o.strike > o.spot
	if c.Inside && moneyness > 0.3 && n%3 == 0 {
		c.Bid, c.Ask = 0, 0
	}
	return c
}

// name is a contract's symbol: AAPL250228C00110000.
func (ch *Chain) name(kind byte, strike float64) string {
	root := strings.ReplaceAll(ch.In.Symbol, "-", "")
	thousandths := strconv.FormatInt(int64(math.Round(strike*1000)), 10)
	return root + ch.Expires.Time().Format("060102") + string(kind) + strings.Repeat("0", max(8-len(thousandths), 0)) + thousandths
}

package study

import (
	"math"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// UnsupportedError is a contract whose prices support no volatility.
type UnsupportedError struct{ Why string }

// Error says why, in words for the asker.
func (e *UnsupportedError) Error() string { return "no volatility: " + e.Why }

// Why there is no volatility, short enough for a row of a table.
const (
	noPrice  = "no bid and ask, and no trade on the day of the underlying's price"
	crossed  = "bid above ask"
	farApart = "bid and ask too far apart"
	noFit    = "none gives the middle of bid and ask"
	noFitOld = "none gives the price of the last trade"
	exercise = "priced at what exercise gives"
	noTerms  = "strike or underlying price unusable"
)

// How far a price may be from bid and ask for the volatility behind it to be
// believed: half the spread, a part of the option's value in time, and a tick. What
// is exercised early, pays dividends in lumps or was computed at another rate is
// priced a little beside the market even at its true volatility.
const (
	valuePart = 0.05
	tick      = 0.01
)

// How far apart deltas may be that the prices allow: those at bid and at ask, and
// beyond them that at the source's volatility.
const (
	deltaRange = 0.1
	deltaSlack = 0.03
)

// leastVolatility is the lowest that is one: below it is where a search began.
const leastVolatility = 1e-3

// Assess is the risk of one contract of the chain, a call or a put. Its volatility is
// the source's where that prices the option between bid and ask or close to them, else
// the one that gives their middle. Outside of trading hours there are no bids and
// asks, so the last trade has to do when it was on the same day as the underlying's
// price. Where prices support none the error is an *UnsupportedError.
func (t Terms) Assess(c market.Contract, call bool) (Risk, error) {
	strike, ok := c.Strike.Get()
	spot, priced := t.Spot.Get()
	if !ok || !priced {
		return Risk{}, &UnsupportedError{noTerms}
	}
	option := analysis.Contract{Call: call, Spot: spot, Strike: strike, Years: t.Years, Rate: t.Rate.Continuous, Yield: t.Yield}
	if _, err := option.Price(1); err != nil {
		return Risk{}, &UnsupportedError{noTerms}
	}
	bid, hasBid := c.Bid.Get()
	ask, hasAsk := c.Ask.Get()
	switch {
	case hasBid && hasAsk && ask < bid:
		return Risk{}, &UnsupportedError{crossed}
	case hasBid && hasAsk && ask > 0:
		return offered{option, bid, ask}.risk(c.ImpliedVolatility)
	case hasBid || hasAsk || !t.tradedBeside(c):
		return Risk{}, &UnsupportedError{noPrice}
	}
	last, _ := c.Last.Get()
	v, err := option.ImpliedVolatility(last)
	if err != nil {
		return Risk{}, &UnsupportedError{noFitOld}
	}
	return riskOf(option, v, FromLast)
}

// tradedBeside reports whether the last trade was on the day of the underlying's
// price. All options that the source lists trade by day in New York: an hour more or
// less, with the season, does not move a trade to another day.
func (t Terms) tradedBeside(c market.Contract) bool {
	_, hasLast := c.Last.Get()
	newYork := time.FixedZone("", -5*60*60)
	return hasLast && !c.LastTrade.IsZero() && market.DateOf(c.LastTrade.In(newYork)) == market.DateOf(t.SpotAsOf.In(newYork))
}

// riskOf is the risk at a volatility.
func riskOf(option analysis.Contract, volatility float64, from string) (Risk, error) {
	greeks, err := option.Greeks(volatility)
	if err != nil {
		return Risk{}, &UnsupportedError{noTerms}
	}
	return Risk{volatility, from, greeks}, nil
}

// offered is an option with what is bid and asked for it, ask above 0.
type offered struct {
	analysis.Contract
	bid, ask float64
}

func (o offered) risk(source market.Number) (Risk, error) {
	atBid, atAsk := o.delta(o.bid), o.delta(o.ask)
	low, high := min(atBid, atAsk), max(atBid, atAsk)
	if high-low > deltaRange {
		return Risk{}, &UnsupportedError{farApart}
	}
	if v, ok := source.Get(); ok && o.supports(v) {
		if r, err := riskOf(o.Contract, v, FromSource); err == nil && r.Delta >= low-deltaSlack && r.Delta <= high+deltaSlack {
			return r, nil
		}
	}
	middle := (o.bid + o.ask) / 2
	v, err := o.ImpliedVolatility(middle)
	if err != nil {
		return Risk{}, &UnsupportedError{noFit}
	}
	r, err := riskOf(o.Contract, v, FromMiddle)
	if err == nil && o.atExercise(middle) && math.Abs(r.Delta) < 1-deltaRange {
		return Risk{}, &UnsupportedError{exercise}
	}
	return r, err
}

// supports reports whether the option is worth between bid and ask at a volatility,
// or not far from them.
func (o offered) supports(volatility float64) bool {
	price, err := o.Price(volatility)
	if err != nil || volatility < leastVolatility {
		return false
	}
	margin := (o.ask-o.bid)/2 + valuePart*max(0, (o.bid+o.ask)/2-o.now()) + tick
	return price >= o.bid-margin && price <= o.ask+margin
}

// now is what exercising the option now would give.
func (o offered) now() float64 {
	if o.Call {
		return max(0, o.Spot-o.Strike)
	}
	return max(0, o.Strike-o.Spot)
}

// atExercise reports whether a price in the money is no more than that: such a put is
// worth exercising, and its European price at any volatility may be lower.
func (o offered) atExercise(price float64) bool {
	return o.now() > 0 && price <= o.now()+(o.ask-o.bid)/2+tick
}

// delta is that at the volatility behind a price; at a price below or above what any
// gives, that at the lowest or highest.
func (o offered) delta(price float64) float64 {
	v, err := o.ImpliedVolatility(price)
	if err != nil {
		v = leastVolatility
		if most, err := o.Price(analysis.HighestVolatility); err == nil && price >= most {
			v = analysis.HighestVolatility
		}
	}
	g, err := o.Greeks(v)
	if err != nil {
		return 0
	}
	return g.Delta
}

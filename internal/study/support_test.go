package study

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// A call three times over the share's price, for which nobody bids, has no delta of a
// call deep in the money, whatever volatility the source tells.
func TestVolatilityThatNoPriceSupports(t *testing.T) {
	c := exampleChain()
	terms, err := newTerms(c, givenRate(4))
	if err != nil {
		t.Fatal(err)
	}
	call := market.Contract{Strike: market.Num(300), Bid: market.Num(0), Ask: market.Num(0.05), Last: market.Num(0.03), ImpliedVolatility: market.Num(20.5)}
	if r, err := terms.Assess(call, true); err != nil || r.From != FromMiddle || r.Delta > 0.02 || r.Delta <= 0 {
		t.Errorf("the call has %+v (%v)", r, err)
	}
	call.ImpliedVolatility = market.Num(1e-5)
	if r, err := terms.Assess(call, true); err != nil || r.From != FromMiddle || r.Delta > 0.02 {
		t.Errorf("at no volatility the call has %+v (%v)", r, err)
	}
	// In the money nearly all volatilities give about the same price.
	deep := market.Contract{Strike: market.Num(60), Bid: market.Num(40.1), Ask: market.Num(40.5), ImpliedVolatility: market.Num(1e-5)}
	if r, err := terms.Assess(deep, true); err == nil && (r.From == FromSource || r.Delta < 0.9) {
		t.Errorf("deep in the money it has %+v", r)
	}
}

// Options of a known volatility, whose quotes are cut to ticks and whose volatility
// the source garbles: the Greeks are near the true ones, or there are none.
func TestGarbledVolatilities(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	counts := map[string]int{}
	for range 20_000 {
		truth := 0.08 + 1.2*r.Float64()*r.Float64()
		o := analysis.Contract{Call: r.IntN(2) == 0, Spot: 20 + 480*r.Float64(), Years: (1 + 700*r.Float64()*r.Float64()) / 365, Rate: 0.05 * r.Float64(), Yield: 0.03 * r.Float64()}
		o.Strike = math.Round(o.Spot * math.Exp((r.Float64()-0.5)*2))
		price, err := o.Price(truth)
		want, fault := o.Greeks(truth)
		if err != nil || fault != nil {
			continue
		}
		spread := (0.005 + 0.1*price*r.Float64()*r.Float64()) * (1 + 3*r.Float64())
		bid, ask := math.Floor((price-spread/2)*100)/100, math.Ceil((price+spread/2)*100)/100
		c := market.Contract{Strike: market.Num(o.Strike), Bid: market.Num(max(0, bid)), Ask: market.Num(ask)}
		garbled := r.IntN(2) == 0
		if c.ImpliedVolatility = market.Num(truth); garbled {
			c.ImpliedVolatility = market.Num(math.Exp(-11 + 15*r.Float64()))
		}
		terms := Terms{Spot: market.Num(o.Spot), Years: o.Years, Rate: Rate{Continuous: o.Rate}, Yield: o.Yield}
		got, err := terms.Assess(c, o.Call)
		if err != nil {
			counts["absent"]++
			continue
		}
		if !garbled {
			counts["true, "+got.From]++
		}
		if math.Abs(got.Delta-want.Delta) > deltaRange+deltaSlack {
			t.Errorf("%+v at %.3f with %v by %v (source %v): %+v, want delta %.3f", o, truth, c.Bid, c.Ask, c.ImpliedVolatility, got, want.Delta)
		}
	}
	if kept, solved := counts["true, source"], counts["true, mid"]; kept < 30*solved || counts["absent"] > 4000 {
		t.Errorf("of true volatilities %d are kept and %d solved anew; %d options have none", kept, solved, counts["absent"])
	}
}

// American options are worth more than the formula says: their true volatilities are
// kept all the same, or none is given, but where exercise is near.
func TestAmericanOptions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	kept, solved, absent, off := 0, 0, 0, 0
	for range 1500 {
		truth := 0.15 + 0.5*r.Float64()
		o := analysis.Contract{Call: r.IntN(2) == 0, Spot: 100, Years: (5 + 360*r.Float64()) / 365, Rate: 0.045, Yield: 0.01}
		o.Strike = math.Round(100 * math.Exp((r.Float64()-0.5)*0.8))
		price, delta := american(o, truth)
		spread := 0.02 + 0.03*price
		c := market.Contract{Strike: market.Num(o.Strike), Bid: market.Num(max(0, price-spread/2)), Ask: market.Num(price + spread/2), ImpliedVolatility: market.Num(truth)}
		terms := Terms{Spot: market.Num(100), SpotAsOf: time.Time{}, Years: o.Years, Rate: Rate{Continuous: o.Rate}, Yield: o.Yield}
		got, err := terms.Assess(c, o.Call)
		switch {
		case err != nil:
			absent++
			continue
		case got.From == FromSource:
			kept++
		default:
			solved++
		}
		if math.Abs(got.Delta-delta) > 0.1 {
			off++
		}
		if math.Abs(got.Delta-delta) > 0.2 {
			t.Errorf("%+v at %.3f: %+v, want delta %.3f", o, truth, got, delta)
		}
	}
	if kept < 1200 || off > 30 {
		t.Errorf("kept %d, solved %d, absent %d; %d deltas are more than 0.1 off", kept, solved, absent, off)
	}
}

// american is the price and the delta of an American option by the binomial tree of
// Cox, Ross and Rubinstein, Option Pricing: A Simplified Approach (1979).
func american(o analysis.Contract, volatility float64) (price, delta float64) {
	const steps = 150
	dt := o.Years / steps
	u := math.Exp(volatility * math.Sqrt(dt))
	p := (math.Exp((o.Rate-o.Yield)*dt) - 1/u) / (u - 1/u)
	discount := math.Exp(-o.Rate * dt)
	now := func(spot float64) float64 {
		if o.Call {
			return max(0, spot-o.Strike)
		}
		return max(0, o.Strike-spot)
	}
	var v [steps + 1]float64
	for i := range v {
		v[i] = now(o.Spot * math.Pow(u, float64(2*i-steps)))
	}
	for n := steps - 1; n >= 0; n-- {
		for i := range n + 1 {
			v[i] = max(now(o.Spot*math.Pow(u, float64(2*i-n))), discount*(p*v[i+1]+(1-p)*v[i]))
		}
		if n == 1 {
			delta = (v[1] - v[0]) / (o.Spot*u - o.Spot/u)
		}
	}
	return v[0], delta
}

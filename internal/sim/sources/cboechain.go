package sources

import (
	"math"

	"quotewire/internal/sim/facts"
)

// chain is all options on an instrument in one list, with its quote beside them; nil
// where there are none. As with all that Cboe has, it is late.
func (q *cboeQuote) chain() fields {
	now := q.v.Now.Add(-cboeDelay)
	days := q.in.Expirations(now)
	if len(days) == 0 {
		return nil
	}
	all := []fields{}
	for _, d := range days {
		ch := q.in.Chain(now, d)
		for _, strike := range ch.Strikes() {
			call, put := ch.Contracts(strike)
			all = append(all, q.contract(call), q.contract(put))
		}
	}
	f := q.fields()
	f["options"] = all
	return f
}

func (q *cboeQuote) contract(c facts.Contract) fields {
	price := func(p float64) float64 {
		if p == 0 {
			return 0
		}
		return q.v.price(q.in, p)
	}
	f := fields{
		"option": c.Name, "bid": price(c.Bid), "bid_size": 0.0, "ask": price(c.Ask), "ask_size": 0.0, "iv": math.Round(c.Volatility*1e4) / 1e4,
		"open_interest": float64(c.OpenInterest), "volume": float64(c.Volume), "delta": math.Round(c.Delta*1e4) / 1e4, "gamma": 0.0, "theta": 0.0, "rho": 0.0, "vega": 0.0,
		"theo": math.Round(c.Worth*1e4) / 1e4, "change": 0.0, "open": 0.0, "high": 0.0, "low": 0.0, "tick": "no_change",
		"last_trade_price": price(c.Last), "last_trade_time": c.At.In(q.in.Exchange.Zone).Format("2006-01-02T15:04:05"), "percent_change": 0.0,
		// The noise of 32 bits, as the real one sends it.
		"prev_day_close": float64(float32(price(c.Last))),
	}
	if c.Bid > 0 {
		f["bid_size"] = 10.0
	}
	if c.Ask > 0 {
		f["ask_size"] = 10.0
	} else {
		f["iv"] = 0.0
	}
	if c.Volume == 0 && c.OpenInterest == 0 {
		f["last_trade_price"], f["last_trade_time"] = 0.0, nil
	}
	return f
}

//go:build recordings

package cboe

import (
	"errors"
	"strconv"

	"quotewire/internal/market"
	"quotewire/internal/market/recordingtest"
)

// options asks for each day and each root of a file, and holds all of its contracts
// against what came out.
func (c *comparison) options() {
	s := c.source()
	file := c.r.JSON(c.t)
	wires := map[string]any{}
	groups := map[terms]bool{}
	rows, _ := recordingtest.Dig(file, "data", "options").([]any)
	for _, row := range rows {
		name, _ := recordingtest.Dig(row, "option").(string)
		wires[name] = row
		t, ok := termsOf(name)
		if !ok {
			c.t.Errorf("%s is no name of an option", name)
		}
		if standard(t.root, c.name) {
			groups[terms{root: t.root, day: t.day}] = true
		}
	}
	if len(groups) == 0 {
		err := s.ask(c.t.Context(), c.symbol(), delayedURL+"options/"+c.name+".json", func(body []byte) error {
			_, err := s.readChain(body, c.symbol(), c.name, &selection{name: c.name, over: s.expired})
			return err
		})
		if c.n++; !errors.Is(err, market.ErrNoData) {
			c.t.Errorf("a file without options is %v", err)
		}
		return
	}
	c.r.Unread(c.t, "current_price", "price_change", "bid", "ask", "open", "high", "low", "close", "prev_day_close", "volume", "iv", "open_interest", "last_trade_price")
	spot := market.Number{}
	for g := range groups {
		var chain *market.Chain
		err := s.ask(c.t.Context(), c.symbol(), delayedURL+"options/"+c.name+".json", func(body []byte) (err error) {
			chain, err = s.readChain(body, c.symbol(), c.name, &selection{name: c.name, expiry: g.day, root: g.root, over: s.expired})
			return err
		})
		if err != nil {
			c.t.Fatal(err)
		}
		if spot.IsZero() {
			c.ticker(s, chain.Underlying, recordingtest.Dig(file, "data"))
			spot = chain.Underlying.Price
		}
		n := 0
		for name := range wires {
			if t, _ := termsOf(name); t.root == g.root && t.day == g.day {
				n++
			}
		}
		if len(chain.Calls)+len(chain.Puts) != n {
			c.t.Errorf("%s %s: %d calls and %d puts of %d contracts", g.root, g.day, len(chain.Calls), len(chain.Puts), n)
		}
		for i, side := range [][]market.Contract{chain.Calls, chain.Puts} {
			for j, contract := range side {
				c.contract(s, contract, wires[contract.Symbol], i == 0, spot)
				if j > 0 && num(contract.Strike) <= num(side[j-1].Strike) {
					c.t.Errorf("%s is not above the one before", contract.Symbol)
				}
			}
		}
	}
}

func (c *comparison) contract(s *Source, o market.Contract, row any, call bool, spot market.Number) {
	of := func(field string) float64 { return c.figure(recordingtest.Dig(row, field)) }
	for field, got := range map[string]market.Number{"bid": o.Bid, "ask": o.Ask, "iv": o.ImpliedVolatility, "last_trade_price": o.Last} {
		c.is(o.Symbol+" "+field, got, of(field))
	}
	for field, got := range map[string]market.Number{"volume": o.Volume, "open_interest": o.OpenInterest} {
		if c.n++; num(got) != of(field) {
			c.t.Errorf("%s %s: %v, the file has %v", o.Symbol, field, num(got), of(field))
		}
	}
	c.moment(o.Symbol, o.LastTrade, recordingtest.Dig(row, "last_trade_time"), s.newYork.Location)
	digits, err := strconv.ParseFloat(o.Symbol[len(o.Symbol)-8:], 64)
	if c.n++; err != nil || num(o.Strike) != digits/1000 || call != (o.Symbol[len(o.Symbol)-9] == 'C') {
		c.t.Errorf("%s: strike %v, a call: %v", o.Symbol, num(o.Strike), call)
	}
	if inside := call == (num(o.Strike) < num(spot)); o.InTheMoney != inside && num(o.Strike) != num(spot) {
		c.t.Errorf("%s: in the money at %v: %v", o.Symbol, num(spot), o.InTheMoney)
	}
}

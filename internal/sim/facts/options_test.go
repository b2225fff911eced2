package facts

import (
	"math"
	"testing"
	"time"

	"quotewire/internal/sim/wire/wiretest"
)

func chainsOf(t *testing.T, symbol string, now time.Time) []Chain {
	t.Helper()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	in := c.Find(symbol)
	var all []Chain
	for _, d := range in.Expirations(now) {
		all = append(all, in.Chain(now, d))
	}
	return all
}

func TestExpirations(t *testing.T) {
	for _, c := range []struct {
		now   time.Time
		first string
		count int
	}{
		{wiretest.Wednesday(), "2025-11-21", 21},
		{time.Date(2025, 11, 21, 20, 59, 0, 0, time.UTC), "2025-11-21", 21}, // its last minute
		{time.Date(2025, 11, 21, 21, 0, 0, 0, time.UTC), "2025-11-28", 20},
		{time.Date(2026, 4, 1, 15, 0, 0, 0, time.UTC), "2026-04-02", 21}, // Good Friday is the 3rd
	} {
		all := chainsOf(t, "AAPL", c.now)
		if got := all[0].Expires.String(); got != c.first || len(all) != c.count {
			t.Errorf("at %v: %d expirations from %s, want %d from %s", c.now, len(all), got, c.count, c.first)
		}
		for i, ch := range all {
			if !ch.In.Exchange.Rules.Trades(ch.Expires) || i > 0 && ch.Expires <= all[i-1].Expires {
				t.Errorf("at %v: options expire on %v", c.now, ch.Expires)
			}
		}
	}
}

// TestPutCallParity holds the offers against C - P = S exp(-qT) - K exp(-rT).
func TestPutCallParity(t *testing.T) {
	for _, symbol := range []string{"AAPL", "KO", "SPY", "BRK-B", "INTC"} {
		for _, ch := range chainsOf(t, symbol, wiretest.Wednesday()) {
			spot, years := ch.Present.Bar.Close, ch.Years()
			for _, strike := range ch.Strikes() {
				call, put := ch.Contracts(strike)
				if call.Bid == 0 || put.Bid == 0 {
					continue // nobody makes a price on one of them
				}
				mid := func(c Contract) float64 { return (c.Bid + c.Ask) / 2 }
				want := spot*math.Exp(-ch.In.Yield*years) - strike*math.Exp(-optionRate*years)
				if got := mid(call) - mid(put); math.Abs(got-want) > 0.021 {
					t.Fatalf("%s %v %v: call less put %v, want %v", symbol, ch.Expires, strike, got, want)
				}
			}
		}
	}
}

// TestBlackScholes compares with Hull, Options, Futures, and Other Derivatives:
// examples 15.6 (a share without dividends) and 17.1 (an index).
func TestBlackScholes(t *testing.T) {
	call, put := option{spot: 42, strike: 40, years: 0.5, rate: 0.1, volatility: 0.2}.values()
	if math.Abs(call-4.76) > 0.005 || math.Abs(put-0.81) > 0.005 {
		t.Errorf("call %v, put %v: want 4.76 and 0.81", call, put)
	}
	call, _ = option{spot: 930, strike: 900, years: 2.0 / 12, rate: 0.08, yield: 0.03, volatility: 0.2}.values()
	if math.Abs(call-51.83) > 0.005 {
		t.Errorf("call on the index %v: want 51.83", call)
	}
	if call, put = (option{spot: 42, strike: 40}).values(); call != 2 || put != 0 {
		t.Errorf("expired: %v %v", call, put)
	}
}

func TestAWideChain(t *testing.T) {
	for _, now := range []time.Time{wiretest.Wednesday(), time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC), time.Date(2030, 3, 1, 12, 0, 0, 0, time.UTC)} {
		most, sum := 0, 0
		for _, ch := range chainsOf(t, wide, now) {
			n := 2 * len(ch.Strikes())
			most, sum = max(most, n), sum+n
		}
		if most < 4000 || most > 12000 || sum < 20000 {
			t.Errorf("at %v: %d contracts in a chain, %d in all", now, most, sum)
		}
	}
}

func TestContracts(t *testing.T) {
	seen := map[string]bool{}
	none, unsold := 0, 0
	for _, ch := range chainsOf(t, "BRK-B", wiretest.Wednesday()) {
		for _, strike := range ch.Strikes() {
			call, put := ch.Contracts(strike)
			for _, c := range []Contract{call, put} {
				if seen[c.Name] || len(c.Name) != len("BRKB251121C00300000") {
					t.Errorf("contract %q", c.Name)
				}
				seen[c.Name] = true
				if c.Ask == 0 {
					none++
				}
				if c.Volume == 0 {
					unsold++
				}
			}
			// The delta of a call less that of its put is what the dividends leave.
			if left := math.Exp(-ch.In.Yield * ch.Years()); call.Delta < 0 || put.Delta > 0 || math.Abs(call.Delta-put.Delta-left) > 1e-9 {
				t.Errorf("%v: deltas %v and %v", strike, call.Delta, put.Delta)
			}
			if call.Inside == put.Inside && strike != ch.Present.Bar.Close {
				t.Errorf("%v: both or none in the money", strike)
			}
		}
	}
	if !seen["BRKB251121C00480000"] || none == 0 || unsold == 0 {
		t.Errorf("%d contracts, %d without offers, %d not traded", len(seen), none, unsold)
	}
}

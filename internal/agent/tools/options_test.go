package tools

import (
	"math"
	"strings"
	"testing"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// appleChain has count strikes from 5 on, five apart; the money is at 189.84.
func appleChain(t testing.TB, count int) *market.Chain {
	c := &market.Chain{
		Symbol: symbol(t, "AAPL"), Expiry: day(t, "2026-01-16"), Expirations: []market.Date{day(t, "2025-12-19"), day(t, "2026-01-16")}, Underlying: apple(t),
		Origin: from("/quote/AAPL/options/", 1),
	}
	for i := range count {
		strike := 5 * float64(i+1)
		price, err := analysis.Contract{Call: true, Spot: 189.84, Strike: strike, Years: 56.0 / 365, Rate: 0.0382, Yield: 0.00525}.Price(0.31234567)
		if err != nil {
			t.Fatal(err)
		}
		price = math.Round(price*100) / 100
		c.Calls = append(c.Calls, market.Contract{
			Currency: "USD", Strike: n(strike), Last: n(2.5), Bid: n(max(0, price-0.05)), Ask: n(price + 0.05000001), Volume: n(1200), OpenInterest: n(54_321),
			ImpliedVolatility: n(0.31234567), InTheMoney: strike < 189.84,
		})
		c.Puts = append(c.Puts, market.Contract{Currency: "USD", Strike: n(strike), Bid: n(max(0.01, strike-189.84) + 4), Ask: n(max(0.01, strike-189.84) + 4.1), InTheMoney: strike > 189.84})
	}
	if count > 36 {
		// The market is closed: there is only the last trade, of the day or older.
		c.Puts[36] = market.Contract{Currency: "USD", Strike: n(185), Last: n(4), LastTrade: c.AsOf.Add(-time.Hour)}
		c.Puts[37] = market.Contract{Currency: "USD", Strike: n(190), Last: n(4), LastTrade: c.AsOf.AddDate(0, 0, -3), InTheMoney: true}
	}
	if count > 37 {
		c.Calls[37] = market.Contract{Currency: "USD", Strike: n(190)} // nobody trades it
		c.Calls[38].ImpliedVolatility = n(20.5)                        // no price supports it
	}
	return c
}

func withBill(t testing.TB, d fakeDepth) *fakeMarket {
	return &fakeMarket{fakeDepth: d, tickers: map[string]*market.Ticker{
		"^IRX": {Symbol: symbol(t, "^IRX"), Price: n(3.75), AsOf: time.Date(2025, 11, 21, 20, 59, 0, 0, time.UTC)},
	}}
}

func TestOptions(t *testing.T) {
	chains := map[string]*market.Chain{"": appleChain(t, 80), "2026-01-16": appleChain(t, 80)}
	data := withBill(t, fakeDepth{chains: chains})
	t.Run("around the money", func(t *testing.T) {
		golden(t, "options.golden", call(t, data, "options", `{"symbol":"aapl","expiry":"2026-01-16","around":2}`))
	})
	t.Run("without a rate", func(t *testing.T) {
		golden(t, "options-no-rate.golden", call(t, &fakeMarket{fakeDepth: fakeDepth{chains: chains}}, "options", `{"symbol":"AAPL","side":"puts","min_strike":180,"max_strike":190}`))
	})
	t.Run("expirations", func(t *testing.T) {
		golden(t, "options-expirations.golden", call(t, data, "options", `{"symbol":"AAPL","view":"expirations"}`))
	})
	t.Run("totals", func(t *testing.T) {
		sums := market.OptionSums{CallVolume: n(1_234_567), PutVolume: n(765_432), VolumeRatio: n(0.62), CallOpenInterest: n(2e6), Calls: 2000, Puts: 2000}
		totals := &market.OptionTotals{
			Symbol: symbol(t, "AAPL"), Underlying: apple(t), Of: 3, OptionSums: sums, Origin: from("/quote/AAPL/options/", 0),
			Expirations: []market.ExpiryTotal{{Expiry: day(t, "2025-12-19"), OptionSums: sums}, {Expiry: day(t, "2026-01-16")}},
			Missing:     []market.MissingChain{{Expiry: day(t, "2027-01-15"), Err: market.ErrUnavailable}},
		}
		golden(t, "options-totals.golden", call(t, &fakeMarket{fakeDepth: fakeDepth{totals: totals}}, "options", `{"symbol":"AAPL","view":"totals"}`))
		totals.Of, totals.Missing = 2, nil
		r := call(t, &fakeMarket{fakeDepth: fakeDepth{totals: totals}}, "options", `{"symbol":"AAPL","view":"totals"}`)
		if !strings.Contains(r.Text, "covers: all 2 expirations\n") || strings.Contains(r.Text, "PARTIAL") {
			t.Errorf("whole totals:\n%s", r.Text)
		}
	})
	for args, want := range map[string]string{
		`{"symbol":"AAPL","rate":4}`:                                      "assumed rate: 4.00 % a year, continuously compounded (given)",
		`{"symbol":"AAPL","side":"calls"}`:                                "Calls, 20 of 80 strikes",
		`{"symbol":"AAPL","min_strike":390,"side":"calls"}`:               "Calls, 3 of 80 strikes",
		`{"symbol":"AAPL","min_strike":1000}`:                             "none at these strikes",
		`{"symbol":"AAPL","expiry":"2025-11-22"}`:                         "none expire on 2025-11-22. They expire on 2025-12-19, 2026-01-16.",
		`{"symbol":"AAPL","expiry":"soon"}`:                               "expiry is not a date",
		`{"symbol":"AAPL","min_strike":10,"max_strike":5}`:                "max_strike 5.00 is below min_strike 10.00",
		`{"symbol":"AAPL","view":"all"}`:                                  "one of chain, totals, expirations",
		`{"symbol":"AAPL","side":"call"}`:                                 "one of both, calls, puts",
		`{"symbol":"AAPL","around":0}`:                                    `"around" is 0`,
		`{"symbol":"AAPL","rate":"five"}`:                                 `"rate" is "five"`,
		`{"symbol":"AAPL","min_strike":-1}`:                               `"min_strike" is -1`,
		`{"symbol":"AAPL","expiry":"2026-01-16","view":"chain","page":9}`: "There is no page 9: pages are 1 to 1.",
	} {
		if r := call(t, data, "options", args); !strings.Contains(r.Text, want) {
			t.Errorf("%s: %s\nwant %q", args, r.Text, want)
		}
	}
	if r := call(t, &fakeMarket{}, "options", `{"symbol":"^GSPC","expiry":"2026-01-16"}`); !r.Failed || !strings.Contains(r.Text, "lists no options") {
		t.Errorf("nothing listed: %+v", r)
	}
}

// No Greeks are shown that rest on what nobody knows.
func TestGreeksNeedTheirAssumptions(t *testing.T) {
	chain := appleChain(t, 4)
	chain.Underlying = nil
	r := call(t, withBill(t, fakeDepth{chains: map[string]*market.Chain{"": chain}}), "options", `{"symbol":"AAPL"}`)
	if r.Failed || !strings.Contains(r.Text, "greeks: left out: the price of the underlying") || strings.Contains(r.Text, "delta") || len(r.Sources()) != 1 {
		t.Errorf("result %+v", r)
	}
}

// A chain of 4,000 contracts is cut into pages, none too long, and every
// contract is told once.
func TestLongChainsAreCutIntoPages(t *testing.T) {
	chain := appleChain(t, 2000)
	for i := range chain.Puts {
		chain.Puts[i].ImpliedVolatility = n(0.3)
	}
	for i := range 300 {
		chain.Expirations = append(chain.Expirations, day(t, "2026-01-16").AddDays(i))
	}
	data := withBill(t, fakeDepth{chains: map[string]*market.Chain{"": chain}})
	for _, args := range []string{`"around":5000,`, `"min_strike":0,`, `"view":"expirations",`} {
		lines := map[string]int{}
		part := ""
		for _, text := range pages(t, data, "options", args) {
			for line := range strings.Lines(text) {
				if strings.HasPrefix(line, "Calls") || strings.HasPrefix(line, "Puts") {
					part = line[:4]
				}
				if strings.Contains(line, "00 | ") {
					lines[part+line[:strings.Index(line, " |")]]++
				}
			}
		}
		if strings.Contains(args, "view") {
			continue
		}
		if len(lines) != 4000 {
			t.Errorf("%s: %d contracts, want 4000", args, len(lines))
		}
		for line, times := range lines {
			if times != 1 {
				t.Errorf("%s: %s stands %d times", args, line, times)
			}
		}
	}
}

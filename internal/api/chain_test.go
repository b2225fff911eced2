package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/analysis"
	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

func fourThousand() *market.Chain {
	c := fullDepth().chain
	call, put := c.Calls[0], c.Puts[0]
	c.Calls, c.Puts = nil, nil
	for i := range 2000 {
		call.Strike = market.Num(5 * float64(i+1))
		put.Strike, put.ImpliedVolatility, put.Bid, put.Ask = call.Strike, market.Number{}, market.Number{}, market.Number{}
		put.Last = market.Number{}
		offered(&call, 5000)
		c.Calls, c.Puts = append(c.Calls, call), append(c.Puts, put)
	}
	c.Underlying.Price = market.Num(5000)
	c.Underlying.ForwardDividendYield = market.Num(0)
	return c
}

// offered gives a call a volatility of 30 % and quotes that it prices, 8 weeks before
// its expiry.
func offered(call *market.Contract, spot float64) {
	strike, _ := call.Strike.Get()
	price, err := analysis.Contract{Call: true, Spot: spot, Strike: strike, Years: 8.0 / 52, Rate: 0.04}.Price(0.3)
	if err != nil {
		panic(err)
	}
	call.ImpliedVolatility, call.Bid, call.Ask = market.Num(0.3), market.Num(max(0, price-0.1)), market.Num(price+0.1)
}

func TestChainPages(t *testing.T) {
	m := exampleMarket()
	m.chain = fourThousand()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	seen := map[string]int{}
	ask := func(query string) (d struct {
		CallsListed, PutsListed, Page, Pages, Limit int
		Calls, Puts                                 []struct {
			Strike float64
			Greeks map[string]any
		}
	}) {
		raw := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?"+query, "", nil))
		if len(raw) > 1<<20 {
			t.Errorf("%s: %d bytes", query, len(raw))
		}
		if err := json.Unmarshal([]byte(strings.NewReplacer("calls_listed", "callslisted", "puts_listed", "putslisted").Replace(raw)), &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for page := 1; page <= 4; page++ {
		d := ask(fmt.Sprintf("limit=500&greeks=true&rate=4&page=%d", page))
		if d.Pages != 4 || d.Page != page || d.Limit != 500 || d.CallsListed != 2000 || d.PutsListed != 2000 || len(d.Calls) != 500 || len(d.Puts) != 500 {
			t.Fatalf("page %d: %d of %d, %d and %d of %d and %d", page, d.Page, d.Pages, len(d.Calls), len(d.Puts), d.CallsListed, d.PutsListed)
		}
		for i := range d.Calls {
			seen[fmt.Sprint("call", d.Calls[i].Strike)]++
			seen[fmt.Sprint("put", d.Puts[i].Strike)]++
			if d.Calls[i].Greeks["delta"] == nil || d.Puts[i].Greeks != nil {
				t.Fatalf("page %d: call %v, put %v", page, d.Calls[i], d.Puts[i])
			}
		}
	}
	if len(seen) != 4000 {
		t.Errorf("%d contracts, want 4000", len(seen))
	}
	if d := ask("page=1000"); len(d.Calls)+len(d.Puts) != 0 || d.Pages != 20 {
		t.Errorf("past the last page: %+v", d)
	}
	d := ask("side=calls&min_strike=4990&max_strike=5000")
	if len(d.Calls) != 3 || d.CallsListed != 3 || d.Pages != 1 || d.PutsListed != 0 || d.Calls[0].Strike != 4990 {
		t.Errorf("a few calls: %+v", d)
	}
	if d := ask("max_strike=4"); len(d.Calls)+len(d.Puts) != 0 || d.Pages != 1 {
		t.Errorf("no strikes: %+v", d)
	}
}

func TestGreeksNeedTheirAssumptions(t *testing.T) {
	m := exampleMarket()
	m.ticker.Price = market.Num(3.75)
	m.chain.Underlying.ForwardDividendYield = market.Num(0)
	offered(&m.chain.Calls[0], 301.46)
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true", "", nil))
	for _, want := range []string{`"rate":{"continuous":0.038202183,"from":"13-week US Treasury bill, ^IRX at 3.75 % discount"`, `"day_count":"calendar days`, `"formula":"Black-Scholes`, `"volatility_from":"source","delta":`, `"greeks_missing":"no volatility: `} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	m.chain.Underlying = nil
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true&rate=4", "", nil), fault.Unanswerable)
	m.err = &market.Error{Kind: market.ErrBlocked}
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true", "", nil), fault.MarketUnavailable)
	if !strings.Contains(e.Fix, "send rate") {
		t.Errorf("%+v", e)
	}
	if resp := w.do(t, t.Context(), http.MethodGet, "/api/options/A", "", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("without greeks: %d", resp.StatusCode)
	}
}

func TestPartialTotals(t *testing.T) {
	m := exampleMarket()
	m.totals.Of, m.totals.Missing[0].Err = 2, &market.Error{Kind: market.ErrMalformed, Message: "SECRET"}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?view=totals", "", nil))
	if !strings.Contains(got, `"of":2,"covered":1,"partial":true,`) || !strings.Contains(got, `"missing":[{"expiry":"2026-01-16","code":"market_malformed"}]`) || strings.Contains(got, "SECRET") {
		t.Error(got)
	}
}

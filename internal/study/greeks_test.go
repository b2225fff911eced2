package study

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

type bill struct {
	ticker *market.Ticker
	err    error
	asked  market.Symbol
}

func (b *bill) Quote(_ context.Context, s market.Symbol) (*market.Ticker, error) {
	b.asked = s
	return b.ticker, b.err
}

func TestTreasuryRate(t *testing.T) {
	at := time.Date(2025, 11, 21, 20, 0, 0, 0, time.UTC)
	b := &bill{ticker: &market.Ticker{Price: market.Num(3.75), AsOf: at, Origin: market.Origin{Stale: true}}}
	r, err := treasuryRate(t.Context(), b)
	// By hand: the bill costs 1 - 0.0375*91/360 = 0.990520833; its rate is
	// -ln(0.990520833) * 365/91 = 0.00952438 * 4.010989 = 0.0382022.
	if err != nil || math.Abs(r.Continuous-0.0382022) > 1e-6 || b.asked.String() != "^IRX" || r.AsOf != at || !r.Stale || !strings.Contains(r.From, "^IRX at 3.75 %") {
		t.Errorf("rate %+v (%v), asked %s", r, err, b.asked)
	}
	b.ticker = &market.Ticker{PreviousClose: market.Num(3.75)}
	if again, err := treasuryRate(t.Context(), b); err != nil || again.Continuous != r.Continuous {
		t.Errorf("of the previous close: %+v (%v)", again, err)
	}
	b.ticker = &market.Ticker{}
	if _, err := treasuryRate(t.Context(), b); !errors.Is(err, ErrAssumption) {
		t.Errorf("without a price the error is %v", err)
	}
	b.err = &market.Error{Kind: market.ErrBlocked}
	if _, err := treasuryRate(t.Context(), b); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("the error is %v", err)
	}
}

func exampleChain() *market.Chain {
	return &market.Chain{
		Expiry:     market.Date{Year: 2026, Month: 1, Day: 16},
		Underlying: &market.Ticker{Price: market.Num(100), TimeZone: "America/New_York", Location: newYorkZone(), ForwardDividendYield: market.Num(2)},
		Origin:     market.Origin{AsOf: time.Date(2025, 11, 21, 21, 0, 0, 0, time.UTC)},
	}
}

func TestTerms(t *testing.T) {
	terms, err := newTerms(exampleChain(), givenRate(4))
	// 16:00 on 21 November to 16:00 on 16 January in New York: 56 days.
	if err != nil || math.Abs(terms.Years-56.0/365) > 1e-12 || terms.Spot != market.Num(100) || terms.Rate.Continuous != 0.04 || math.Abs(terms.Yield-math.Log(1.02)) > 1e-15 {
		t.Fatalf("terms %+v (%v)", terms, err)
	}
	for name, change := range map[string]func(*market.Chain){
		"no underlying": func(c *market.Chain) { c.Underlying = nil },
		"no price":      func(c *market.Chain) { c.Underlying = &market.Ticker{} },
		"expired":       func(c *market.Chain) { c.AsOf = time.Date(2026, 1, 16, 21, 0, 0, 0, time.UTC) },
	} {
		c := exampleChain()
		change(c)
		if _, err := newTerms(c, givenRate(4)); !errors.Is(err, ErrAssumption) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	for want, u := range map[string]*market.Ticker{
		"trailing":  {Price: market.Num(1), DividendYield: market.Num(1.5)},
		"announced": {Price: market.Num(1), DividendYield: market.Num(1.5), ForwardDividendYield: market.Num(1)},
		"0 is":      {Price: market.Num(1)},
	} {
		c := exampleChain()
		c.Underlying = u
		if terms, err := newTerms(c, givenRate(4)); err != nil || !strings.Contains(terms.YieldFrom, want) {
			t.Errorf("yield from %q (%v), want %s", terms.YieldFrom, err, want)
		}
	}
}

func TestRisk(t *testing.T) {
	terms, err := newTerms(exampleChain(), givenRate(4))
	if err != nil {
		t.Fatal(err)
	}
	option := analysis.Contract{Call: true, Spot: 100, Strike: 105, Years: terms.Years, Rate: 0.04, Yield: terms.Yield}
	price, err := option.Price(0.3)
	if err != nil {
		t.Fatal(err)
	}
	want, err := option.Greeks(0.3)
	if err != nil {
		t.Fatal(err)
	}
	offer := func(iv market.Number, price float64) market.Contract {
		return market.Contract{Strike: market.Num(105), ImpliedVolatility: iv, Bid: market.Num(price - 0.1), Ask: market.Num(price + 0.1)}
	}
	given, ok := riskAt(terms, offer(market.Num(0.3), price), true)
	if !ok || given.From != FromSource || given.Volatility != 0.3 || given.Greeks != want {
		t.Errorf("given volatility: %+v %v, want %+v", given, ok, want)
	}
	solved, ok := riskAt(terms, offer(market.Number{}, price), true)
	if !ok || solved.From != FromMiddle || math.Abs(solved.Volatility-0.3) > 1e-6 || math.Abs(solved.Delta-want.Delta) > 1e-6 {
		t.Errorf("solved volatility: %+v %v", solved, ok)
	}
	terms.SpotAsOf = time.Date(2025, 11, 21, 21, 0, 0, 0, time.UTC)
	last := market.Contract{Strike: market.Num(105), Last: market.Num(price), LastTrade: terms.SpotAsOf.Add(-6 * time.Hour)}
	traded, ok := riskAt(terms, last, true)
	if !ok || traded.From != FromLast || math.Abs(traded.Volatility-0.3) > 1e-6 {
		t.Errorf("volatility of the last trade: %+v %v", traded, ok)
	}
	last.LastTrade = terms.SpotAsOf.Add(-24 * time.Hour)
	if r, ok := riskAt(terms, last, true); ok {
		t.Errorf("volatility of the trade of another day: %+v", r)
	}
	option.Call = false
	worth, err := option.Price(0.3)
	if err != nil {
		t.Fatal(err)
	}
	put, ok := riskAt(terms, offer(market.Num(0.3), worth), false)
	if !ok || math.Abs(given.Delta-put.Delta-math.Exp(-terms.Yield*terms.Years)) > 1e-12 {
		t.Errorf("put %+v does not fit the call %+v", put, given)
	}
	for name, c := range map[string]market.Contract{
		"no strike":         {ImpliedVolatility: market.Num(0.3)},
		"no price":          {Strike: market.Num(105)},
		"bid only":          {Strike: market.Num(105), Bid: market.Num(1)},
		"crossed":           {Strike: market.Num(105), Bid: market.Num(2), Ask: market.Num(1)},
		"worth too much":    {Strike: market.Num(105), Bid: market.Num(500), Ask: market.Num(501)},
		"endless strike":    {Strike: market.Num(math.MaxFloat64), ImpliedVolatility: market.Num(0.3), Bid: market.Num(1), Ask: market.Num(2)},
		"absurd volatility": {Strike: market.Num(105), ImpliedVolatility: market.Num(1e308)},
		"volatility alone":  {Strike: market.Num(105), ImpliedVolatility: market.Num(0.3)},
		"ask only":          {Strike: market.Num(105), Ask: market.Num(1), ImpliedVolatility: market.Num(0.3)},
		"far apart":         {Strike: market.Num(105), Bid: market.Num(0), Ask: market.Num(40), ImpliedVolatility: market.Num(0.3)},
	} {
		if r, ok := riskAt(terms, c, true); ok {
			t.Errorf("%s: %+v", name, r)
		}
		if _, err := terms.Assess(c, true); !strings.HasPrefix(err.Error(), "no volatility: ") {
			t.Errorf("%s: the reason is %v", name, err)
		}
	}
}

func riskAt(t Terms, c market.Contract, call bool) (Risk, bool) {
	r, err := t.Assess(c, call)
	return r, err == nil
}

package study

import (
	"errors"
	"testing"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// where is the highest price from low on at which something holds that holds of low
// and not of high.
func where(low, high float64, holds func(price float64) bool) float64 {
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

func volatilityAt(t *testing.T, o analysis.Contract, price float64) (volatility, delta float64) {
	t.Helper()
	v, err := o.ImpliedVolatility(price)
	if err != nil {
		t.Fatal(err)
	}
	g, err := o.Greeks(v)
	if err != nil {
		t.Fatal(err)
	}
	return v, g.Delta
}

// How far prices may be off what a volatility gives for it to be believed, at the edge
// of each allowance.
func TestHowFarAVolatilityIsSupported(t *testing.T) {
	terms, err := newTerms(exampleChain(), givenRate(4))
	if err != nil {
		t.Fatal(err)
	}
	o := analysis.Contract{Call: true, Spot: 100, Strike: 105, Years: terms.Years, Rate: 0.04, Yield: terms.Yield}
	assess := func(strike, bid, ask, volatility float64) (string, error) {
		r, err := terms.Assess(market.Contract{Strike: market.Num(strike), Bid: market.Num(bid), Ask: market.Num(ask), ImpliedVolatility: market.Num(volatility)}, true)
		return r.From, err
	}
	// A tenth of delta between bid and ask.
	_, low := volatilityAt(t, o, 2)
	for apart, ok := range map[float64]bool{0.099: true, 0.101: false} {
		ask := where(2, 10, func(price float64) bool { _, delta := volatilityAt(t, o, price); return delta-low < apart })
		_, err := assess(105, 2, ask, 0)
		if e, no := errors.AsType[*UnsupportedError](err); no == ok || no && e.Why != farApart {
			t.Errorf("deltas of bid and ask %v apart: %v", apart, err)
		}
	}
	// Half the spread, a twentieth of the value in time and a tick: 0.01 + 0.1 + 0.01.
	for price, from := range map[float64]string{2.129: FromSource, 2.131: FromMiddle, 1.871: FromSource, 1.869: FromMiddle} {
		v, _ := volatilityAt(t, o, price)
		if got, err := assess(105, 1.99, 2.01, v); got != from || err != nil {
			t.Errorf("a volatility that gives %v is from %s (%v), want %s", price, got, err, from)
		}
	}
	// Three hundredths of delta beyond the bid.
	_, low = volatilityAt(t, o, 1)
	for beyond, from := range map[float64]string{0.029: FromSource, 0.031: FromMiddle} {
		price := where(0.3, 1, func(price float64) bool { _, delta := volatilityAt(t, o, price); return low-delta > beyond })
		v, _ := volatilityAt(t, o, price)
		if margin := 1.0/2 + 0.05*1.5 + 0.01; price < 1-margin {
			t.Fatalf("the price of %v is refused for itself", price)
		}
		if got, err := assess(105, 1, 2, v); got != from || err != nil {
			t.Errorf("a delta %v beyond that of the bid is from %s (%v), want %s", beyond, got, err, from)
		}
	}
	// A tenth of a per cent of volatility.
	deep := o
	deep.Strike = 60
	least, err := deep.Price(0.001)
	if err != nil {
		t.Fatal(err)
	}
	for v, from := range map[float64]string{0.00101: FromSource, 0.00099: ""} {
		if got, _ := assess(60, least-0.05, least+0.05, v); (got == FromSource) != (from == FromSource) {
			t.Errorf("a volatility of %v is from %q", v, got)
		}
	}
}

// A day moves back over two weeks without trading, and no more.
func TestHowFarADayMovesBack(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2025-09-02", 1, 2, 3, 4, 5, 6, 7, 8)}} // to 11 September
	for period, ok := range map[string]bool{"2025-09-25": true, "2025-09-26": false} {
		r, err := newStudy(t, data).Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: period, Measures: []Measure{Change}})
		if (err == nil) != ok || err != nil && !errors.Is(err, market.ErrNoData) || ok && r.Span.From.String() != "2025-09-11" {
			t.Errorf("%s: %+v, %v", period, r, err)
		}
	}
}

// The close before a period is looked for in the two years before it, then anywhere.
func TestHowFarBackACloseIsLookedFor(t *testing.T) {
	for before, asked := range map[string][]string{
		"2023-10-02": {"2025-09-01", "2023-10-01", "2023-10-02"},
		"2023-09-29": {"2025-09-01", "2023-10-01", "1900-01-01", "2023-09-29"},
	} {
		data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": append(walk(t, before, 5), walk(t, "2025-10-01", 10, 11, 12)...)}}
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-10-01 to 2025-10-03", Measures: []Measure{Change}})
		wantValue(t, r.Sections[0], "change from the close before to the last close", "%", 140, before, "2025-10-03")
		for i, q := range data.asked {
			if i >= len(asked) || q.From.String() != asked[i] {
				t.Errorf("close of %s: question %d is from %s on, want %v", before, i+1, q.From, asked)
			}
		}
	}
}

// Longer periods have longer bars.
func TestIntervalsOfPeriods(t *testing.T) {
	s := newStudy(t, &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2025-09-02", 1, 2, 3)}})
	for first, want := range map[string]market.Interval{"2025": market.Day, "2023": market.Day, "2022": market.Week, "2005": market.Week, "2004": market.Month} {
		b, err := s.Bars(t.Context(), first+"-11-03 to 2025-11-03", market.HistoryQuery{Symbol: symbolOf("AAPL")}, nil)
		if first == "2025" {
			b, err = s.Bars(t.Context(), "2025-01-02 to 2025-11-03", market.HistoryQuery{Symbol: symbolOf("AAPL")}, nil)
		}
		if err != nil || b.History.Interval != want {
			t.Errorf("from %s on: %v, %+v, want %s", first, err, b, want)
		}
	}
}

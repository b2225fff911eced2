package study

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// from is an origin of bars.
func from(provider string, adjusted market.Adjustment) market.Origin {
	return market.Origin{Provider: provider, Adjusted: adjusted}
}

// The bars of the tests have adjusted closes of half the closes: a figure of twice the
// other is one without dividends.
func TestDividendsAreWhereBarsHaveThem(t *testing.T) {
	for _, c := range []struct {
		of   market.Adjustment
		mean float64
		note string
	}{
		{market.AdjustedForAll, 53, ""},
		{market.AdjustedForSplits, 106, "without dividends: its bars are adjusted for splits alone"},
		{market.AdjustedForNothing, 106, ""},
		{"", 106, "without dividends: its bars are adjusted for splits alone"},
	} {
		data := september(t)
		data.origins = map[string]market.Origin{"AAPL": from("One", c.of)}
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-05", Measures: []Measure{Statistics, Change}, Adjusted: true})
		wantValue(t, r.Sections[0], "mean", "USD", c.mean)
		with := c.mean == 53
		if in := r.Inputs[0]; in.Adjusted != with || in.Note != c.note {
			t.Errorf("%q: adjusted %v, note %q", c.of, in.Adjusted, in.Note)
		}
		for _, f := range r.Sections[1].Figures {
			if strings.Contains(string(f.Field), "adjusted") != with {
				t.Errorf("%q: %s is of field %s", c.of, f.Name, f.Field)
			}
		}
	}
}

// A total return is never held against a price return.
func TestLikeIsComparedWithLike(t *testing.T) {
	data := september(t)
	data.origins = map[string]market.Origin{"AAPL": from("One", market.AdjustedForAll), "MSFT": from("Two", market.AdjustedForSplits)}
	q := Query{Symbols: symbols("AAPL", "MSFT"), Period: "2025-09-02 to 2025-09-05", Measures: []Measure{Statistics, Correlation, Outperformed}, Adjusted: true}
	r := analyze(t, data, q)
	wantValue(t, r.Sections[0], "mean", "USD", 106)
	for i, want := range []string{"without dividends, since the bars of MSFT are adjusted for splits alone", "without dividends: its bars are adjusted for splits alone"} {
		if in := r.Inputs[i]; in.Adjusted || in.Note != want {
			t.Errorf("%s: adjusted %v, note %q", in.Symbol, in.Adjusted, in.Note)
		}
	}
	for _, s := range r.Sections[2:] {
		if !strings.Contains(s.About, "the closes of AAPL are from One, those of MSFT from Two") {
			t.Errorf("%s does not name both sources: %s", s.Measure, s.About)
		}
	}
	q.Adjusted = false
	if r = analyze(t, data, q); r.Inputs[0].Note+r.Inputs[1].Note != "" {
		t.Errorf("dividends were not asked for: %q, %q", r.Inputs[0].Note, r.Inputs[1].Note)
	}
}

// What pays none itself takes none from the others, and the difference is told.
func TestWhatPaysNoDividendsIsTold(t *testing.T) {
	data := september(t)
	data.bars["^GSPC"] = data.bars["MSFT"]
	data.kinds = map[string]market.Kind{"^GSPC": market.KindIndex}
	data.origins = map[string]market.Origin{"AAPL": from("One", market.AdjustedForAll), "^GSPC": from("One", market.AdjustedForNothing)}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-11", Measures: []Measure{Beta}, Adjusted: true})
	if !r.Inputs[0].Adjusted || r.Inputs[1].Adjusted || r.Inputs[0].Note != "" || r.Inputs[1].Note != "closes as they are, beside others with dividends: it pays none itself" {
		t.Errorf("inputs %+v", r.Inputs)
	}
	if about := r.Sections[0].About; !strings.HasSuffix(about, "; those of AAPL are with dividends, those of ^GSPC without") || strings.Contains(about, "are from") {
		t.Errorf("beta is %q", about)
	}
}

// A market value of shares, close and rate of three sources names all three.
func TestMarketValueNamesItsSources(t *testing.T) {
	data := &fakeMarket{
		bars: map[string][]market.Bar{
			"SAP.DE":   walk(t, "2025-09-02", 100, 102, 104),
			"EURUSD=X": walk(t, "2025-09-02", 1.25, 1.25, 1.25),
		},
		currencies: map[string]string{"SAP.DE": "EUR"},
		origins:    map[string]market.Origin{"SAP.DE": from("One", market.AdjustedForSplits), "EURUSD=X": from("Three", market.AdjustedForNothing)},
		statements: map[market.Frequency]*market.Statements{market.Quarterly: sheetOf("2025-06-30", 10.0)},
	}
	data.statements[market.Quarterly].Provider = "Two"
	q := Query{Symbols: symbols("SAP.DE"), Period: "2025-09-02 to 2025-09-04", Measures: []Measure{MarketValue}}
	r := analyze(t, data, q)
	var got []string
	for _, b := range r.Beside {
		got = append(got, b.Of+" "+b.Provider)
	}
	if want := "[shares of SAP.DE Two EURUSD=X Three]"; fmt.Sprint(got) != want {
		t.Errorf("beside the bars %v, want %s", got, want)
	}
	if note := r.Sections[0].Table.Rows[0].Note; note != "the close is from One, the shares from Two, the rate to US dollars from Three" {
		t.Errorf("note %q", note)
	}
	data.origins["EURUSD=X"], data.statements[market.Quarterly].Provider = from("One", ""), "One"
	if r = analyze(t, data, q); len(r.Beside) > 0 || r.Sections[0].Table.Rows[0].Note != "" {
		t.Errorf("of one source: beside it %+v, note %q", r.Beside, r.Sections[0].Table.Rows[0].Note)
	}
}

// Reference rates have closes alone: nothing takes what is absent for 0.
func TestBarsOfClosesAlone(t *testing.T) {
	bars := walk(t, "2025-08-01", 1.10, 1.11, 1.12, 1.13, 1.12, 1.11, 1.10, 1.09, 1.08, 1.09, 1.10, 1.11, 1.12, 1.13, 1.14, 1.15, 1.14, 1.13, 1.12, 1.11)
	for i := range bars {
		bars[i].Open, bars[i].High, bars[i].Low, bars[i].Volume = 0, 0, 0, -1
	}
	data := &fakeMarket{bars: map[string][]market.Bar{"EURUSD=X": bars}, kinds: map[string]market.Kind{"EURUSD=X": market.KindCurrency}}
	var all []Measure
	for _, name := range Measures() {
		if m := Measure(name); m != Correlation && m != Covariance && m != Outperformed && m != MarketValue && m != Beta {
			all = append(all, m)
		}
	}
	for len(all) > 0 {
		n := min(len(all), MaxMeasures)
		r := analyze(t, data, Query{Symbols: symbols("EURUSD=X"), Period: "2025-08-04 to 2025-08-28", Measures: all[:n], Level: market.Num(1.1), Window: 3})
		all = all[n:]
		for _, s := range r.Sections {
			for _, f := range s.Figures {
				if v, ok := f.Value.Get(); ok && v == 0 && strings.Contains(f.Name, "low") && f.Unit == "USD" {
					t.Errorf("%s: %s is 0", s.Measure, f.Name)
				}
				if strings.Contains(f.Name, "intraday") || strings.Contains(f.Name, "open") {
					t.Errorf("%s: %s is told of bars without it", s.Measure, f.Name)
				}
			}
			if m := s.Measure; (m == "atr" || m == "adx" || m == "stochastic") && s.Missing == "" {
				t.Errorf("%s is told of bars without a high or a low: %+v", m, s.Figures)
			}
		}
	}
}

package tools

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
	"quotewire/internal/units"
)

// Every minor unit is explained beside its prices, in quotes, tables and studies.
func TestMinorUnitsAreExplained(t *testing.T) {
	for _, u := range units.Minors() {
		s := textOf(tickerFacts(&market.Ticker{Symbol: symbol(t, "X"), Kind: market.KindFuture, Currency: u.Code, Price: market.Num(431.25), MarketCap: market.Num(92e9)}, true))
		value := exhibit.Decimal(431.25/u.Divisor, u.Places())
		for _, want := range []string{
			fmt.Sprintf("price: 431.25 %s (%s; %s %s)", u.Code, u.Name, value, u.Major),
			fmt.Sprintf("currency: %s (%s: %.0f are 1 %s", u.Code, u.Name, u.Divisor, u.Major),
			fmt.Sprintf("market cap: 92.00 billion (92,000,000,000) %s", u.Major),
		} {
			if !strings.Contains(s, want) {
				t.Errorf("%s: no %q in\n%s", u.Code, want, s)
			}
		}
		if got, want := shown(study.Figure{Value: market.Num(431.25), Unit: study.Unit(u.Code), Places: 2}).String(), fmt.Sprintf("431.25 %s (%s; %s %s)", u.Code, u.Name, value, u.Major); got != want {
			t.Errorf("figure %q, want %q", got, want)
		}
		var in builder
		in.input(study.Input{Symbol: symbol(t, "X"), Currency: u.Code, Bars: 1}, false)
		if want := fmt.Sprintf("in %s (%s: %.0f are 1 %s)", u.Code, u.Name, u.Divisor, u.Major); !strings.Contains(in.Page(1, exhibit.Room{}).Text, want) {
			t.Errorf("no %q in %q", want, in.Page(1, exhibit.Room{}).Text)
		}
		if r := tickerRow(&market.Ticker{Symbol: symbol(t, "X"), Currency: u.Code, Price: market.Num(1)}).Cells[3].String(); !strings.Contains(r, u.Code+" ("+u.Name+")") {
			t.Errorf("row %q does not name %s", r, u.Name)
		}
	}
}

// A figure is shown in the unit that is proven of it, and without one and with the
// reason where none is.
func TestUnitsAreProvenOrDoubtedAloud(t *testing.T) {
	proof := &market.Proof{
		Units:    market.FieldUnits{{Field: "enterprise_value", Currency: "USD"}},
		Unproven: []market.Unproven{{Field: "eps_ttm", Value: market.Num(-17.2), Reason: "it may be in USD or CNY"}},
	}
	w := &companyWriter{f: &market.Fundamentals{Currency: "USD", FinancialCurrency: "CNY"}}
	var list factList
	w.valuation(&list, &market.Statistics{Proof: proof, EnterpriseValue: market.Num(714.7e9), BookValue: market.Num(400)})
	s := textOf(list)
	for _, want := range []string{
		"enterprise value: 714.70 billion (714,700,000,000) USD", "book value a share: 400.00 CNY",
		"eps (trailing 12 months): -17.20 (unit not certain: it may be in USD or CNY)",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	q := textOf(tickerFacts(&market.Ticker{Symbol: symbol(t, "X"), Proof: proof, Currency: "USD", FinancialCurrency: "CNY", Price: market.Num(100)}, true))
	if want := "eps (trailing 12 months): -17.20 (unit not certain: it may be in USD or CNY)"; !strings.Contains(q, want) {
		t.Errorf("no %q in\n%s", want, q)
	}
	w = &companyWriter{f: &market.Fundamentals{Trend: []market.Estimate{{Period: "0q", Revenue: market.Forecast{Average: market.Num(27.69e9), Uncertain: "it may be in USD or CNY"}}},
		Earnings: &market.Earnings{Proof: &market.Proof{Unproven: []market.Unproven{{Field: "revenue_estimate", Value: market.Num(27.69e9), Reason: "it may be in USD or CNY"}}}}}}
	w.estimates()
	w.earnings()
	if n := strings.Count(w.Page(1, exhibit.Room{}).Text, "27.69 billion (27,690,000,000) (unit not certain: it may be in USD or CNY)"); n != 2 {
		t.Errorf("estimates doubted %d times in\n%s", n, w.Page(1, exhibit.Room{}).Text)
	}
}

// textOf is facts as the model reads them.
func textOf(facts factList) string {
	e := exhibit.Exhibit{Facts: facts}
	return e.Page(1, exhibit.Room{}).Text
}

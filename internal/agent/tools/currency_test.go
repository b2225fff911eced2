package tools

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// Every minor unit is explained beside its prices, in quotes, tables and studies.
func TestMinorUnitsAreExplained(t *testing.T) {
	for _, u := range market.MinorUnits() {
		var s sheet
		writeTicker(&s, &market.Ticker{Symbol: symbol(t, "X"), Kind: market.KindFuture, Currency: u.Code, Price: market.Num(431.25), MarketCap: market.Num(92e9)}, true)
		value := fixed(431.25/u.Divisor, u.Places())
		for _, want := range []string{
			fmt.Sprintf("price: 431.25 %s (%s; %s %s)", u.Code, u.Name, value, u.Major),
			fmt.Sprintf("currency: %s (%s: %.0f are 1 %s", u.Code, u.Name, u.Divisor, u.Major),
			fmt.Sprintf("market cap: 92.00 billion (92,000,000,000) %s", u.Major),
		} {
			if !strings.Contains(s.String(), want) {
				t.Errorf("%s: no %q in\n%s", u.Code, want, s.String())
			}
		}
		if got, want := shown(study.Figure{Value: market.Num(431.25), Unit: study.Unit(u.Code), Places: 2}), fmt.Sprintf("431.25 %s (%s; %s %s)", u.Code, u.Name, value, u.Major); got != want {
			t.Errorf("figure %q, want %q", got, want)
		}
		var in sheet
		in.input(study.Input{Symbol: symbol(t, "X"), Currency: u.Code, Bars: 1})
		if want := fmt.Sprintf("in %s (%s: %.0f are 1 %s)", u.Code, u.Name, u.Divisor, u.Major); !strings.Contains(in.String(), want) {
			t.Errorf("no %q in %q", want, in.String())
		}
		if r := tickerRow(&market.Ticker{Symbol: symbol(t, "X"), Currency: u.Code, Price: market.Num(1)}); !strings.Contains(r, u.Code+" ("+u.Name+")") {
			t.Errorf("row %q does not name %s", r, u.Name)
		}
	}
}

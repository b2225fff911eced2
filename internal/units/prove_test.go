package units

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In dollars and yuan at 7 for 1, a company of which 1000 dollars is the market value,
// 2100 yuan the net debt, 70 yuan the income and 1000 the revenue, of 10 shares.
func TestProve(t *testing.T) {
	type claims = map[string]Claim
	const worth, debt = 1000, 2100
	value := func(sent float64) Claim { return Claim{Value: sent, Worth: worth, Expected: debt, Anchor: true} }
	eps := func(sent float64) Claim { return Claim{Value: sent, Expected: 7, Minor: true, Anchor: true} }
	sales := func(sent float64, named string) Claim {
		return Claim{Value: sent, Expected: 1000, Basis: Forecast, Anchor: true, Named: named}
	}
	foreign, london, plain := CompanyOf("USD", "CNY"), CompanyOf("GBp", "GBP"), CompanyOf("USD", "")
	dollars, yuan := Verdict{Currency: "USD", Divisor: 1}, Verdict{Currency: "CNY", Divisor: 1}
	pounds, pence := Verdict{Currency: "GBP", Divisor: 1}, Verdict{Currency: "GBP", Divisor: 100}
	untold := Verdict{Reason: "it may be in USD or CNY"}
	for name, tc := range map[string]struct {
		u       Company
		claims  claims
		amounts Verdict
		want    map[string]Verdict
	}{
		"each in a unit of its own": {foreign, claims{"value": value(9100), "eps": eps(1), "sales": sales(1050, "CNY")},
			yuan, map[string]Verdict{"value": yuan, "eps": dollars, "sales": yuan}},
		"the value in the other one": {foreign, claims{"value": value(1300), "eps": eps(7), "sales": sales(150, "USD")},
			yuan, map[string]Verdict{"value": dollars, "eps": yuan, "sales": dollars}},
		"a sum of two currencies":       {foreign, claims{"value": value(3100)}, untold, map[string]Verdict{"value": untold}},
		"named a second time":           {foreign, claims{"sales": sales(1050, "CNY")}, yuan, map[string]Verdict{"sales": yuan}},
		"a third currency":              {foreign, claims{"sales": sales(1050, "JPY")}, untold, map[string]Verdict{}},
		"nothing":                       {foreign, nil, untold, map[string]Verdict{}},
		"pounds and pence":              {london, claims{"a": eps(7.2), "b": eps(690)}, pounds, map[string]Verdict{"a": pounds, "b": pence}},
		"pence that are named pounds":   {london, claims{"a": {Value: 650, Expected: 7, Basis: Forecast, Minor: true, Named: "GBP"}}, pounds, map[string]Verdict{"a": pence}},
		"between pounds and pence":      {london, claims{"a": eps(70)}, pounds, map[string]Verdict{"a": london.Contradicted(true)}},
		"accounts in pence, proven":     {CompanyOf("GBp", "GBp"), claims{"value": value(3100)}, pounds, map[string]Verdict{"value": pounds}},
		"accounts in pence, not proven": {CompanyOf("GBp", "GBp"), claims{"eps": eps(7)}, Verdict{Reason: "it may be in GBP or GBp (pence)"}, map[string]Verdict{"eps": pounds}},
		"one unit only":                 {plain, claims{"a": eps(9)}, dollars, map[string]Verdict{"a": dollars}},
		"of another class of shares":    {plain, claims{"a": eps(10500)}, dollars, map[string]Verdict{"a": plain.Contradicted(true)}},
		"of what a receipt stands for": {foreign, claims{"value": value(9100), "eps": eps(1), "a": {Value: 7, Expected: 9, Basis: Receipt, Minor: true}},
			yuan, map[string]Verdict{"value": yuan, "eps": dollars, "a": foreign.Contradicted(true)}},
	} {
		sent := maps.Clone(tc.claims)
		amounts, got := Prove(tc.u, worth, debt, tc.claims)
		if diff := cmp.Diff(tc.want, got); diff != "" || amounts != tc.amounts {
			t.Errorf("%s: amounts %+v, want %+v; verdicts (-want +got):\n%s", name, amounts, tc.amounts, diff)
		}
		if diff := cmp.Diff(sent, tc.claims); diff != "" {
			t.Errorf("%s: the claims are changed:\n%s", name, diff)
		}
	}
}

// A share of 62 pounds that earns 6.5, each of them in pence or in pounds, and the
// ratio of what was sent or of pounds by pounds.
func TestRatioProvesPence(t *testing.T) {
	london := CompanyOf("GBp", "GBP")
	pounds, pence, untold := Verdict{Currency: "GBP", Divisor: 1}, Verdict{Currency: "GBP", Divisor: 100}, london.Unclaimed(true)
	for name, tc := range map[string]struct {
		q       Ratio
		want    Verdict
		divisor float64 // where the verdict is want
	}{
		"pounds, of a price in pounds": {PE(6200, 6.5, 9.54), pounds, 1},
		"pence, of a price in pence":   {PE(6200, 650, 9.54), pence, 1},
		"pounds, of a price in pence":  {PE(6200, 6.5, 954), untold, 0},
		"no ratio":                     {PE(6200, 6.5, 0), untold, 0},
		"of another day":               {PE(6200, 6.5, 40), untold, 1},
		"dividends in pounds":          {Yield(6200, 2.6, 0.042), pounds, 1},
		"dividends in pence":           {Yield(6200, 260, 0.042), pence, 1},
		"a yield of pounds by pence":   {Yield(6200, 2.6, 0.00042), untold, 0},
	} {
		v := london.ByRatio(tc.q, untold)
		if got := tc.q.Divisor(london, v, true); v != tc.want || got != tc.divisor {
			t.Errorf("%s: %+v and divided by %v, want %+v and %v", name, v, got, tc.want, tc.divisor)
		}
	}
	if got := PE(6200, 6.5, 954).Divisor(london, pounds, false); got != 100 {
		t.Errorf("a price in pence by pounds is divided by %v, want 100", got)
	}
	for one, want := range map[float64]Verdict{0.65: pounds, 2.6: pounds, 65: pence, 260: pence, 9: untold} {
		if got := london.Dividend(one, 2.6, pounds); got != want {
			t.Errorf("a dividend of %v in a year of 2.6: %+v, want %+v", one, got, want)
		}
	}
}

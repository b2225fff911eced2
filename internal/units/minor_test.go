package units

import (
	"fmt"
	"strings"
	"testing"
)

func TestMinorUnits(t *testing.T) {
	seen := map[string]bool{}
	for _, u := range Minors() {
		if seen[u.Code] || len(u.Code) != 3 || len(u.Major) != 3 || u.Major != strings.ToUpper(u.Major) || u.Code[:2] != u.Major[:2] || u.Name == "" || u.Divisor != 100 && u.Divisor != 1000 {
			t.Errorf("entry %+v", u)
		}
		seen[u.Code] = true
		if _, minor := MinorOf(u.Major); minor || seen[u.Major] {
			t.Errorf("%s is a minor unit and the major one of %s", u.Major, u.Code)
		}
		if got, v := InMajor(u.Code, 1234.5); got != u.Major || v != 1234.5/u.Divisor || Major(u.Code) != u.Major {
			t.Errorf("1234.5 %s = %v %s", u.Code, v, got)
		}
		if want := fmt.Sprintf("%.0f are 1 %s", u.Divisor, u.Major); !strings.Contains(u.String(), want) {
			t.Errorf("%s: %q, want %q in it", u.Code, u, want)
		}
	}
	if lines := strings.Count(minors, "\n") - 1; len(seen) != lines {
		t.Errorf("%d entries in %d lines below the heading", len(seen), lines)
	}
	if n := testing.AllocsPerRun(100, func() { MinorOf("USD"); MinorOf("TNd") }); n > 0 {
		t.Errorf("a look into the table, as for each price, allocates %v times", n)
	}
	for _, whole := range []string{"", "USD", "GBP", "ILS", "UGX", "RWF", "CHF", "DJF", "KMF", "XAF", "BTC", "Gbp", "gbp", "points"} {
		if u, ok := MinorOf(whole); ok {
			t.Errorf("%q is a minor unit: %+v", whole, u)
		}
	}
	// One that nobody listed yet is a part of its currency all the same.
	if u, ok := MinorOf("MUr"); !ok || u.Major != "MUR" || u.Divisor != 100 {
		t.Errorf("MUr = %+v, %v", u, ok)
	}
}

// The table once more, put together otherwise: an entry that is lost or is of
// another currency would show an amount a hundred times too large.
func TestEveryMinorUnitIsOfItsCurrency(t *testing.T) {
	codes := map[string]string{
		"100 GBP": "GBp GBX GBx", "100 ZAR": "ZAc ZAC ZAX ZAr", "100 ILS": "ILA ILX ILs ILa", "100 USD": "USX USx USC USc USd",
		"100 EUR": "EUX EUx EUC EUc EUr", "100 CAD": "CAX CAc CAd", "100 AUD": "AUX AUc AUd", "100 NZD": "NZX NZc NZd",
		"100 HKD": "HKX HKc", "100 SGD": "SGX SGc", "100 NAD": "NAc", "100 SZL": "SZl", "100 BWP": "BWp", "100 MWK": "MWk", "100 AED": "AEf AEd",
		"1000 KWD": "KWF KWf KWX KWd", "1000 BHD": "BHF BHf BHd", "1000 JOD": "JOF JOf JOd", "1000 IQD": "IQF IQf IQd",
		"1000 OMR": "OMB OMb OMr", "1000 TND": "TNM TNm TNd", "1000 LYD": "LYd",
	}
	n := 0
	for of, list := range codes {
		for _, code := range strings.Fields(list) {
			n++
			major, amount := InMajor(code, 5000)
			if got := fmt.Sprintf("%.0f %s", 5000/amount, major); got != of {
				t.Errorf("%s: %s of them are 1, want %s", code, got, of)
			}
			if u, _ := MinorOf(code); u.Name == "" || u.Name == "hundredths" {
				t.Errorf("%s has no name of its own: %+v", code, u)
			}
		}
	}
	if all := len(Minors()); n != all {
		t.Errorf("%d minor units are known, %d are looked at here", all, n)
	}
	if n, places := (Minor{Divisor: 100}).Places(), (Minor{Divisor: 1000}).Places(); n != 4 || places != 5 {
		t.Errorf("hundredths have %d places and thousandths %d, want 4 and 5", n, places)
	}
}

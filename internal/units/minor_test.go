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
	if lines := strings.Count(strings.TrimSpace(minors), "\n") + 1; len(seen) != lines {
		t.Errorf("%d entries in %d lines", len(seen), lines)
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

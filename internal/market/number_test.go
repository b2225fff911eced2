package market

import (
	"encoding/json"
	"math"
	"testing"
)

func TestNumbersAreReadWithoutNoise(t *testing.T) {
	for sent, want := range map[string]string{
		"301.4599914550781": "301.46", "-0.10352999716997147": "-0.10353", "0.5": "0.5", "7200.17431640625": "7200.1743",
		"301.46": "301.46", "0.30000000000000004": "0.30000000000000004", "0": "0", "1e-10": "1e-10",
		// Counts that a 32-bit number happens to hold stay exact.
		"2950000640": "2950000640", "48123456": "48123456", "3450123456789": "3450123456789", "16777217": "16777217",
		"1e308": "1e+308", "null": "null",
	} {
		var f figure
		if err := json.Unmarshal([]byte(sent), &f); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(f.num()); err != nil || string(got) != want {
			t.Errorf("%s is read and written as %s (%v), want %s", sent, got, err, want)
		}
	}
	if q, err := quote(t, "AAPL", `"quoteType":"EQUITY","regularMarketPrice":301.4599914550781,"postMarketPrice":{"raw":301.4599914550781}`); err != nil || q.Price != Num(301.46) || q.PostMarket.Price != Num(301.46) {
		t.Errorf("a quote: %+v (%v)", q, err)
	}
	for v, want := range map[float64]string{301.46: "301.46", 1e21: "1000000000000000000000", -0.5: "-0.5", 2_950_000_640: "2950000640"} {
		if got := Num(v).Plain(); got != want {
			t.Errorf("%v is plainly %s, want %s", v, got, want)
		}
	}
	if got := (Number{}).Plain(); got != "" {
		t.Errorf("an absent figure is plainly %q", got)
	}
	for _, n := range []Number{{}, Num(math.NaN()), Num(math.Inf(1))} {
		if got, err := json.Marshal(n); err != nil || string(got) != "null" {
			t.Errorf("an absent figure is written as %s (%v)", got, err)
		}
	}
}

package yahoo

import (
	"encoding/json"
	"testing"

	"quotewire/internal/market"
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
	if q, err := quote(t, "AAPL", `"quoteType":"EQUITY","regularMarketPrice":301.4599914550781,"postMarketPrice":{"raw":301.4599914550781}`); err != nil || q.Price != market.Num(301.46) || q.PostMarket.Price != market.Num(301.46) {
		t.Errorf("a quote: %+v (%v)", q, err)
	}
}

package httpsource

import (
	"encoding/json"
	"math"
	"testing"

	"quotewire/internal/market"
)

// A figure comes as a number or as text; what is none is absent, and spoils nothing.
func TestDecimals(t *testing.T) {
	for raw, want := range map[string]market.Number{
		`12.50`: market.Num(12.5), `"12.50000"`: market.Num(12.5), `"-0.001"`: market.Num(-0.001), `"1e3"`: market.Num(1000), `0`: market.Num(0), `"0.00000000"`: market.Num(0),
		`null`: {}, `""`: {}, `"--"`: {}, `"N/A"`: {}, `"NaN"`: {}, `"Inf"`: {}, `"1e999"`: {}, `"0x1p4"`: {}, `"1_000"`: {}, `true`: {}, `[1]`: {}, `{}`: {}, `" 1"`: market.Num(1),
	} {
		var got struct{ A, B Decimal }
		if err := json.Unmarshal([]byte(`{"A":`+raw+`,"B":7}`), &got); err != nil || got.A.Number != want || got.B.Number != market.Num(7) {
			t.Errorf("%s: %+v, %v, want %+v", raw, got, err, want)
		}
	}
	for v, want := range map[float64]bool{1e-9: true, 0: false, -1: false} {
		if got := (Decimal{market.Num(v)}).Above(); got.IsZero() == want {
			t.Errorf("%v above 0: %v", v, got)
		}
	}
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{`1`, `"1.5"`, `null`, `"--"`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var d Decimal
		if json.Unmarshal(raw, &d) == nil && (math.IsNaN(d.Value()) || math.IsInf(d.Value(), 0)) {
			t.Errorf("%q is %v", raw, d.Value())
		}
	})
}

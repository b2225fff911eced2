package market

import (
	"encoding/json"
	"math"
	"testing"
)

func TestNumbersAreWritten(t *testing.T) {
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

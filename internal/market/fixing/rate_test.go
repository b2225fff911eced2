package fixing

import (
	"math"
	"testing"
)

func TestRead(t *testing.T) {
	for text, want := range map[string]Rate{
		"1.1790": {1.179, 5}, "129.62": {129.62, 5}, "16477.11": {16477.11, 7}, "0.88180": {0.8818, 5}, "0.000081": {0.000081, 2}, " 1.3630 ": {1.363, 5}, "100": {100, 3}, ".5": {0.5, 1},
	} {
		if got, ok := Read(text); !ok || got != want {
			t.Errorf("%q: %+v, %t, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", " ", "N/A", "NaN", "-", "0", "0.0000", "-1.2", "+1", "1e5", "1,5", "1.2.3", ".", "0x1", "Inf", "1_0", "1111111111111111111111111111111"} {
		if got, ok := Read(text); ok || got != (Rate{}) {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// A quotient has a digit more than the coarser of its fixes; of what half a step makes
// another rate there is none.
func TestQuotient(t *testing.T) {
	for _, c := range []struct {
		over, by string
		want     float64
	}{
		{"131.40", "1.1680", 112.5}, {"0.88180", "1.1790", 0.747922}, {"16477.11", "1.1790", 13975.5}, {"1.3630", "0.000904", 1508}, {"2.0000", "3.0000", 0.666667},
		{"1.3630", "0.000081", 0}, {"0.0012", "1.3630", 0}, {"1", "1.1680", 0},
	} {
		a, _ := Read(c.over)
		b, _ := Read(c.by)
		if got, ok := a.over(b); ok != (c.want > 0) || ok && got != c.want {
			t.Errorf("%s / %s: %v, %t, want %v", c.over, c.by, got, ok, c.want)
		}
	}
}

func FuzzRate(f *testing.F) {
	for _, text := range []string{"1.1790", "0.000081", "N/A", "16477.11", "00.10", "99999999999999999999"} {
		f.Add(text, "1.5")
	}
	f.Fuzz(func(t *testing.T, over, by string) {
		a, ok := Read(over)
		if !ok {
			return
		}
		b, ok := Read(by)
		if !ok {
			return
		}
		if v, ok := a.over(b); ok && (v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) || math.Abs(v*b.Value/a.Value-1) > 0.06) {
			t.Errorf("%s / %s = %v", over, by, v)
		}
	})
}

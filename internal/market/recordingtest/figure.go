package recordingtest

import (
	"encoding/json"
	"math"
	"testing"

	"quotewire/internal/market"
)

// Figure is a figure above 0 of a file, as text or as a number; absent for all else.
func Figure(v any) market.Number {
	text, ok := v.(string)
	if number, is := v.(json.Number); is {
		text, ok = number.String(), true
	}
	f, err := json.Number(text).Float64()
	if !ok || err != nil || f <= 0 {
		return market.Number{}
	}
	return market.Num(f)
}

// Same holds a figure against that of the file, and counts it where the file has one.
func Same(t *testing.T, what string, got, want market.Number) int {
	t.Helper()
	g, _ := got.Get()
	w, ok := want.Get()
	if got.IsZero() != want.IsZero() || math.Abs(g-w) > 1e-12*math.Abs(w) {
		t.Errorf("%s: %v, the file has %v", what, got.Plain(), want.Plain())
	}
	if !ok {
		return 0
	}
	return 1
}

package yahoo

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	finance "github.com/piquette/finance-go"
)

// A bar has the very figures that the library was given, of whatever size and noise.
func TestBarsHaveTheFiguresThatWereSent(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	sent := []float64{0, 1, -37.63, 267.1, 75.0875015258789, 0.1283480078, 1e22, 1e-22, 1e-23, 3e-7, 1 << 53, 1<<53 + 2, 9007199254740993e-3, 123.12345886230469, 0.00001234567890123456}
	for range 20_000 {
		v := math.Exp(20*r.Float64() - 10)
		sent = append(sent, v, float64(float32(v)), math.Round(v*100)/100)
	}
	for _, want := range sent {
		text := strconv.FormatFloat(want, 'g', -1, 64)
		var b finance.ChartBar
		if err := json.Unmarshal([]byte(`{"Open":`+text+`}`), &b); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := newBar(&b).Open; got != want {
			t.Errorf("%s became %v", text, got)
		}
	}
}

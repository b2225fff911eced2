package httpsource

import (
	"math"
	"testing"

	"quotewire/internal/market"
)

func TestMoved(t *testing.T) {
	for _, c := range []struct{ price, before, change, percent float64 }{
		{261.74, 259.45, 2.29, 0.88263635}, {99.9, 100, -0.1, -0.1}, {100, 100, 0, 0}, {0.00012, 0.0001, 0.00002, 20}, {123456.78, 123456.77, 0.01, 0.0000081}, {-37.63, 18.27, -55.9, -305.96606459},
	} {
		change, percent := Moved(market.Num(c.price), market.Num(c.before))
		if change != market.Num(c.change) || percent != market.Num(c.percent) {
			t.Errorf("%v from %v: %s, %s %%, want %v, %v", c.price, c.before, change.Plain(), percent.Plain(), c.change, c.percent)
		}
	}
	for _, n := range [][2]market.Number{{market.Num(1), {}}, {{}, market.Num(1)}, {market.Num(1), market.Num(0)}, {market.Num(1), market.Num(-1)}, {market.Num(math.MaxFloat64), market.Num(math.SmallestNonzeroFloat64)}} {
		change, percent := Moved(n[0], n[1])
		if v, ok := percent.Get(); ok || !change.IsZero() && n[1] != market.Num(math.SmallestNonzeroFloat64) {
			t.Errorf("%v: %s, %v", n, change.Plain(), v)
		}
	}
}

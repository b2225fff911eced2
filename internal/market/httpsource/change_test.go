package httpsource

import (
	"math"
	"testing"

	"quotewire/internal/market"
)

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		price, change Cell
		sent          string
		before        string
		by, percent   string
	}{
		{"218.29", "-0.07", "218.36", "218.36", "-0.07", "-0.03205715"}, {"218.29", "-0.07", "", "218.36", "-0.07", "-0.03205715"}, {"10.50", "0.50", "10.50", "10", "0.5", "5"}, {"4.606%", "+0.056", "4.55%", "4.55", "0.056", "1.23076923"},
		{"1.15983", "0.0012", "1.15867", "1.15867", "0.00116", "0.10011479"}, {"$266.782", "-0.318", "$267.10", "267.1", "-0.318", "-0.11905653"}, {"-5", "2", "", "-7", "2", "28.57142857"}, {"2", "2", "", "0", "2", ""}, {"0.00", "1", "", "", "", ""}, {"", "1", "", "", "", ""},
	} {
		change, _ := c.change.Number().Get()
		before := Before(c.price, change, c.change, Figure(c.sent))
		by, percent := Change(c.price.Price(), before)
		if before.Plain() != c.before || by.Plain() != c.by || percent.Plain() != c.percent {
			t.Errorf("%s by %s: from %s by %s, %s %%", c.price, c.change, before.Plain(), by.Plain(), percent.Plain())
		}
	}
}

func TestChange(t *testing.T) {
	for _, c := range []struct{ price, before, change, percent float64 }{
		{261.74, 259.45, 2.29, 0.88263635}, {99.9, 100, -0.1, -0.1}, {100, 100, 0, 0}, {0.00012, 0.0001, 0.00002, 20}, {123456.78, 123456.77, 0.01, 0.0000081}, {-37.63, 18.27, -55.9, -305.96606459},
		{60400.1, 60400.3, -0.2, -0.00033112}, {1, -1, 2, 200},
	} {
		change, percent := Change(market.Num(c.price), market.Num(c.before))
		if change != market.Num(c.change) || percent != market.Num(c.percent) {
			t.Errorf("%v from %v: %s, %s %%, want %v, %v", c.price, c.before, change.Plain(), percent.Plain(), c.change, c.percent)
		}
	}
	for _, n := range [][2]market.Number{{market.Num(1), {}}, {{}, market.Num(1)}, {{}, {}}} {
		if change, percent := Change(n[0], n[1]); !change.IsZero() || !percent.IsZero() {
			t.Errorf("%v: %s, %s %%", n, change.Plain(), percent.Plain())
		}
	}
	for _, before := range []float64{0, math.SmallestNonzeroFloat64} {
		if change, percent := Change(market.Num(math.MaxFloat64), market.Num(before)); change.IsZero() || !percent.IsZero() {
			t.Errorf("from %v: %s, %s %%", before, change.Plain(), percent.Plain())
		}
	}
}

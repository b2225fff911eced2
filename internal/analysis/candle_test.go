package analysis

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCandles(t *testing.T) {
	for _, tt := range []struct {
		name string
		bars [][4]float64 // open high low close
	}{
		{"doji", [][4]float64{{10, 11, 9, 10.05}}},
		{"hammer", [][4]float64{{10, 10.25, 9, 10.2}}},
		{"shooting star", [][4]float64{{10, 11, 9.78, 9.8}}},
		{"bullish engulfing", [][4]float64{{10, 10.1, 9.4, 9.5}, {9.4, 10.3, 9.3, 10.2}}},
		{"bearish engulfing", [][4]float64{{9.5, 10.1, 9.4, 10}, {10.1, 10.2, 9.2, 9.3}}},
		{"bullish harami", [][4]float64{{11, 11.1, 8.9, 9}, {9.5, 10.3, 9.4, 10.2}}},
		{"bearish harami", [][4]float64{{9, 11.1, 8.9, 11}, {10.2, 10.3, 9.4, 9.5}}},
		{"piercing line", [][4]float64{{11, 11.1, 8.9, 9}, {8.8, 10.6, 8.7, 10.5}}},
		{"dark cloud cover", [][4]float64{{9, 11.1, 8.9, 11}, {11.2, 11.3, 9.4, 9.5}}},
		{"morning star", [][4]float64{{11, 11.1, 8.9, 9}, {8.5, 8.9, 8.1, 8.6}, {8.9, 10.6, 8.8, 10.5}}},
		{"evening star", [][4]float64{{9, 11.1, 8.9, 11}, {11.5, 11.9, 11.1, 11.4}, {11.1, 11.2, 9.4, 9.5}}},
		{"three white soldiers", [][4]float64{{9, 10.1, 8.9, 10}, {9.5, 11.1, 9.4, 11}, {10.5, 12.1, 10.4, 12}}},
		{"three black crows", [][4]float64{{12, 12.1, 10.9, 11}, {11.5, 11.6, 9.9, 10}, {10.5, 10.6, 8.9, 9}}},
	} {
		var b Bars
		for i, x := range tt.bars {
			b.Dates = append(b.Dates, Date{Year: 2024, Month: 1, Day: i + 1})
			b.Open, b.High, b.Low, b.Close = append(b.Open, x[0]), append(b.High, x[1]), append(b.Low, x[2]), append(b.Close, x[3])
		}
		found := false
		for _, c := range Candles(b) {
			found = found || c.Name == tt.name && c.Date == b.Dates[len(b.Dates)-1]
		}
		if !found {
			t.Errorf("no %s in %v: %v", tt.name, tt.bars, Candles(b))
		}
	}
	var flat Bars
	for i := range 5 {
		flat.Dates = append(flat.Dates, Date{Year: 2024, Month: 1, Day: i + 1})
		flat.Open, flat.High, flat.Low, flat.Close = append(flat.Open, 10), append(flat.High, 10), append(flat.Low, 10), append(flat.Close, 10)
	}
	if got := Candles(flat); len(got) != 0 {
		t.Errorf("patterns where nothing moved: %v", got)
	}
}

// Prices upside down turn every bullish pattern into its bearish twin, and
// prices in another unit change nothing.
func TestCandlesAreSymmetric(t *testing.T) {
	twins := map[string]string{"doji": "doji", "hammer": "shooting star", "bullish engulfing": "bearish engulfing", "bullish harami": "bearish harami",
		"piercing line": "dark cloud cover", "morning star": "evening star", "three white soldiers": "three black crows"}
	for bullish, bearish := range twins {
		twins[bearish] = bullish
	}
	r := rand.New(rand.NewPCG(11, 11))
	seen := map[string]int{}
	for range 400 {
		// Whole numbers, so that turning them over rounds nothing.
		var b, over, unit Bars
		price := 500
		for i := range 40 {
			open := price + r.IntN(5) - 2
			price = open + r.IntN(41) - 20
			high, low := max(open, price)+r.IntN(12), min(open, price)-r.IntN(12)
			b.add(Date{Year: 2024, Month: 1, Day: 1}.AddDays(i), open, high, low, price)
			over.add(b.Dates[i], 10000-open, 10000-low, 10000-high, 10000-price)
			unit.add(b.Dates[i], 8*open, 8*high, 8*low, 8*price)
		}
		found := Candles(b)
		want := map[Candle]bool{}
		for _, c := range found {
			seen[c.Name]++
			want[Candle{c.Date, twins[c.Name], -c.Bias}] = true
			if bull := strings.Contains("hammer piercing line morning star three white soldiers", c.Name) || strings.HasPrefix(c.Name, "bullish"); bull != (c.Bias == 1) {
				t.Errorf("%s has a bias of %d", c.Name, c.Bias)
			}
		}
		turned := map[Candle]bool{}
		for _, c := range Candles(over) {
			turned[c] = true
		}
		if diff := cmp.Diff(want, turned); diff != "" {
			t.Fatalf("upside down (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(found, Candles(unit)); diff != "" {
			t.Fatalf("in another unit (-want +got):\n%s", diff)
		}
	}
	for name := range twins {
		if seen[name] == 0 {
			t.Errorf("no %s in any of the bars", name)
		}
	}
}

func (b *Bars) add(d Date, open, high, low, end int) {
	b.Dates = append(b.Dates, d)
	b.Open, b.High = append(b.Open, float64(open)), append(b.High, float64(high))
	b.Low, b.Close = append(b.Low, float64(low)), append(b.Close, float64(end))
}

// bar is a candle in whole numbers.
type bar struct{ open, high, low, end int }

// drawn are the bullish patterns and the doji, written out on whole numbers;
// the bearish ones are their mirror images.
func drawn(b []bar) map[string]bool {
	found := map[string]bool{}
	c := b[len(b)-1]
	body, span, up := c.end-c.open, c.high-c.low, c.end > c.open
	if body < 0 {
		body = -body
	}
	foot, head := c.open-c.low, c.high-c.end // of a bar that rises
	if !up {
		foot, head = c.end-c.low, c.high-c.open
	}
	found["doji"] = span > 0 && 20*body <= span
	found["hammer"] = span > 0 && 20*body > span && 10*body <= 3*span && foot >= 2*body && 10*head <= span
	if len(b) < 2 {
		return found
	}
	p := b[len(b)-2]
	fell, longFall := p.end < p.open, 10*(p.open-p.end) >= 6*(p.high-p.low)
	found["bullish engulfing"] = fell && up && c.open <= p.end && c.end >= p.open && c.end-c.open > p.open-p.end
	found["bullish harami"] = fell && longFall && up && c.open > p.end && c.end < p.open
	found["piercing line"] = fell && longFall && up && c.open < p.low && 2*c.end > p.open+p.end && c.end < p.open
	if len(b) < 3 {
		return found
	}
	o := b[len(b)-3]
	small := p.high > p.low && 10*max(p.end-p.open, p.open-p.end) <= 3*(p.high-p.low)
	found["morning star"] = o.end < o.open && 10*(o.open-o.end) >= 6*(o.high-o.low) && small && max(p.open, p.end) < o.end && up && 2*c.end > o.open+o.end
	white := func(x bar) bool { return x.end > x.open && 10*(x.end-x.open) >= 6*(x.high-x.low) }
	found["three white soldiers"] = white(o) && white(p) && white(c) && p.end > o.end && c.end > p.end &&
		p.open >= o.open && p.open <= o.end && c.open >= p.open && c.open <= p.end
	return found
}

func TestCandlesAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	seen := map[string]int{}
	for range 1500 {
		var b Bars
		var bars []bar
		price := 500
		for i := range 20 {
			open := price + r.IntN(9) - 4
			price = open + r.IntN(41) - 20
			c := bar{open, max(open, price) + r.IntN(12), min(open, price) - r.IntN(12), price}
			bars = append(bars, c)
			b.add(Date{Year: 2024, Month: 1, Day: 1}.AddDays(i), c.open, c.high, c.low, c.end)
		}
		got := map[Date]map[string]bool{}
		for _, c := range Candles(b) {
			if got[c.Date] == nil {
				got[c.Date] = map[string]bool{}
			}
			got[c.Date][c.Name] = true
		}
		for i, d := range b.Dates {
			for name, want := range drawn(bars[:i+1]) {
				if got[d][name] != want {
					t.Fatalf("%s at the end of %v: %v", name, bars[max(0, i-2):i+1], got[d][name])
				}
				if want {
					seen[name]++
				}
			}
		}
	}
	for name := range drawn([]bar{{}, {}, {}}) {
		if seen[name] == 0 {
			t.Errorf("no %s in any of the bars", name)
		}
	}
}

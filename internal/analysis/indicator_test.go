package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func randomBars(r *rand.Rand, n int) Bars {
	var b Bars
	for _, p := range walk(r, n) {
		open := p.Value * (1 + 0.01*r.NormFloat64())
		b.Dates = append(b.Dates, p.Date)
		b.Open = append(b.Open, open)
		b.Close = append(b.Close, p.Value)
		b.High = append(b.High, max(open, p.Value)*(1+0.01*r.Float64()))
		b.Low = append(b.Low, min(open, p.Value)*(1-0.01*r.Float64()))
		b.Volume = append(b.Volume, math.Floor(1e6*r.Float64()))
	}
	return b
}

func average(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// exponential is the moving average of v, seeded with the plain average of its
// first n.
func exponential(v []float64, n int, alpha float64) []float64 {
	out := []float64{average(v[:n])}
	for _, x := range v[n:] {
		last := out[len(out)-1]
		out = append(out, last+alpha*(x-last))
	}
	return out
}

func ema(v []float64, n int) []float64    { return exponential(v, n, 2/float64(n+1)) }
func wilder(v []float64, n int) []float64 { return exponential(v, n, 1/float64(n)) }

// definitions are the indicators written out, from their first value on.
func definitions(b Bars) map[string][][]float64 {
	n := len(b.Close)
	var sma, upper, lower, gains, losses, ranges, k []float64
	for i := 19; i < n; i++ {
		window := b.Close[i-19 : i+1]
		m, square := average(window), 0.0
		for _, x := range window {
			square += (x - m) * (x - m)
		}
		sma = append(sma, m)
		upper = append(upper, m+2*math.Sqrt(square/20))
		lower = append(lower, m-2*math.Sqrt(square/20))
	}
	obv := []float64{b.Volume[0]}
	for i := 1; i < n; i++ {
		step := b.Close[i] - b.Close[i-1]
		gains, losses = append(gains, max(step, 0)), append(losses, max(-step, 0))
		ranges = append(ranges, max(b.High[i]-b.Low[i], math.Abs(b.High[i]-b.Close[i-1]), math.Abs(b.Low[i]-b.Close[i-1])))
		obv = append(obv, obv[i-1]+b.Volume[i]*float64(sign(step)))
	}
	for i := 13; i < n; i++ {
		high, low := b.High[i-13], b.Low[i-13]
		for j := i - 13; j <= i; j++ {
			high, low = max(high, b.High[j]), min(low, b.Low[j])
		}
		k = append(k, 100*(b.Close[i]-low)/(high-low))
	}
	var rsi []float64
	up, down := wilder(gains, 14), wilder(losses, 14)
	for i := range up {
		rsi = append(rsi, 100*up[i]/(up[i]+down[i]))
	}
	smooth := func(v []float64) (out []float64) {
		for i := 2; i < len(v); i++ {
			out = append(out, average(v[i-2:i+1]))
		}
		return out
	}
	slow := smooth(k)
	return map[string][][]float64{
		"sma": {sma}, "ema": {ema(b.Close, 20)}, "bollinger": {upper, sma, lower}, "rsi": {rsi},
		"atr": {wilder(ranges, 14)}, "obv": {obv}, "stochastic": {slow[2:], smooth(slow)},
	}
}

func TestIndicatorsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 30 {
		b := randomBars(r, 60+r.IntN(200))
		for name, want := range definitions(b) {
			ind, lines, err := Compute(name, b, 0)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range lines {
				if len(line.Series) != len(want[i]) || line.Series[0].Date != b.Dates[ind.Warmup] {
					t.Fatalf("%s %s: %d values from %s, want %d", name, line.Name, len(line.Series), line.Series[0].Date, len(want[i]))
				}
				for j, p := range line.Series {
					if math.Abs(p.Value-want[i][j]) > 1e-6*math.Max(1, math.Abs(want[i][j])) {
						t.Fatalf("%s %s value %d: %.10g, want %.10g", name, line.Name, j, p.Value, want[i][j])
					}
				}
			}
		}
	}
}

// The lines of MACD and ADX converge on their definitions: TA-Lib seeds them
// in its own way.
func TestMACDAndADXConverge(t *testing.T) {
	b := randomBars(rand.New(rand.NewPCG(4, 4)), 600)
	_, lines, err := Compute("macd", b, 0)
	if err != nil {
		t.Fatal(err)
	}
	fast, slow := ema(b.Close, 12), ema(b.Close, 26)
	last := fast[len(fast)-1] - slow[len(slow)-1]
	got := lines[0].Series[len(lines[0].Series)-1].Value
	if math.Abs(got-last) > 1e-6 {
		t.Errorf("macd %.10g, want %.10g", got, last)
	}
	for i, p := range lines[2].Series {
		near(t, "histogram", p.Value, lines[0].Series[i].Value-lines[1].Series[i].Value)
	}
	_, adx, err := Compute("adx", b, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range adx[0].Series {
		if p.Value < 0 || p.Value > 100 {
			t.Fatalf("adx %g on %s", p.Value, p.Date)
		}
	}
}

func TestEveryLengthIsAnsweredOrRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for n := range 70 {
		b := randomBars(r, n)
		for _, name := range Names() {
			ind, lines, err := Compute(name, b, 0)
			switch {
			case n <= ind.Warmup && !errors.Is(err, ErrShort):
				t.Errorf("%s of %d bars: %v", name, n, err)
			case n > ind.Warmup && (err != nil || len(lines[0].Series) != n-ind.Warmup):
				t.Errorf("%s of %d bars: %v", name, n, err)
			}
		}
	}
	for _, period := range []int{-1, 1, 501} {
		if _, _, err := Compute("sma", randomBars(r, 600), period); err == nil {
			t.Errorf("a period of %d was taken", period)
		}
	}
	if _, _, err := Compute("vibes", Bars{}, 0); err == nil {
		t.Error("an unknown indicator was taken")
	}
}

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

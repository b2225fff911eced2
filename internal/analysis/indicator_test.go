package analysis

import (
	"cmp"
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

// times is the same bars in another unit of the price.
func (b Bars) times(unit float64) Bars {
	multiply := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = v[i] * unit
		}
		return out
	}
	b.Open, b.High, b.Low, b.Close = multiply(b.Open), multiply(b.High), multiply(b.Low), multiply(b.Close)
	return b
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
		obv = append(obv, obv[i-1]+b.Volume[i]*float64(cmp.Compare(step, 0)))
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
	macd, signal, histogram := convergence(b.Close)
	return map[string][][]float64{
		"macd": {macd, signal, histogram}, "adx": {directional(b, 14)},
		"sma": {sma}, "ema": {ema(b.Close, 20)}, "bollinger": {upper, sma, lower}, "rsi": {rsi},
		"atr": {wilder(ranges, 14)}, "obv": {obv}, "stochastic": {slow[2:], smooth(slow)},
	}
}

// convergence is MACD 12, 26, 9: the signal begins as the mean of the first
// nine differences.
func convergence(v []float64) (macd, signal, histogram []float64) {
	fast, slow := ema(v, 12)[14:], ema(v, 26)
	var all []float64
	for i := range slow {
		all = append(all, fast[i]-slow[i])
	}
	signal = ema(all, 9)
	macd = all[8:]
	for i := range macd {
		histogram = append(histogram, macd[i]-signal[i])
	}
	return macd, signal, histogram
}

// directional is ADX after Wilder, New Concepts in Technical Trading Systems
// (1978), with TA-Lib's first sums, which are of n-1 movements.
func directional(b Bars, n int) []float64 {
	var plus, minus, span float64
	var dx []float64
	for i := 1; i < len(b.Close); i++ {
		up, down := b.High[i]-b.High[i-1], b.Low[i-1]-b.Low[i]
		if i >= n {
			plus, minus, span = plus-plus/float64(n), minus-minus/float64(n), span-span/float64(n)
		}
		if up > 0 && up > down {
			plus += up
		}
		if down > 0 && down > up {
			minus += down
		}
		span += max(b.High[i]-b.Low[i], math.Abs(b.High[i]-b.Close[i-1]), math.Abs(b.Low[i]-b.Close[i-1]))
		if i >= n {
			above, below := 100*plus/span, 100*minus/span
			dx = append(dx, 100*math.Abs(above-below)/(above+below))
		}
	}
	return wilder(dx, n)
}

func TestIndicatorsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 30 {
		b := randomBars(r, 60+r.IntN(200))
		want := definitions(b)
		if len(want) != len(Names()) {
			t.Fatalf("%d of %d indicators have a definition", len(want), len(Names()))
		}
		for name, want := range want {
			ind, lines, err := Compute(name, b, 0)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range lines {
				if len(line.Series) != len(want[i]) || line.Series[0].Date != b.Dates[ind.Warmup] {
					t.Fatalf("%s %s: %d values from %s, want %d", name, line.Name, len(line.Series), line.Series[0].Date, len(want[i]))
				}
				for j, p := range line.Series {
					if math.Abs(p.Value-want[i][j]) > 1e-8*math.Max(1, math.Abs(want[i][j])) {
						t.Fatalf("%s %s value %d: %.10g, want %.10g", name, line.Name, j, p.Value, want[i][j])
					}
				}
			}
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

package analysis

import (
	"fmt"

	talib "github.com/markcheno/go-talib"
)

// indicators is what Compute knows. The usual periods are those of the indicators'
// authors or of most charts.
func indicators() []Indicator {
	return []Indicator{
		{Name: "sma", Period: 20, lines: []string{"SMA"}, needs: closes, describe: "simple moving average of the close", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Sma(b.Close, n)}
		}},
		{Name: "ema", Period: 20, lines: []string{"EMA"}, needs: closes, describe: "exponential moving average of the close, seeded with the simple one", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Ema(b.Close, n)}
		}},
		{Name: "rsi", Period: 14, lines: []string{"RSI"}, needs: closes, absent: unmoved, describe: "relative strength index (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Rsi(b.Close, n)}
		}},
		{Name: "macd", Period: 26, lines: []string{"MACD", "signal", "histogram"}, needs: closes, fixed: true, describe: "moving average convergence/divergence 12, 26, 9", compute: func(b Bars, _ int) [][]float64 {
			return macd(b.Close, 12, 26, 9)
		}},
		{Name: "bollinger", Period: 20, lines: []string{"upper", "middle", "lower"}, needs: closes, describe: "Bollinger bands, 2 population standard deviations", compute: func(b Bars, n int) [][]float64 {
			upper, middle, lower := talib.BBands(b.Close, n, 2, 2, talib.SMA)
			return [][]float64{upper, middle, lower}
		}},
		{Name: "adx", Period: 14, lines: []string{"ADX"}, needs: closes | ranges, absent: motionless, describe: "average directional index (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Adx(b.High, b.Low, b.Close, n)}
		}},
		{Name: "stochastic", Period: 14, lines: []string{"%K", "%D"}, needs: closes | ranges, absent: rangeless, describe: "slow stochastic, %K smoothed over 3, %D over 3", compute: func(b Bars, n int) [][]float64 {
			k, d := talib.Stoch(b.High, b.Low, b.Close, n, 3, talib.SMA, 3, talib.SMA)
			return [][]float64{k, d}
		}},
		{Name: "atr", Period: 14, lines: []string{"ATR"}, needs: closes | ranges, describe: "average true range (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Atr(b.High, b.Low, b.Close, n)}
		}},
		{Name: "obv", Period: 1, lines: []string{"OBV"}, needs: closes | volumes, fixed: true, describe: "on-balance volume, from the first bar's volume", compute: func(b Bars, _ int) [][]float64 {
			return [][]float64{talib.Obv(b.Close, b.Volume)}
		}},
	}
}

// macd is put together here, for talib.Macd seeds the signal with zeros from
// before the first difference, which bends it for its first forty values.
func macd(values []float64, fast, slow, signal int) [][]float64 {
	long := talib.Ema(values, slow)
	difference := talib.Ema(values, fast)
	for i := range difference {
		difference[i] -= long[i]
	}
	smooth := append(make([]float64, slow-1), talib.Ema(difference[slow-1:], signal)...)
	histogram := make([]float64, len(values))
	for i := range histogram {
		histogram[i] = difference[i] - smooth[i]
	}
	return [][]float64{difference, smooth, histogram}
}

// warmup is the count of bars before an indicator's first value: TA-Lib's
// look-back.
func warmup(name string, n int) int {
	switch name {
	case "sma", "ema", "bollinger":
		return n - 1
	case "rsi", "atr":
		return n
	case "macd":
		return 26 + 9 - 2
	case "adx":
		return 2*n - 1
	case "stochastic":
		return n - 1 + 2 + 2
	}
	return 0
}

// Names lists the indicators.
func Names() []string {
	var names []string
	for _, i := range indicators() {
		names = append(names, i.Name)
	}
	return names
}

// indicator is the one of this name, false where there is none.
func indicator(name string) (Indicator, bool) {
	for _, i := range indicators() {
		if i.Name == name {
			return i, true
		}
	}
	return Indicator{}, false
}

// NeedsRange reports whether an indicator is computed on highs and lows too.
func NeedsRange(name string) bool {
	i, _ := indicator(name)
	return i.needs&ranges != 0
}

// Compute gives the lines of an indicator, period bars long (0: the usual
// length), without the bars of its warm-up. MACD and OBV have no length to
// choose and keep their own. Too few bars are ErrShort. Where an indicator
// divides by a movement and there was none, its value is absent, and
// ErrUndefined where it has no value at all.
func Compute(name string, bars Bars, period int) (Indicator, []Line, error) {
	ind, ok := indicator(name)
	if !ok {
		return Indicator{}, nil, fmt.Errorf("no indicator %q: want one of %v", name, Names())
	}
	if period != 0 && !ind.fixed {
		ind.Period = period
	}
	ind.Warmup = warmup(name, ind.Period)
	lines, err := ind.run(bars)
	return ind, lines, err
}

// Describe says what the indicator is.
func (i Indicator) Describe() string { return i.describe }

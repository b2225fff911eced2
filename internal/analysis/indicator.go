package analysis

import (
	"fmt"
	"math"

	talib "github.com/markcheno/go-talib"
)

// Bars are prices and volumes a day, oldest first, all of one length.
type Bars struct {
	Dates                          []Date
	Open, High, Low, Close, Volume []float64
}

// Line is one line of an indicator, from the first day it is defined.
type Line struct {
	Name   string
	Series Series
}

// Indicator is one technical indicator. Periods are in bars.
type Indicator struct {
	Name     string // sma ema rsi macd bollinger adx stochastic atr obv
	Period   int    // 0: the usual one
	Warmup   int    // bars before the first value
	compute  func(b Bars, period int) [][]float64
	lines    []string
	describe string
}

// indicators is what Compute knows. The warm-up is what TA-Lib's look-back is
// for the usual periods.
func indicators() []Indicator {
	return []Indicator{
		{Name: "sma", Period: 20, lines: []string{"SMA"}, describe: "simple moving average of the close", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Sma(b.Close, n)}
		}},
		{Name: "ema", Period: 20, lines: []string{"EMA"}, describe: "exponential moving average of the close, seeded with the simple one", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Ema(b.Close, n)}
		}},
		{Name: "rsi", Period: 14, lines: []string{"RSI"}, describe: "relative strength index (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Rsi(b.Close, n)}
		}},
		{Name: "macd", Period: 26, lines: []string{"MACD", "signal", "histogram"}, describe: "moving average convergence/divergence 12, 26, 9", compute: func(b Bars, _ int) [][]float64 {
			macd, signal, hist := talib.Macd(b.Close, 12, 26, 9)
			return [][]float64{macd, signal, hist}
		}},
		{Name: "bollinger", Period: 20, lines: []string{"upper", "middle", "lower"}, describe: "Bollinger bands, 2 population standard deviations", compute: func(b Bars, n int) [][]float64 {
			upper, middle, lower := talib.BBands(b.Close, n, 2, 2, talib.SMA)
			return [][]float64{upper, middle, lower}
		}},
		{Name: "adx", Period: 14, lines: []string{"ADX"}, describe: "average directional index (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Adx(b.High, b.Low, b.Close, n)}
		}},
		{Name: "stochastic", Period: 14, lines: []string{"%K", "%D"}, describe: "slow stochastic, %K smoothed over 3, %D over 3", compute: func(b Bars, n int) [][]float64 {
			k, d := talib.Stoch(b.High, b.Low, b.Close, n, 3, talib.SMA, 3, talib.SMA)
			return [][]float64{k, d}
		}},
		{Name: "atr", Period: 14, lines: []string{"ATR"}, describe: "average true range (Wilder)", compute: func(b Bars, n int) [][]float64 {
			return [][]float64{talib.Atr(b.High, b.Low, b.Close, n)}
		}},
		{Name: "obv", Period: 1, lines: []string{"OBV"}, describe: "on-balance volume, from the first bar's volume", compute: func(b Bars, _ int) [][]float64 {
			return [][]float64{talib.Obv(b.Close, b.Volume)}
		}},
	}
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

// Compute gives the lines of an indicator, period bars long (0: the usual
// length), without the bars of its warm-up. Too few bars are ErrShort.
func Compute(name string, bars Bars, period int) (Indicator, []Line, error) {
	for _, ind := range indicators() {
		if ind.Name != name {
			continue
		}
		if period != 0 {
			ind.Period = period
		}
		ind.Warmup = warmup(name, ind.Period)
		lines, err := ind.run(bars)
		return ind, lines, err
	}
	return Indicator{}, nil, fmt.Errorf("no indicator %q: want one of %v", name, Names())
}

// Describe says what the indicator is.
func (i Indicator) Describe() string { return i.describe }

// run contains the library, which panics on short input and writes 0 where it
// has no value yet.
func (i Indicator) run(b Bars) (lines []Line, err error) {
	if i.Period < 1 || i.Period > 500 || i.Period == 1 && i.Name != "obv" {
		return nil, fmt.Errorf("period %d: want 2 to 500", i.Period)
	}
	if n := len(b.Dates); n <= i.Warmup {
		return nil, fmt.Errorf("%s: %w: %d bars where %d are needed", i.Name, ErrShort, n, i.Warmup+1)
	}
	defer func() {
		if r := recover(); r != nil {
			lines, err = nil, fmt.Errorf("%s: %w: %v", i.Name, ErrUndefined, r)
		}
	}()
	for k, values := range i.compute(b, i.Period) {
		line := Line{Name: i.lines[k]}
		for j := i.Warmup; j < len(values); j++ {
			if math.IsNaN(values[j]) || math.IsInf(values[j], 0) {
				return nil, fmt.Errorf("%s: %w on %s", i.Name, ErrUndefined, b.Dates[j])
			}
			line.Series = append(line.Series, Point{b.Dates[j], values[j]})
		}
		lines = append(lines, line)
	}
	return lines, nil
}

package analysis

import (
	"cmp"
	"fmt"
	"math"
)

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
	fixed    bool   // its periods are not to choose
	needs    columns
	compute  func(b Bars, period int) [][]float64
	absent   func(b Bars, period int) func(i int, value float64) bool
	lines    []string
	describe string
}

// run contains the library, which panics on short input, writes 0 where it has
// no value yet, and takes movements under 1e-14 for none, whatever the price:
// it gets prices scaled to lie under 1, which also keeps squares in range.
func (i Indicator) run(b Bars) (lines []Line, err error) {
	if i.Period < 1 || i.Period > 500 || i.Period == 1 && !i.fixed {
		return nil, fmt.Errorf("%w: period %d: want 2 to 500", ErrUndefined, i.Period)
	}
	if err := b.check(i.needs); err != nil {
		return nil, fmt.Errorf("%s: %w", i.Name, err)
	}
	if n := len(b.Dates); n <= i.Warmup {
		return nil, fmt.Errorf("%s: %w: %d bars where %d are needed", i.Name, ErrShort, n, i.Warmup+1)
	}
	defer func() {
		if r := recover(); r != nil {
			lines, err = nil, fmt.Errorf("%s: %w: %v", i.Name, ErrUndefined, r)
		}
	}()
	scaled, scale := b.scaled()
	if i.unitless() {
		scale = 1
	}
	gone := func(int, float64) bool { return false }
	if i.absent != nil {
		gone = i.absent(b, i.Period)
	}
	for k, values := range i.compute(scaled, i.Period) {
		line := Line{Name: i.lines[k]}
		for j := i.Warmup; j < len(values); j++ {
			v, err := finite(values[j] * scale)
			if err != nil {
				return nil, fmt.Errorf("%s: %w on %s", i.Name, err, b.Dates[j])
			}
			if !gone(j, v) {
				line.Series = append(line.Series, Point{b.Dates[j], v})
			}
		}
		if len(line.Series) == 0 {
			return nil, fmt.Errorf("%s: %w: the price does not move", i.Name, ErrUndefined)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// unitless indicators do not change with the unit of the price.
func (i Indicator) unitless() bool {
	switch i.Name {
	case "rsi", "adx", "stochastic", "obv":
		return true
	}
	return false
}

// unmoved tells where RSI has no value: while the close has not moved, and
// where the library gives 0 though it has risen, which is what is left of
// movements long ago.
func unmoved(b Bars, _ int) func(i int, value float64) bool {
	rise, fall := len(b.Close), len(b.Close)
	for i := len(b.Close) - 1; i > 0; i-- {
		switch cmp.Compare(b.Close[i], b.Close[i-1]) {
		case 1:
			rise = i
		case -1:
			fall = i
		}
	}
	return func(i int, value float64) bool {
		return i < rise && i < fall || value == 0 && i >= rise
	}
}

// motionless tells where ADX has no value: while neither a high nor a low has
// moved.
func motionless(b Bars, _ int) func(i int, value float64) bool {
	moved := 1
	for moved < len(b.High) && b.High[moved] == b.High[0] && b.Low[moved] == b.Low[0] {
		moved++
	}
	return func(i int, _ float64) bool { return i < moved }
}

// rangeless tells where the stochastic has no value: where one of the raw
// values that are averaged into it comes from bars without a range.
func rangeless(b Bars, period int) func(i int, value float64) bool {
	last := math.MinInt
	near := make([]bool, len(b.Close))
	for i := period - 1; i < len(b.Close); i++ {
		high, low := b.High[i], b.Low[i]
		for j := i - period + 1; j < i; j++ {
			high, low = max(high, b.High[j]), min(low, b.Low[j])
		}
		if high == low {
			last = i
		}
		near[i] = last >= 0 && i-last <= 4 // %K and %D are averages of three
	}
	return func(i int, _ float64) bool { return near[i] }
}

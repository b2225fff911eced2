package httpsource

import (
	"math"
	"strconv"
	"strings"

	"quotewire/internal/market"
)

// Step is the distance between two neighbours of a figure as it was written: 0.01 for
// 218.29.
func (c Cell) Step() float64 {
	_, decimals, _ := strings.Cut(string(c), ".")
	n := strings.IndexFunc(decimals, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(decimals)
	}
	return math.Pow10(-min(n, 12))
}

// Before is the price before a change, both as they were written, and without what the
// subtraction of two decimals leaves behind. Where that was sent too, more exactly than
// the change, it is as it was sent.
func Before(price Cell, change float64, written Cell, sent market.Number) market.Number {
	p, ok := price.Price().Get()
	if !ok {
		return market.Number{}
	}
	if v, is := sent.Get(); is && math.Abs(p-change-v) <= written.Step()*0.51 {
		return sent
	}
	return market.Num(rounded(p-change, min(price.Step(), written.Step())))
}

func rounded(v, step float64) float64 {
	scale := math.Round(1 / step)
	return math.Round(v*scale) / scale
}

// Change is how far a price is from the one before, and that in per cent of it, without
// what binary arithmetic leaves behind. Both are absent where one of the prices is, and
// the per cent where the earlier is 0. What a source sends of the two may lack a sign, or
// contradict the prices.
func Change(price, before market.Number) (change, percent market.Number) {
	p, ok := price.Get()
	b, also := before.Get()
	if !ok || !also {
		return change, percent
	}
	change = tenDigits(p-b, max(math.Abs(p), math.Abs(b)))
	if b != 0 {
		percent = tenDigits((p-b)/math.Abs(b)*100, 100)
	}
	return change, percent
}

// tenDigits is v to ten digits of a figure as large as like, of which it is a difference.
func tenDigits(v, like float64) market.Number {
	decimals := max(0, 10-int(math.Ceil(math.Log10(like))))
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', min(decimals, 20), 64), 64)
	if err != nil {
		return market.Number{}
	}
	return market.Num(short + 0) // not -0
}

package httpsource

import (
	"errors"
	"math"
	"strings"

	"quotewire/internal/market"
)

// Price is the figure that was written where 0 stands for none.
func (c Cell) Price() market.Number {
	n := c.Number()
	if v, _ := n.Get(); v == 0 {
		return market.Number{}
	}
	return n
}

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

// Change is the change from one price to another, and its per cent of the first. What a
// source sends of the two may lack a sign, or contradict the prices.
func Change(price, before market.Number) (change, percent market.Number) {
	p, ok := price.Get()
	b, also := before.Get()
	if !ok || !also {
		return change, percent
	}
	change = market.Num(rounded(p-b, 1e-6))
	if b != 0 {
		percent = market.Num(rounded((p-b)/math.Abs(b)*100, 1e-6))
	}
	return change, percent
}

// Rest is how many days after a period daily bars are needed to have the week or month
// whole that began on its last day.
func Rest(i market.Interval) int {
	return map[market.Interval]int{market.Week: 6, market.Month: 30}[i]
}

// OfSymbol is err as the error of one symbol.
func OfSymbol(symbol market.Symbol, err error) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok {
		return err
	}
	one := *e
	one.Symbol = symbol.String()
	return &one
}

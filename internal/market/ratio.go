package market

import "math"

// quoted is a figure a share beside the ratio that the source made of the price and
// it. The ratio is right where the source divided one unit by the same.
type quoted struct {
	price  float64 // as quoted
	amount Number  // a share
	ratio  Number  // price by amount
	least  float64 // no share is so cheap: a ratio below it is a fault of units
}

// No share costs less than a fifth of what it earns in a year, or than a fiftieth
// of its book value; none pays out more than six tenths of its price in a year.
const (
	leastPE   = 0.2
	leastPB   = 0.02
	mostYield = 0.6
)

// asItStands reports whether the ratio is the quotient of the two figures as they
// came, within the moves of a few days.
func (q quoted) asItStands() bool {
	quotient := q.price / q.amount.value
	return math.Abs(quotient-q.ratio.value) < math.Abs(quotient)/3
}

func (q quoted) complete() bool {
	return q.price > 0 && q.amount.value != 0 && q.ratio.value != 0
}

// unit is in which of pence and pounds the amount is: in pounds where the source
// turned the price into pounds before it divided; in pence where the ratio would
// be absurd else.
func (q quoted) unit(u units) (unit, bool) {
	switch {
	case !q.complete() || u.divisor == 1:
	case q.asItStands():
		return ofMinor, q.ratio.value > 0 && q.ratio.value/u.divisor < q.least
	case quoted{price: q.price / u.divisor, amount: q.amount, ratio: q.ratio}.asItStands():
		return ofPrice, true
	}
	return 0, false
}

// mended is the ratio where it is one: as it came, or divided where the source
// divided a price in the minor unit by an amount that v proves to be in the whole
// one, or absent. keep says that it stays where price and accounts are in two whole
// currencies and nothing tells the amount's, unless no share is so cheap.
func (q quoted) mended(u units, v verdict, keep bool) Number {
	doubted := q.ratio
	if !keep || u.divisor > 1 || q.ratio.value < q.least {
		doubted = Number{}
	}
	switch {
	case u.plain() && !v.proven() && q.complete() && q.asItStands():
		return Number{}
	case u.plain():
		return q.ratio
	case !q.complete():
		return doubted
	case !q.asItStands():
		return q.ratio
	case !v.proven():
		return doubted
	case v.currency != u.major:
		return Number{}
	case u.divisor > 1 && v.divisor == 1:
		return Num(q.ratio.value / u.divisor)
	}
	return q.ratio
}

// outOfLine reports whether next, what is expected to be earned a share, is so far
// from what was earned that the two may be in two currencies. Without the latter
// nothing tells.
func outOfLine(earned, next Number) bool {
	return earned.value*next.value <= 0 || math.Abs(math.Log(next.value/earned.value)) > math.Log(yearsSlack)
}

// ofOneClass takes the verdict from figures that are of another class of shares than
// the price, of which one is hundreds of these: what is expected to be earned is then
// far from what was, and no share costs so small a part of its book value.
func (u units) ofOneClass(earned, next Number, book quoted, w, b *verdict) {
	if !u.plain() {
		return
	}
	if (claim{value: next.value, expect: always(earned.value)}).hundredfold() {
		*w = u.contradicted(false)
	}
	if book.complete() && book.asItStands() && book.ratio.value > 0 && book.ratio.value < book.least {
		*b = u.contradicted(false)
	}
}

// alike gives a verdict to the one of two figures a share that has none, where
// they are so near each other that they must be in one unit.
func (u units) alike(a, b Number, v, w *verdict) {
	if u.divisor == 1 || !u.one() || v.proven() == w.proven() || a.value*b.value <= 0 || math.Abs(math.Log(a.value/b.value)) > math.Log(minorSlack) {
		return
	}
	untold := u.untold(true).reason
	switch untold {
	case v.reason:
		*v = *w
	case w.reason:
		*w = *v
	}
}

package units

import "math"

// Ratio is a figure a share beside the ratio that the source made of the price and
// it. The ratio is right where the source divided one unit by the same. What is not
// known is 0.
type Ratio struct {
	Price  float64 // as quoted
	Amount float64 // a share
	Value  float64 // price by amount
	least  float64 // no share is so cheap: a ratio below it is a fault of units
}

// No share costs less than a fifth of what it earns in a year, or than a fiftieth
// of its book value; none pays out more than six tenths of its price in a year.
const (
	leastPE   = 0.2
	leastPB   = 0.02
	mostYield = 0.6
)

// PE is of a price by the earnings a share of a year.
func PE(price, earnings, ratio float64) Ratio { return Ratio{price, earnings, ratio, leastPE} }

// PB is of a price by the book value a share.
func PB(price, book, ratio float64) Ratio { return Ratio{price, book, ratio, leastPB} }

// Yield is of a price by the dividends of a year, whose yield is a fraction.
func Yield(price, dividends, yield float64) Ratio {
	q := Ratio{Price: price, Amount: dividends, least: 1 / mostYield}
	if yield != 0 {
		q.Value = 1 / yield
	}
	return q
}

// AsItStands reports whether the ratio is the quotient of the two figures as they
// came, within the moves of a few days.
func (q Ratio) AsItStands() bool {
	quotient := q.Price / q.Amount
	return math.Abs(quotient-q.Value) < math.Abs(quotient)/3
}

func (q Ratio) complete() bool {
	return q.Price > 0 && q.Amount != 0 && q.Value != 0
}

// unit is in which of pence and pounds the amount is: in pounds where the source
// turned the price into pounds before it divided; in pence where the ratio would
// be absurd else.
func (q Ratio) unit(u Company) (unit, bool) {
	switch {
	case !q.complete() || u.Divisor == 1:
	case q.AsItStands():
		return ofMinor, q.Value > 0 && q.Value/u.Divisor < q.least
	case Ratio{Price: q.Price / u.Divisor, Amount: q.Amount, Value: q.Value}.AsItStands():
		return ofPrice, true
	}
	return 0, false
}

// ByRatio is the verdict of the amount of q by what its ratio proves, or v where
// that is nothing.
func (u Company) ByRatio(q Ratio, v Verdict) Verdict {
	if x, ok := q.unit(u); ok && u.One() {
		return u.is(x)
	}
	return v
}

// Mixed reports whether the ratio may be of pounds by pence: v does not say in which
// of them the amount is.
func (u Company) Mixed(q Ratio, v Verdict) bool {
	return u.Divisor > 1 && !v.Proven() && q.complete() && q.AsItStands()
}

// Divisor is what the ratio has to be divided by to be one: 1 as it came, that of
// the minor unit where the source divided a price in it by an amount that v proves to
// be in the whole one, or 0 where it is none. keep says that it stays where price and
// accounts are in two whole currencies and nothing tells the amount's, unless no
// share is so cheap.
func (q Ratio) Divisor(u Company, v Verdict, keep bool) float64 {
	doubted := 1.0
	if !keep || u.Divisor > 1 || q.Value < q.least {
		doubted = 0
	}
	switch {
	case u.Plain() && !v.Proven() && q.complete() && q.AsItStands():
		return 0
	case u.Plain():
		return 1
	case !q.complete():
		return doubted
	case !q.AsItStands():
		return 1
	case !v.Proven():
		return doubted
	case v.Currency != u.Major:
		return 0
	case u.Divisor > 1 && v.Divisor == 1:
		return u.Divisor
	}
	return 1
}

// OutOfLine reports whether next, what is expected to be earned a share, is so far
// from what was earned that the two may be in two currencies. Without the latter
// nothing tells.
func OutOfLine(earned, next float64) bool {
	return earned*next <= 0 || math.Abs(math.Log(next/earned)) > math.Log(yearsSlack)
}

// Reconcile mends the verdicts v, w and b of what was earned a share, is expected to
// be, and of the book value by what the three say of each other.
func (u Company) Reconcile(earned, next, book Ratio, v, w, b *Verdict) {
	u.alike(earned.Amount, next.Amount, v, w)
	u.ofOneClass(earned.Amount, next.Amount, book, w, b)
}

// ofOneClass takes the verdict from figures that are of another class of shares than
// the price, of which one is hundreds of these: what is expected to be earned is then
// far from what was, and no share costs so small a part of its book value.
func (u Company) ofOneClass(earned, next float64, book Ratio, w, b *Verdict) {
	if !u.Plain() {
		return
	}
	if (Claim{Value: next, Expected: earned}).hundredfold() {
		*w = u.Contradicted(false)
	}
	if book.complete() && book.AsItStands() && book.Value > 0 && book.Value < book.least {
		*b = u.Contradicted(false)
	}
}

// alike gives a verdict to the one of two figures a share that has none, where
// they are so near each other that they must be in one unit.
func (u Company) alike(a, b float64, v, w *Verdict) {
	if u.Divisor == 1 || !u.One() || v.Proven() == w.Proven() || a*b <= 0 || math.Abs(math.Log(a/b)) > math.Log(minorSlack) {
		return
	}
	untold := u.untold(true).Reason
	switch untold {
	case v.Reason:
		*v = *w
	case w.Reason:
		*w = *v
	}
}

// Dividend is the verdict of one dividend of a year whose dividends are v: between a
// thirteenth of them and a little more than they.
func (u Company) Dividend(one, year float64, v Verdict) Verdict {
	if u.Plain() || one == 0 {
		return u.is(ofPrice)
	}
	if !u.One() || !v.Proven() || year == 0 {
		return u.untold(true)
	}
	part := one / v.Amount(year)
	const least, most = 1.0 / 13, 1.3
	switch {
	case part >= least && part <= most:
		return u.is(ofPrice)
	case part/u.Divisor >= least && part/u.Divisor <= most:
		return u.is(ofMinor)
	}
	return u.untold(true)
}

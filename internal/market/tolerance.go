package market

import (
	"math"
	"strings"
	"time"
)

// The tolerances within which two sources agree, as parts of a figure. They are those that
// two honest sources were measured to need.
const (
	sameClose    = 0.0002 // the official close of a session; or a cent
	sameLevel    = 0.0005 // of an index
	sameMoment   = 0.005  // while the market trades, and one of two is behind
	sameCoin     = 0.003  // in one currency, within coinsApart
	sameTether   = 0.005  // in dollars and in USDT
	sameYield    = 0.05   // percentage points
	coinsApart   = 10 * time.Second
	clocksApart  = time.Minute // between two that claim no delay
	oneCent      = 0.01
	tether, usd  = "USDT", "USD"
	roundingSlop = 1e-9
)

// compare holds the figures of two sources about one instrument against each other: whether
// the price agrees, and what does not. Only like is held against like: in one currency, of
// one session, no further apart in time than the larger of their delays. What cannot be
// compared neither agrees nor disagrees.
func compare(a, b *Ticker) (agreed bool, disputes []Dispute) {
	tethered := a.Currency != b.Currency && pegged(a.Currency, b.Currency)
	if a.Currency != b.Currency && !tethered || a.Currency == "" {
		return false, nil
	}
	price, ok := a.Price.Get()
	other, known := b.Price.Get()
	if !ok || !known {
		return false, nil
	}
	tolerance, delayed, comparable := toleranceOf(a, b, tethered)
	if !comparable {
		return false, nil
	}
	currency := ""
	if tethered {
		currency = b.Currency
	}
	dispute := func(field string, value, other Number, tolerance float64, delayed bool) {
		x, ok := value.Get()
		y, known := other.Get()
		if ok && known && apart(x, y) > tolerance {
			disputes = append(disputes, Dispute{
				Field: field, Value: value, AsOf: a.asOf(), Other: other, Currency: currency, Provider: b.Provider, URL: b.URL, OtherAt: b.asOf(), Delayed: delayed,
			})
		}
	}
	dispute("price", a.Price, b.Price, tolerance(price, other), delayed)
	if a.Kind != KindCrypto && !tethered {
		before, _ := a.PreviousClose.Get()
		dispute("previous_close", a.PreviousClose, b.PreviousClose, finished(a.Kind)(before, before), false)
	}
	return len(disputes) == 0, disputes
}

// toleranceOf is how far apart the prices of two tickers may be; false where they are not
// comparable.
func toleranceOf(a, b *Ticker, tethered bool) (of func(x, y float64) float64, delayed, ok bool) {
	part := func(p float64) func(x, y float64) float64 {
		return func(x, y float64) float64 { return p * math.Max(math.Abs(x), math.Abs(y)) }
	}
	gap := a.asOf().Sub(b.asOf()).Abs()
	if a.Kind == KindCrypto || b.Kind == KindCrypto {
		if tethered {
			return part(sameTether), false, gap <= coinsApart
		}
		return part(sameCoin), false, gap <= coinsApart
	}
	if dayOf(a) != dayOf(b) {
		return nil, false, false
	}
	if a.finished() && b.finished() {
		return finished(a.Kind), false, true
	}
	one, _ := a.DelayMinutes.Get()
	other, _ := b.DelayMinutes.Get()
	lag := time.Duration(math.Max(one, other) * float64(time.Minute))
	if gap > lag+clocksApart {
		return nil, false, false
	}
	if isYield(a) {
		return func(float64, float64) float64 { return sameYield }, lag > 0, true
	}
	return part(sameMoment), lag > 0, true
}

// finished is the tolerance of figures of a session that is over.
func finished(kind Kind) func(x, y float64) float64 {
	return func(x, y float64) float64 {
		size := math.Max(math.Abs(x), math.Abs(y))
		if kind == KindIndex {
			return sameLevel * size
		}
		return math.Max(oneCent, sameClose*size)
	}
}

// apart is how far two figures are from each other, but for what their last binary digit
// makes of them.
func apart(x, y float64) float64 {
	return math.Abs(x-y) - roundingSlop*math.Max(math.Abs(x), math.Abs(y))
}

// pegged reports whether of two currencies one is the dollar and one is USDT.
func pegged(a, b string) bool { return a == tether && b == usd || a == usd && b == tether }

// isYield reports whether a ticker is a yield in per cent.
func isYield(t *Ticker) bool {
	switch t.Symbol.String() {
	case "^IRX", "^FVX", "^TNX", "^TYX":
		return true
	}
	return false
}

// asOf is the time of the price, or where the source has none, when it was received.
func (t *Ticker) asOf() time.Time {
	if t.AsOf.IsZero() {
		return t.Origin.AsOf
	}
	return t.AsOf
}

// finished reports whether the price is that of a session that is over.
func (t *Ticker) finished() bool {
	return t.State == StateClosed || t.State == StatePost || t.State == StatePre
}

// dayOf is the day of a price at its exchange.
func dayOf(t *Ticker) Date {
	loc := t.Location
	if loc == nil || strings.HasSuffix(t.Symbol.String(), "=X") {
		loc = time.UTC
	}
	return DateOf(t.asOf().In(loc))
}

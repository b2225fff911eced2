package units

import (
	"math"
	"slices"
)

// How sure an identity has to be. Real companies differ from all of them by what
// the few figures of a summary leave out: shares issued during the year, minority
// interests, growth. The tolerances are wide where the candidates are far apart
// and are of a factor, but for the enterprise value.
const (
	closely    = 1.05 // so near that it is no chance
	roughly    = 1.4  // of figures of one year over the same shares, in two currencies
	minorSlack = 5    // where the candidates are 100 or 1000 apart
	yearsSlack = 3    // of an estimate over the last twelve months
	worthSlack = 0.25 // of an enterprise value, in parts of the larger of it and the market value
	parity     = 1.1  // currencies nearer than this are told apart by nothing, and by nobody missed
)

// Claim is a figure and what an identity makes of it.
type Claim struct {
	Value    float64 // as it was sent, not 0
	Expected float64 // what it would be in the currency of the accounts
	Worth    float64 // of an enterprise value: the market value, to which Expected, the net debt, is added
	Basis    Basis
	Minor    bool   // it may be in a minor unit
	Anchor   bool   // no rate is possible at which it fits no unit
	Named    string // the currency that the source names of this figure; empty: it names none
}

// Basis is what a figure is held against, which says how near it has to be.
type Basis int

// What a figure may be held against.
const (
	SameYear  Basis = iota // figures of one year over the same shares
	OtherYear              // figures of the year before
	Forecast               // the last twelve months, of what is expected of others
	Receipt                // as SameYear, but one of the shares may stand for several of the other
)

// expect is what the figure would be in the currency of the accounts, where rate of
// it are 1 of the price's.
func (c Claim) expect(rate float64) float64 {
	if c.Worth > 0 {
		return c.Worth*rate + c.Expected
	}
	return c.Expected
}

// hundredfold reports whether the figure is 100 or 1000 times what is expected or
// more, or that part of it, where it can be in one currency only. It is more where
// the figure is of another class of shares, of which one is 1500 of the other.
func (c Claim) hundredfold() bool {
	expected := c.expect(1)
	const least = 0.05 // smaller ones are rounded too much
	if c.Value*expected <= 0 || math.Min(math.Abs(c.Value), math.Abs(expected)) < least/1000 || math.Max(math.Abs(c.Value), math.Abs(expected)) < least {
		return false
	}
	off := math.Abs(math.Log(c.Value / expected))
	return math.Abs(off-math.Log(100)) < math.Log(1.5) || off > math.Log(1000/1.6)
}

// claim is a Claim on a figure of a company whose currencies are known.
type claim struct {
	Claim
	slack float64 // a factor; how far the figure may be from what is expected
	only  []unit  // it is in one of these; empty: in any
	named bool    // the source says that it is in only
}

// claimed reads what a company's currencies make of c. A currency that the source
// names is believed of the figure that it is named of, unless the figure
// contradicts it.
func (u Company) claimed(c Claim) claim {
	own := claim{Claim: c, slack: u.slack(c)}
	switch major := Major(c.Named); {
	case u.One():
		// Named in pounds may still be in pence.
	case major == u.Accounts:
		own.only, own.named, own.Anchor = []unit{ofAccounts}, true, false
	case major == u.Major:
		own.only, own.named = []unit{ofPrice}, true
		if u.Divisor > 1 && c.Minor {
			own.only = append(own.only, ofMinor)
		}
	case c.Basis == Receipt:
		own.only = []unit{ofAccounts}
	}
	return own
}

func (u Company) slack(c Claim) float64 {
	switch one := u.One(); {
	case c.Basis == Forecast && one && c.Minor:
		return 2 * minorSlack // 10: half of the way to a hundredth
	case c.Basis == Forecast, c.Basis == OtherYear && !one:
		return yearsSlack
	case one:
		return minorSlack
	case c.Basis == Receipt:
		return parity
	}
	return roughly
}

// growing reports whether the figure is of another year than what it is held against.
func (c claim) growing() bool { return c.Basis == OtherYear || c.Basis == Forecast }

// misfit is how far amount, in the accounts' currency, is from what is expected:
// up to 1 is within the slack.
func (c claim) misfit(amount, rate float64) float64 {
	expected := c.expect(rate)
	if c.Worth > 0 {
		return math.Abs(amount-expected) / max(c.Worth*rate, math.Abs(amount)) / worthSlack
	}
	if amount*expected <= 0 {
		return math.Inf(1)
	}
	return math.Abs(math.Log(amount/expected)) / math.Log(c.slack)
}

// tightly is the share of a claim's slack that is closely.
func (c claim) tightly() float64 {
	if c.Worth > 0 {
		return (closely - 1) / worthSlack
	}
	return math.Log(closely) / math.Log(c.slack)
}

// holds reports whether the identity holds so closely as the figures stand that
// it is no chance.
func (c claim) holds() bool { return c.misfit(c.Value, 1) <= c.tightly() }

// may lists the units that the figure can be in.
func (c claim) may(u Company) []unit {
	if len(c.only) > 0 {
		return c.only
	}
	all := []unit{ofPrice}
	if c.Minor && u.Divisor > 1 {
		all = append(all, ofMinor)
	}
	if !u.One() {
		all = append(all, ofAccounts)
	}
	return all
}

// fits reports whether the figure, taken to be in x, is within slack times more of
// what is expected at rate.
func (c claim) fits(u Company, x unit, rate, more float64) bool {
	factor := 1.0
	switch x {
	case ofPrice:
		factor = rate
	case ofMinor:
		factor = rate / u.Divisor
	}
	return c.misfit(c.Value*factor, rate) <= more
}

// fitsAny reports whether the figure fits at rate in one of some units that it can be in.
func (c claim) fitsAny(u Company, some []unit, rate, more float64) bool {
	return slices.ContainsFunc(c.may(u), func(x unit) bool { return slices.Contains(some, x) && c.fits(u, x, rate, more) })
}

// fitting lists the units in which the figure fits at any of rates.
func (c claim) fitting(u Company, rates []float64, more float64) (fit []unit) {
	for _, x := range c.may(u) {
		if slices.ContainsFunc(rates, func(rate float64) bool { return c.fits(u, x, rate, more) }) {
			fit = append(fit, x)
		}
	}
	return fit
}

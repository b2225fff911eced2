package market

import (
	"math"
	"slices"
)

// How sure an identity has to be. Real companies differ from all of them by what
// the few figures of a summary leave out: shares issued during the year, minority
// interests, growth. The tolerances are wide where the candidates are far apart
// and are of a factor, but for the enterprise value.
const (
	closely     = 1.05 // so near that it is no chance
	roughly     = 1.4  // of figures of one year over the same shares, in two currencies
	minorSlack  = 5    // where the candidates are 100 or 1000 apart
	yearsSlack  = 3    // of an estimate over the last twelve months
	worthSlack  = 0.25 // of an enterprise value, in parts of the larger of it and the market value
	unlike      = 3    // what a count of the wrong shares may do to a figure a share
	parity      = 1.1  // currencies nearer than this are told apart by nothing, and by nobody missed
	nearParity  = 1.35 // an identity that holds closely as it stands is no chance of such rates
	mostDebt    = 10   // net debt over market value, at a plausible exchange rate
	leastDebt   = 0.1  // the same, where it shows how an enterprise value was made
	sumSlack    = 0.02 // of that, in parts of the market value
	rateStep    = 0.02 // of the logarithm of the rates that are tried
	widestRates = 11.5 // 1e5 for 1
)

// claim is one figure and what an identity makes of it.
type claim struct {
	value float64
	// expect is what the figure would be in the currency of the accounts, where rate
	// of it are 1 of the price's.
	expect func(rate float64) float64
	slack  float64 // a factor; how far the figure may be from expect
	worth  float64 // market value, of a claim on an enterprise value, whose slack is worthSlack
	minor  bool    // it may be in a minor unit
	anchor bool    // no rate is possible at which it fits no unit
	only   []unit  // it is in one of these; empty: in any
	named  bool    // the source says that it is in only
}

// misfit is how far amount, in the accounts' currency, is from what is expected:
// up to 1 is within the slack.
func (c claim) misfit(amount, rate float64) float64 {
	expected := c.expect(rate)
	if c.worth > 0 {
		return math.Abs(amount-expected) / max(c.worth*rate, math.Abs(amount)) / worthSlack
	}
	if amount*expected <= 0 {
		return math.Inf(1)
	}
	return math.Abs(math.Log(amount/expected)) / math.Log(c.slack)
}

// holds reports whether the identity holds so closely as the figures stand that
// it is no chance.
func (c claim) holds() bool {
	return c.misfit(c.value, 1) <= c.tightly()
}

// hundredfold reports whether the figure is 100 or 1000 times what is expected or
// more, or that part of it, where it can be in one currency only. It is more where
// the figure is of another class of shares, of which one is 1500 of the other.
func (c claim) hundredfold() bool {
	expected := c.expect(1)
	const least = 0.05 // smaller ones are rounded too much
	if c.value*expected <= 0 || math.Min(math.Abs(c.value), math.Abs(expected)) < least/1000 || math.Max(math.Abs(c.value), math.Abs(expected)) < least {
		return false
	}
	off := math.Abs(math.Log(c.value / expected))
	return math.Abs(off-math.Log(100)) < math.Log(1.5) || off > math.Log(1000/1.6)
}

// may lists the units that the figure can be in.
func (c claim) may(u units) []unit {
	if len(c.only) > 0 {
		return c.only
	}
	all := []unit{ofPrice}
	if c.minor && u.divisor > 1 {
		all = append(all, ofMinor)
	}
	if !u.one() {
		all = append(all, ofAccounts)
	}
	return all
}

// fits reports whether the figure, taken to be in x, is within slack times more of
// what is expected at rate.
func (c claim) fits(u units, x unit, rate, more float64) bool {
	factor := 1.0
	switch x {
	case ofPrice:
		factor = rate
	case ofMinor:
		factor = rate / u.divisor
	}
	return c.misfit(c.value*factor, rate) <= more
}

// fitting lists the units in which the figure fits at any of rates.
func (c claim) fitting(u units, rates []float64, more float64) (fit []unit) {
	for _, x := range c.may(u) {
		if slices.ContainsFunc(rates, func(rate float64) bool { return c.fits(u, x, rate, more) }) {
			fit = append(fit, x)
		}
	}
	return fit
}

// solver finds the units of a company's figures that agree with each other. It
// knows no exchange rate: where price and accounts are in two currencies it tries
// all, and keeps those at which each figure fits some unit.
type solver struct {
	units
	claims  map[string]claim
	netDebt float64
	worth   float64 // market value, in the whole currency of the price; 0: not known
	// named says that the source names the currency of the accounts a second time, on
	// a figure that agrees with them.
	named bool

	rates   []float64 // possible ones
	close   bool      // at rates, each figure is closely what is expected in some unit
	amounts verdict   // of the amounts of the accounts
}

func (s *solver) solve() {
	switch {
	case s.one() && !s.odd:
		s.rates, s.amounts = []float64{1}, s.is(ofAccounts)
		return
	case s.one():
		// Accounts in a minor unit: amounts are in the whole one where the enterprise
		// value proves that.
		s.rates, s.amounts = []float64{1}, s.untold(true)
		if s.sum() && s.telling() {
			s.amounts = s.is(ofPrice)
		}
		return
	}
	asTheyStand := s.possible(1, 2, ofPrice, ofMinor)
	var near []float64 // each figure is closely what is expected
	alone := false     // at one of which fewer than two figures say so
	for k := -widestRates; k <= widestRates; k += rateStep {
		rate := math.Exp(k)
		if math.Abs(k) < math.Log(parity) || !s.plausible(rate) || !s.possible(rate, 1, ofPrice, ofMinor, ofAccounts) {
			continue
		}
		s.rates = append(s.rates, rate)
		if s.closeAt(rate) {
			near, alone = append(near, rate), alone || !s.agreeOn(rate)
		}
	}
	if len(near) > 0 && !alone && !s.closeNearParity() {
		// Near parity, too, figures that agree on one rate tell the currencies apart.
		s.rates, s.close, asTheyStand = near, true, false
	}
	switch {
	case !asTheyStand && len(s.rates) == 0:
		s.amounts = s.contradicted(false)
	case !asTheyStand, s.named && !(s.sum() && s.telling()) && len(s.rates) > 0:
		s.amounts = s.is(ofAccounts)
	default:
		s.amounts = s.untold(false)
	}
}

// possible reports whether every figure fits one of some units at rate.
func (s *solver) possible(rate, more float64, some ...unit) bool {
	for _, c := range s.claims {
		if !c.anchor {
			continue
		}
		within := more
		if c.slack == yearsSlack {
			within = min(more, 1.35)
		}
		if !c.fitsAny(s.units, some, rate, within) {
			return false
		}
	}
	return true
}

// fitsAny reports whether the figure fits at rate in one of some units that it can be in.
func (c claim) fitsAny(u units, some []unit, rate, more float64) bool {
	return slices.ContainsFunc(c.may(u), func(x unit) bool { return slices.Contains(some, x) && c.fits(u, x, rate, more) })
}

// tightly is the share of a claim's slack that is closely.
func (c claim) tightly() float64 {
	if c.worth > 0 {
		return (closely - 1) / worthSlack
	}
	return math.Log(closely) / math.Log(c.slack)
}

// agreeOn reports whether two figures or more say of rate that it is the one: they
// would not be what is expected at another.
func (s *solver) agreeOn(rate float64) bool {
	telling := 0
	for _, c := range s.claims {
		if !c.anchor || c.slack == yearsSlack {
			continue
		}
		inAccounts := c.fitsAny(s.units, []unit{ofAccounts}, rate, c.tightly())
		if c.worth == 0 && !inAccounts || c.worth > 0 && (inAccounts || math.Abs(s.netDebt) > s.worth/2*rate) {
			telling++
		}
	}
	return telling > 1
}

// closeNearParity reports whether all figures are closely what is expected at one
// of the rates that are too near 1 to tell currencies apart.
func (s *solver) closeNearParity() bool {
	for k := -math.Log(parity); k <= math.Log(parity); k += rateStep / 2 {
		if s.closeAt(math.Exp(k)) {
			return true
		}
	}
	return false
}

func (s *solver) closeAt(rate float64) bool {
	for _, c := range s.claims {
		if c.anchor && c.slack != yearsSlack && !c.fitsAny(s.units, c.may(s.units), rate, c.tightly()) {
			return false
		}
	}
	return true
}

// plausible reports whether a company of such debts exists at rate.
func (s *solver) plausible(rate float64) bool {
	return s.worth == 0 || math.Abs(s.netDebt) <= mostDebt*s.worth*rate
}

// sum reports whether the enterprise value is market value and net debt as they
// stand. That is so where all three are in one currency, and also where the source
// added up what is in two.
func (s *solver) sum() bool {
	c, ok := s.claims["enterprise_value"]
	return ok && math.Abs(c.value-s.worth-s.netDebt) <= sumSlack*s.worth
}

// telling reports whether the net debt is so great that sum is no chance.
func (s *solver) telling() bool { return math.Abs(s.netDebt) >= leastDebt*s.worth }

// mixed reports whether the enterprise value is a sum that is of two currencies
// unless the accounts are in that of the price: at no possible rate is it near.
func (s *solver) mixed() bool {
	return s.sum() && (s.telling() || !slices.ContainsFunc(s.rates, func(rate float64) bool {
		return math.Abs(s.netDebt)*math.Abs(1/rate-1) < leastDebt*s.worth
	}))
}

// verdict is in which unit the figure of a field is; minor says that it may be in
// a minor one.
func (s *solver) verdict(field string, minor bool) verdict {
	c, ok := s.claims[field]
	switch {
	case s.plain(), s.one() && !s.odd && !minor:
		if ok && c.hundredfold() {
			return s.contradicted(minor)
		}
		return s.is(ofPrice)
	case !ok, len(s.rates) == 0, c.worth > 0 && !s.one() && s.mixed():
		return s.untold(minor)
	}
	fit := s.fit(c)
	switch {
	case len(fit) == 0:
		return s.contradicted(minor)
	case slices.ContainsFunc(fit, func(x unit) bool { return x != fit[0] }):
		return s.untold(minor)
	}
	return s.is(fit[0])
}

// fit is the units that c may be in at the possible rates. A unit is not given up
// for a rate near parity where the figure holds closely as it stands.
func (s *solver) fit(c claim) []unit {
	rates := s.rates
	if !s.one() && c.holds() && len(rates) > 1 {
		var far []float64
		for _, r := range rates {
			if math.Abs(math.Log(r)) > math.Log(nearParity) {
				far = append(far, r)
			}
		}
		if len(far) > 0 {
			rates = far
		}
	}
	more := 1.0
	if s.close && c.anchor && c.slack != yearsSlack {
		more = c.tightly()
	}
	fit := c.fitting(s.units, rates, more)
	if len(fit) > 0 && !s.one() && !s.close && c.worth == 0 && len(c.only) == 0 && c.misfit(c.value, 1)*math.Log(c.slack) <= math.Log(unlike) {
		fit = append(fit, ofAccounts) // a class of shares that is not counted does as much as a rate
	}
	if s.amounts.reason != "" && !s.one() && !c.named && c.worth == 0 {
		// The accounts themselves may be in the currency of the price.
		for _, x := range []unit{ofPrice, ofMinor} {
			if c.fits(s.units, x, 1, 1) {
				fit = append(fit, x)
			}
		}
	}
	return fit
}

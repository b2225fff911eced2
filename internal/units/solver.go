package units

import (
	"math"
	"slices"
)

// What exchange rates and debts may be.
const (
	unlike      = 3    // what a count of the wrong shares may do to a figure a share
	nearParity  = 1.35 // an identity that holds closely as it stands is no chance of such rates
	mostDebt    = 10   // net debt over market value, at a plausible exchange rate
	leastDebt   = 0.1  // the same, where it shows how an enterprise value was made
	sumSlack    = 0.02 // of that, in parts of the market value
	rateStep    = 0.02 // of the logarithm of the rates that are tried
	widestRates = 11.5 // 1e5 for 1
	growthMore  = 1.35 // times its slack, which is wide already, that a figure which grows may be off where others may be more
)

// Prove finds the units of a company's figures that agree with each other: of each
// claim, by its name, and of the amounts of the accounts. Worth is the market value
// in the whole currency of the price, 0 where it is not known; netDebt is an amount
// of the accounts. A claim whose figure is named to be in a third currency proves
// nothing and has no verdict.
func Prove(u Company, worth, netDebt float64, claims map[string]Claim) (amounts Verdict, of map[string]Verdict) {
	s := &solver{Company: u, claims: map[string]claim{}, worth: worth, netDebt: netDebt}
	for name, c := range claims {
		if u.Knows(c.Named) {
			s.claims[name] = u.claimed(c)
		}
	}
	s.solve()
	of = make(map[string]Verdict, len(s.claims))
	for name, c := range s.claims {
		of[name] = s.verdict(c)
	}
	return s.amounts, of
}

// solver finds the units of a company's figures that agree with each other. It
// knows no exchange rate: where price and accounts are in two currencies it tries
// all, and keeps those at which each figure fits some unit.
type solver struct {
	Company
	claims  map[string]claim
	netDebt float64
	worth   float64

	rates   []float64 // possible ones
	close   bool      // at rates, each figure is closely what is expected in some unit
	amounts Verdict   // of the amounts of the accounts
}

func (s *solver) solve() {
	switch {
	case s.One() && !s.odd:
		s.rates, s.amounts = []float64{1}, s.is(ofAccounts)
		return
	case s.One():
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
		s.amounts = s.Contradicted(false)
	case !asTheyStand, s.named() && !(s.sum() && s.telling()) && len(s.rates) > 0:
		s.amounts = s.is(ofAccounts)
	default:
		s.amounts = s.untold(false)
	}
}

// possible reports whether every figure fits one of some units at rate.
func (s *solver) possible(rate, more float64, some ...unit) bool {
	for _, c := range s.claims {
		if !c.Anchor {
			continue
		}
		within := more
		if c.growing() {
			within = min(more, growthMore)
		}
		if !c.fitsAny(s.Company, some, rate, within) {
			return false
		}
	}
	return true
}

// agreeOn reports whether two figures or more say of rate that it is the one: they
// would not be what is expected at another.
func (s *solver) agreeOn(rate float64) bool {
	telling := 0
	for _, c := range s.claims {
		if !c.Anchor || c.growing() {
			continue
		}
		inAccounts := c.fitsAny(s.Company, []unit{ofAccounts}, rate, c.tightly())
		if c.Worth == 0 && !inAccounts || c.Worth > 0 && (inAccounts || math.Abs(s.netDebt) > s.worth/2*rate) {
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
		if c.Anchor && !c.growing() && !c.fitsAny(s.Company, c.may(s.Company), rate, c.tightly()) {
			return false
		}
	}
	return true
}

// named reports whether the source names the currency of the accounts a second time,
// on an amount that agrees with them.
func (s *solver) named() bool {
	for _, c := range s.claims {
		if c.named && c.only[0] == ofAccounts && !c.Minor && c.misfit(c.Value, 1) <= 1 {
			return true
		}
	}
	return false
}

// plausible reports whether a company of such debts exists at rate.
func (s *solver) plausible(rate float64) bool {
	return s.worth == 0 || math.Abs(s.netDebt) <= mostDebt*s.worth*rate
}

// sum reports whether the enterprise value is market value and net debt as they
// stand. That is so where all three are in one currency, and also where the source
// added up what is in two.
func (s *solver) sum() bool {
	for _, c := range s.claims {
		if c.Worth > 0 {
			return math.Abs(c.Value-s.worth-s.netDebt) <= sumSlack*s.worth
		}
	}
	return false
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

// verdict is in which unit the figure of c is.
func (s *solver) verdict(c claim) Verdict {
	switch {
	case s.Plain(), s.One() && !s.odd && !c.Minor:
		if c.hundredfold() {
			return s.Contradicted(c.Minor)
		}
		return s.is(ofPrice)
	case len(s.rates) == 0, c.Worth > 0 && !s.One() && s.mixed():
		return s.untold(c.Minor)
	}
	fit := s.fit(c)
	switch {
	case len(fit) == 0:
		return s.Contradicted(c.Minor)
	case slices.ContainsFunc(fit, func(x unit) bool { return x != fit[0] }):
		return s.untold(c.Minor)
	}
	return s.is(fit[0])
}

// fit is the units that c may be in at the possible rates. A unit is not given up
// for a rate near parity where the figure holds closely as it stands.
func (s *solver) fit(c claim) []unit {
	rates := s.rates
	if !s.One() && c.holds() && len(rates) > 1 {
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
	if s.close && c.Anchor && !c.growing() {
		more = c.tightly()
	}
	fit := c.fitting(s.Company, rates, more)
	if len(fit) > 0 && !s.One() && !s.close && c.Worth == 0 && len(c.only) == 0 && c.misfit(c.Value, 1)*math.Log(c.slack) <= math.Log(unlike) {
		fit = append(fit, ofAccounts) // a class of shares that is not counted does as much as a rate
	}
	if s.amounts.Reason != "" && !s.One() && !c.named && c.Worth == 0 {
		// The accounts themselves may be in the currency of the price.
		for _, x := range []unit{ofPrice, ofMinor} {
			if c.fits(s.Company, x, 1, 1) {
				fit = append(fit, x)
			}
		}
	}
	return fit
}

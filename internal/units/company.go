package units

import (
	"cmp"
	"fmt"
	"strings"
)

// Company is what the figures of a company may be in: the currency of its price,
// whole or in the minor unit that it is quoted in, and the currency of its accounts.
// Codes are of ISO 4217 but for Usual.
type Company struct {
	Major    string  // the whole currency of the price: GBP
	Divisor  float64 // how many of what prices are quoted in are 1 of Major: 1 when it is whole
	Accounts string  // whole; Major where the source names none
	Usual    string  // as the source writes it, in which amounts of the accounts are documented to be
	price    string  // as prices are quoted: GBp
	minor    string  // the reader's name of the minor unit
	odd      bool    // the accounts are said to be in a minor unit
}

// CompanyOf is of the currencies that a source names of a price and of the accounts,
// either of which may be empty.
func CompanyOf(price, accounts string) Company {
	price = cmp.Or(price, Major(accounts)) // where nothing else is known
	u := Company{price: price, Major: price, Divisor: 1, Accounts: Major(accounts)}
	if m, ok := MinorOf(price); ok {
		u.Major, u.Divisor, u.minor = m.Major, m.Divisor, m.Name
	}
	if accounts == "" {
		u.Accounts = u.Major
	}
	u.Usual = u.Accounts
	if _, u.odd = MinorOf(accounts); u.odd {
		u.Usual = accounts
	}
	return u
}

// One reports whether the price and the accounts are in one currency.
func (u Company) One() bool { return u.Accounts == u.Major }

// Plain reports whether all figures can only be in one unit: there is nothing to
// prove then.
func (u Company) Plain() bool { return u.One() && u.Divisor == 1 && !u.odd }

// Knows reports whether the price or the accounts are in currency, of which
// nothing is said where it is empty.
func (u Company) Knows(currency string) bool {
	major := Major(currency)
	return major == "" || major == u.Major || major == u.Accounts
}

// Unclaimed is the verdict of a figure that no identity says anything of; minor says
// that it may be in a minor unit.
func (u Company) Unclaimed(minor bool) Verdict {
	if u.Plain() || u.One() && !u.odd && !minor {
		return u.is(ofPrice)
	}
	return u.untold(minor)
}

// MarketCap is the verdict of a market value that should be near expected, the
// price times the shares outstanding; 0 where these are not known. It is never in
// the currency of the accounts.
func (u Company) MarketCap(worth, expected float64) Verdict {
	if u.Divisor == 1 || expected <= 0 || worth <= 0 {
		return u.is(ofPrice)
	}
	c := claim{Claim: Claim{Expected: expected}, slack: minorSlack}
	switch {
	case c.misfit(worth, 1) <= 1:
		return u.is(ofPrice)
	case c.misfit(worth/u.Divisor, 1) <= 1:
		return u.is(ofMinor)
	}
	return Verdict{Reason: "it is the price times the shares outstanding neither in " + u.Major + " nor in " + u.price}
}

// Verdict is in which whole currency a figure is once it is divided, or why that
// is not known.
type Verdict struct {
	Currency string
	Divisor  float64 // of a minor unit; else 1; 0 where it is not known
	Reason   string  // empty where it is proven
}

// Proven reports whether the unit is known.
func (v Verdict) Proven() bool { return v.Reason == "" }

// Amount is a figure as it was sent in Currency, or as it is where that is not known.
func (v Verdict) Amount(sent float64) float64 {
	if v.Divisor == 0 {
		return sent
	}
	return sent / v.Divisor
}

// unit is what a figure may be in.
type unit int

const (
	ofPrice    unit = iota // the whole currency of the price
	ofMinor                // the minor unit that the price is quoted in
	ofAccounts             // the currency of the accounts
)

// is is a figure's verdict when it is in x.
func (u Company) is(x unit) Verdict {
	switch x {
	case ofMinor:
		return Verdict{Currency: u.Major, Divisor: u.Divisor}
	case ofAccounts:
		return Verdict{Currency: u.Accounts, Divisor: 1}
	}
	return Verdict{Currency: u.Major, Divisor: 1}
}

// candidates names them in words.
func (u Company) candidates(minor bool) string {
	names := []string{u.Major}
	if minor && u.Divisor > 1 {
		names = append(names, fmt.Sprintf("%s (%s)", u.price, u.minor))
	}
	if !u.One() {
		names = append(names, u.Accounts)
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// untold is the verdict of a figure that could be in any.
func (u Company) untold(minor bool) Verdict {
	return Verdict{Reason: "it may be in " + u.candidates(minor)}
}

// Contradicted is the verdict of a figure that others contradict; minor says that it
// may be in a minor unit.
func (u Company) Contradicted(minor bool) Verdict {
	return Verdict{Reason: "the figures that should prove its unit contradict it: it fits none of " + u.candidates(minor)}
}

package market

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Proof says of a section's figures what their field does not: Yahoo sends some
// in pence and some in pounds, some in the currency of the accounts and some in
// that of the price, and does not say which. A figure whose unit other figures
// prove is in its field; one whose unit they do not prove is in Unproven instead.
type Proof struct {
	// Units are the currencies of the fields that are in another than their
	// documented one, by JSON name.
	Units FieldUnits `json:"units,omitempty"`
	// Unproven are the figures that are left out of their fields.
	Unproven []Unproven `json:"unproven,omitempty"`
}

// Unproven is a figure whose unit is not certain.
type Unproven struct {
	Field  string `json:"field"` // the JSON name of the field that it is left out of
	Value  Number `json:"value"` // as it was sent
	Reason string `json:"reason"`
}

// FieldUnits are currencies of fields; in JSON an object by field.
type FieldUnits []FieldUnit

// FieldUnit is the currency of one field.
type FieldUnit struct {
	Field    string // its JSON name
	Currency string
}

// MarshalJSON writes {"field": "currency"}.
func (all FieldUnits) MarshalJSON() ([]byte, error) {
	byField := make(map[string]string, len(all))
	for _, one := range all {
		byField[one.Field] = one.Currency
	}
	return json.Marshal(byField)
}

// UnitOf is the currency of the field of that JSON name, which is documented to be
// in usual.
func (p *Proof) UnitOf(field, usual string) string {
	if p != nil {
		if i := slices.IndexFunc(p.Units, func(u FieldUnit) bool { return u.Field == field }); i >= 0 {
			return p.Units[i].Currency
		}
	}
	return usual
}

// Doubt is what was left out of the field of that JSON name, nil for nothing.
func (p *Proof) Doubt(field string) *Unproven {
	if p == nil {
		return nil
	}
	if i := slices.IndexFunc(p.Unproven, func(u Unproven) bool { return u.Field == field }); i >= 0 {
		return &p.Unproven[i]
	}
	return nil
}

// orNil is p, or nil when it says nothing.
func (p *Proof) orNil() *Proof {
	if len(p.Units) == 0 && len(p.Unproven) == 0 {
		return nil
	}
	return p
}

// put writes what v says of the unit of the figure in a field: n becomes the
// amount in the documented currency usual, or is marked to be in another one, or
// leaves for Unproven.
func (p *Proof) put(field string, n *Number, v verdict, usual string) {
	switch {
	case n.value == 0: // absent, or the same in all units
	case v.reason != "":
		p.Unproven = append(p.Unproven, Unproven{field, *n, v.reason})
		*n = Number{}
	default:
		*n = v.amount(*n)
		if v.currency != usual {
			p.Units = append(p.Units, FieldUnit{field, v.currency})
		}
	}
}

// verdict is in which whole currency a figure is once it is divided, or why that
// is not known.
type verdict struct {
	currency string
	divisor  float64 // of a minor unit; else 1
	reason   string
}

func (v verdict) amount(n Number) Number {
	if !n.ok || v.divisor == 1 || v.divisor == 0 {
		return n
	}
	return Num(n.value / v.divisor)
}

func (v verdict) proven() bool { return v.reason == "" }

// unit is what a figure may be in.
type unit int

const (
	ofPrice    unit = iota // the whole currency of the price
	ofMinor                // the minor unit that the price is quoted in
	ofAccounts             // the currency of the accounts
)

// units are a company's candidates.
type units struct {
	price    string  // as prices are quoted: GBp
	major    string  // its whole currency: GBP
	divisor  float64 // how many of price are 1 of major: 1 when it is whole
	accounts string  // whole; major where the source names none
	usual    string  // as the source writes it, in which amounts of the accounts are documented to be
	minor    string  // the reader's name of the minor unit
	odd      bool    // the accounts are said to be in a minor unit
}

func unitsOf(price, accounts string) units {
	if price == "" {
		price = MajorUnit(accounts) // nothing else is known
	}
	u := units{price: price, major: price, divisor: 1, accounts: MajorUnit(accounts), odd: isMinor(accounts)}
	if m, ok := MinorUnitOf(price); ok {
		u.major, u.divisor, u.minor = m.Major, m.Divisor, m.Name
	}
	if accounts == "" {
		u.accounts = u.major
	}
	u.usual = u.accounts
	if u.odd {
		u.usual = accounts
	}
	return u
}

// one reports whether the price and the accounts are in one currency.
func (u units) one() bool { return u.accounts == u.major }

// plain reports whether all figures can only be in one unit: there is nothing to
// prove then.
func (u units) plain() bool { return u.one() && u.divisor == 1 && !u.odd }

// is is a figure's verdict when it is in x.
func (u units) is(x unit) verdict {
	switch x {
	case ofMinor:
		return verdict{currency: u.major, divisor: u.divisor}
	case ofAccounts:
		return verdict{currency: u.accounts, divisor: 1}
	}
	return verdict{currency: u.major, divisor: 1}
}

// candidates names them in words.
func (u units) candidates(minor bool) string {
	names := []string{u.major}
	if minor && u.divisor > 1 {
		names = append(names, fmt.Sprintf("%s (%s)", u.price, u.minor))
	}
	if !u.one() {
		names = append(names, u.accounts)
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// untold is the verdict of a figure that could be in any.
func (u units) untold(minor bool) verdict {
	return verdict{reason: "it may be in " + u.candidates(minor)}
}

// contradicted is the verdict of a figure that others contradict.
func (u units) contradicted(minor bool) verdict {
	return verdict{reason: "the figures that should prove its unit contradict it: it fits none of " + u.candidates(minor)}
}

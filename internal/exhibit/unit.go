package exhibit

import (
	"fmt"
	"strings"

	"quotewire/internal/units"
)

// Unit is what a number is in. The zero Unit is inherited, or none.
type Unit struct {
	// Code is an ISO 4217 currency, a minor unit such as GBp, or one of the codes below.
	Code string
	Per  string // what it is for one of: "share", "year"; empty: of the whole
}

// Codes of units that are no money. All but Percent and Points are told by a label
// and not written at a number.
const (
	Percent = "%"      // per cent as per cent: 25 is a quarter
	Points  = "points" // of an index
	Shares  = "shares"
	Count   = "count"
	Ratio   = "ratio" // a bare number: a correlation, a beta, a price by earnings
	Years   = "years"
	Minutes = "minutes"
	Index   = "index" // whose base is told by words beside it
	Persons = "persons"
	Hours   = "hours"
	Weeks   = "weeks"
)

// In is money in a currency, or one of the codes.
func In(code string) Unit { return Unit{Code: code} }

// AShare is money a share.
func AShare(currency string) Unit { return Unit{Code: currency, Per: "share"} }

// AYear is a rate for a year.
func AYear(code string) Unit { return Unit{Code: code, Per: "year"} }

// Money says that a unit is a currency or a part of one. A variance is in "USD squared",
// money without inflation in "USD of 2017".
func (u Unit) Money() bool {
	return u.Code != Percent && u.Code != Points && !u.silent() && !strings.Contains(u.Code, " ")
}

// silent units are told by the label.
func (u Unit) silent() bool {
	switch u.Code {
	case "", Shares, Count, Ratio, Years, Minutes, Index, Persons, Hours, Weeks:
		return true
	}
	return false
}

// String is the unit in words: "USD a share".
func (u Unit) String() string {
	if u.Per == "" {
		return u.Code
	}
	return u.Code + " a " + u.Per
}

// inMajor explains an amount of a minor unit: " (pence; 4.5600 GBP)". It is empty of a
// whole currency.
func (u Unit) inMajor(v float64) string {
	m, ok := units.MinorOf(u.Code)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (%s; %s %s)", m.Name, Decimal(m.InMajor(v), m.Places()), m.Major)
}

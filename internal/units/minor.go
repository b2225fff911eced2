// Package units knows units of money: the minor ones that prices are quoted in, such
// as pence, and how the figures of a company prove which unit each of them is in
// where their source does not say.
package units

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// Minor is a part of a currency in which prices are quoted, such as the pence
// of London.
type Minor struct {
	Code    string  // as sources write it, such as GBp: capitals matter, for GBP is pounds
	Major   string  // ISO 4217 code of the whole, such as GBP
	Name    string  // a reader's, in the plural: pence
	Divisor float64 // how many are 1 of Major: 100, or 1000 for the fils of some dinars
}

// String explains the unit: "pence: 100 are 1 GBP".
func (u Minor) String() string {
	return fmt.Sprintf("%s: %.0f are 1 %s", u.Name, u.Divisor, u.Major)
}

// InMajor is an amount of the unit in the major one.
func (u Minor) InMajor(v float64) float64 { return v / u.Divisor }

// Places is how many decimal places show an amount in the major unit that has
// two in the minor one.
func (u Minor) Places() int {
	if u.Divisor == 1000 {
		return 5
	}
	return 4
}

// minors is the table of all that are known, a line each: the code, the whole
// currency, the reader's name and how many are 1 of it. The codes are as Yahoo writes
// them (GBp, ILA, ZAc, KWF, USX), as exchanges do (GBX, ZAC) and as other vendors do,
// whose codes come through from listings of theirs (ZAr, ILs, EUr). The capitals of
// ZAC and the like are no ISO code; where such capitals are one (UGX), there is no
// entry. It is a text so that a look into it, as for each price, makes no copy of it;
// its first line is its heading, so that each entry stands behind a line's end.
//
//go:embed minors.txt
var minors string

// Minors lists all that are known.
func Minors() []Minor {
	var all []Minor
	for line := range strings.Lines(minors) {
		if u, ok := minorIn(line); ok {
			all = append(all, u)
		}
	}
	return all
}

// minorIn reads a line of the table.
func minorIn(line string) (u Minor, ok bool) {
	u.Code, line, _ = strings.Cut(line, " ")
	u.Major, line, _ = strings.Cut(line, " ")
	u.Name, line, _ = strings.Cut(line, " ")
	divisor, _, _ := strings.Cut(line, "\n")
	var err error
	u.Divisor, err = strconv.ParseFloat(divisor, 64)
	return u, err == nil
}

// MinorOf is the minor unit that a currency's code names; ok is false for a
// whole currency. A code that is not in the table but ends in a small letter is
// read as a hundredth of the currency in capitals, for no whole one is written so.
func MinorOf(currency string) (u Minor, ok bool) {
	if len(currency) != 3 || strings.ContainsAny(currency, " \n") {
		return Minor{}, false
	}
	if i := strings.Index(minors, "\n"+currency+" "); i >= 0 {
		return minorIn(minors[i+1:])
	}
	if currency[2] >= 'a' && currency[2] <= 'z' && currency[:2] == strings.ToUpper(currency[:2]) {
		return Minor{currency, strings.ToUpper(currency), "hundredths", 100}, true
	}
	return Minor{}, false
}

// Major is the whole currency of a code, such as GBP of GBp and of GBP.
func Major(currency string) string {
	if u, ok := MinorOf(currency); ok {
		return u.Major
	}
	return currency
}

// InMajor is an amount in currency in the whole currency, whose code is major.
func InMajor(currency string, v float64) (major string, amount float64) {
	if u, ok := MinorOf(currency); ok {
		return u.Major, u.InMajor(v)
	}
	return currency, v
}

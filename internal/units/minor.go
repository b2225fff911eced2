// Package units knows units of money: the minor ones that prices are quoted in, such
// as pence, and how the figures of a company prove which unit each of them is in
// where their source does not say.
package units

import (
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
// entry. It is a text so that a look into it, as for each price, makes no copy of it.
const minors = `
GBp GBP pence 100
GBX GBP pence 100
GBx GBP pence 100
ZAc ZAR cents 100
ZAC ZAR cents 100
ZAX ZAR cents 100
ZAr ZAR cents 100
ILA ILS agorot 100
ILX ILS agorot 100
ILs ILS agorot 100
ILa ILS agorot 100
USX USD cents 100
USx USD cents 100
USC USD cents 100
USc USD cents 100
USd USD cents 100
EUX EUR cents 100
EUx EUR cents 100
EUC EUR cents 100
EUc EUR cents 100
EUr EUR cents 100
CAX CAD cents 100
CAc CAD cents 100
CAd CAD cents 100
AUX AUD cents 100
AUc AUD cents 100
AUd AUD cents 100
NZX NZD cents 100
NZc NZD cents 100
NZd NZD cents 100
HKX HKD cents 100
HKc HKD cents 100
SGX SGD cents 100
SGc SGD cents 100
NAc NAD cents 100
SZl SZL cents 100
BWp BWP thebe 100
MWk MWK tambala 100
KWF KWD fils 1000
KWf KWD fils 1000
KWX KWD fils 1000
KWd KWD fils 1000
BHF BHD fils 1000
BHf BHD fils 1000
BHd BHD fils 1000
JOF JOD fils 1000
JOf JOD fils 1000
JOd JOD fils 1000
IQF IQD fils 1000
IQf IQD fils 1000
IQd IQD fils 1000
AEf AED fils 100
AEd AED fils 100
OMB OMR baisa 1000
OMb OMR baisa 1000
OMr OMR baisa 1000
TNM TND millimes 1000
TNm TND millimes 1000
TNd TND millimes 1000
LYd LYD dirhams 1000
`

// Minors lists all that are known.
func Minors() []Minor {
	var all []Minor
	for line := range strings.Lines(strings.TrimSpace(minors)) {
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

package symbol

import "regexp"

var (
	// dotted is a class of share as New York writes it (BRK.B), and dottedAbroad as
	// others do (RCI.B.TO, BT.A.L); Yahoo has a dash for the dot.
	dotted       = regexp.MustCompile(`^([A-Z]{1,5})\.([A-Z])$`)
	dottedAbroad = regexp.MustCompile(`^([A-Z0-9]{1,6})\.([A-Z]{1,2})(\.[A-Z]{1,2})$`)
	// dottedPreferred is a preferred share as New York's exchange writes it.
	dottedPreferred = regexp.MustCompile(`^([A-Z]{1,5})\.PR([A-Z])$`)
	// dottedUnit is a unit of a trust as Toronto writes it without a suffix, and
	// dottedWarrant a warrant as New York does.
	dottedUnit    = regexp.MustCompile(`^([A-Z]{1,5})\.UN$`)
	dottedWarrant = regexp.MustCompile(`^([A-Z]{1,5})\.WS$`)
	// american is a share in the United States with a suffix of Stooq's or Reuters'.
	american = regexp.MustCompile(`^([A-Z]{1,5})\.(?:US|OQ)$`)
	// korean and taiwanese codes are given once for both boards of their exchange.
	korean    = regexp.MustCompile(`^([0-9][0-9A-Z]{5})\.KS$`)
	taiwanese = regexp.MustCompile(`^([0-9]{4}[0-9A-Z]{0,2})\.TW$`)
)

// Respelled is the one other symbol that is worth trying where Yahoo does not know
// symbol, which Read gave; false where there is none. The dot before one letter is
// also a suffix of Yahoo's (VOD.L, 7203.T, F.F), so symbol comes first.
func Respelled(symbol string) (string, bool) {
	for _, r := range []struct {
		pattern *regexp.Regexp
		with    string
	}{
		{dotted, "$1-$2"}, {dottedAbroad, "$1-$2$3"}, {dottedPreferred, "$1-P$2"}, {dottedUnit, "$1-UN.TO"}, {dottedWarrant, "$1-WT"}, {american, "$1"}, {korean, "$1.KQ"}, {taiwanese, "$1.TWO"},
	} {
		if r.pattern.MatchString(symbol) {
			return exact(r.pattern.ReplaceAllString(symbol, r.with))
		}
	}
	return pairOf(symbol)
}

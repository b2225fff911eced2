package symbol

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

// venue is one of Yahoo's suffixes and who else means the same exchange. A venue of
// package calendar is the hours that exchanges keep, found by all of Yahoo's codes,
// suffixes and indices. One table for both would have only a suffix in common: here
// each is a line of its own, there many share one. A test holds that each has hours.
type venue struct {
	suffix string // Yahoo's, empty in the United States
	// names stand before a colon: those of Google Finance and TradingView and the
	// market identifier codes of ISO 10383.
	names string
	// countries are Bloomberg's letters, after the code. Left out are markets where
	// Bloomberg's codes are not those of the exchange, such as India and Singapore.
	countries string
	// codes are what its symbols look like, where that tells it from others; nil: they
	// begin with a letter or digit.
	codes *regexp.Regexp
}

// Shapes of codes that tell exchanges apart.
var (
	digitFirst  = regexp.MustCompile(`^[0-9][0-9A-Z]{3,5}$`)
	letterFirst = regexp.MustCompile(`^[A-Z]`)
	ofShanghai  = regexp.MustCompile(`^[569][0-9]{5}$`)
	ofShenzhen  = regexp.MustCompile(`^[0123][0-9]{5}$`)
	ofHongKong  = regexp.MustCompile(`^[0-9]{1,5}$`)
)

// venueLines are the spellings that are known, a venue a line, its fields in the order
// of venue and codes as one of the shapes. Yahoo's suffixes are from its help page
// "Exchanges and data providers on Yahoo Finance". A name or country that stands at
// more than one of them is told apart by the shape of the code.
//
//go:embed venues.txt
var venueLines string

func venues() (all []venue) {
	shapes := map[string]*regexp.Regexp{
		"digitFirst": digitFirst, "letterFirst": letterFirst, "ofShanghai": ofShanghai, "ofShenzhen": ofShenzhen, "ofHongKong": ofHongKong,
	}
	for line := range strings.Lines(venueLines) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		all = append(all, venue{suffix: f[0], names: f[1], countries: f[2], codes: shapes[f[3]]})
	}
	return all
}

// isoSuffix is Yahoo's suffix of the country that has Bloomberg's letters for
// another one in ISO 3166: PL is Portugal's and Poland's.
func isoSuffix(country string) string {
	return map[string]string{"PL": ".WA", "IT": ".MI", "ID": ".JK"}[country]
}

// venueOf is the exchange that a name before a colon means, for a code. EURONEXT is
// the name of several, whose symbols are all that could be meant.
func venueOf(name, code string) (venue, bool) {
	if name == "EURONEXT" {
		return venue{names: name}, true
	}
	for _, v := range venues() {
		if slices.Contains(strings.Fields(v.names), name) && v.admits(v.code(code)) {
			return v, true
		}
	}
	return venue{}, false
}

func (v venue) admits(code string) bool { return v.codes == nil || v.codes.MatchString(code) }

// code is that of a symbol without what others add to it: Yahoo's suffix, and the
// dot or slash that fills London's two-letter codes (BP.).
func (v venue) code(text string) string {
	if v.suffix != "" {
		text = strings.TrimSuffix(text, v.suffix)
	}
	return strings.TrimRight(text, "./")
}

// symbols is Yahoo's spelling of a code at the exchange: a class of share stands
// behind a dash, whatever others write. None where the code cannot be one, and each
// that could be meant where the exchange has several.
func (v venue) symbols(text string) []string {
	code := v.code(text)
	switch {
	case v.names == "EURONEXT":
		return either(code+".PA", code+".AS", code+".BR", code+".LS")
	case (v.suffix == ".NS" || v.suffix == ".BO") && strings.Contains(code, "_"):
		// TradingView writes _ for both of what M&M and BAJAJ-AUTO have.
		return either(strings.ReplaceAll(code, "_", "&")+v.suffix, strings.ReplaceAll(code, "_", "-")+v.suffix)
	case v.suffix == "":
		if m := usPreferred.FindStringSubmatch(code); m != nil {
			code = m[1] + "-P" + m[2]
		}
	}
	if !v.admits(code) || strings.ContainsAny(code, "^=:") {
		return nil
	}
	if symbol, ok := exact(strings.NewReplacer(".", "-", "/", "-", "_", "-").Replace(code) + v.suffix); ok {
		return []string{symbol}
	}
	return nil
}

// usPreferred is a preferred share behind the name of an American exchange.
var usPreferred = regexp.MustCompile(`^([A-Z]{1,5})(?:\.PR|/PR|/P|\^)([A-Z])$`)

// either are those of the texts that can be symbols; none where there is no choice.
func either(texts ...string) []string {
	var readings []string
	for _, text := range texts {
		if symbol, ok := exact(text); ok {
			readings = append(readings, symbol)
		}
	}
	if len(readings) < 2 {
		return nil
	}
	return readings
}

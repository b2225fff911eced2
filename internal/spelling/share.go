package spelling

import (
	"regexp"
	"strings"
)

var (
	// class is a class of share in the United States. Other letters mean a preferred
	// share, a unit or a warrant, which each source writes in its own way.
	class = regexp.MustCompile(`^[A-Z]{1,5}-[ABCV]$`)
	// fund is a fund that is no ETF: the fifth letter says so.
	fund = regexp.MustCompile(`^[A-Z]{4}X$`)
	// canadian is what Toronto lists: a share, a class of it, one that is traded in
	// US dollars, a unit; and preferred, which is a series of preferred shares.
	canadian  = regexp.MustCompile(`^[A-Z]{1,5}(?:-[ABCDUXYZ]|-UN)?$`)
	preferred = regexp.MustCompile(`^([A-Z]{1,5})-P([A-Z])$`)
	// inClasses is a code that may have a class behind a dash.
	inClasses = regexp.MustCompile(`^[A-Z0-9]{1,8}(?:-[A-D])?$`)
	plain     = regexp.MustCompile(`^[A-Z0-9]{1,15}$`)
	letters   = regexp.MustCompile(`^[A-Z]{1,12}$`)
	ofLondon  = regexp.MustCompile(`^[A-Z0-9]{3,5}$`)
	numbered  = regexp.MustCompile(`^[A-Z][A-Z0-9]{3}[0-9]{1,2}$`)
	number    = regexp.MustCompile(`^[1-9][0-9]{3}$`)
	korean    = regexp.MustCompile(`^[0-9]{6}$`)
	shanghai  = regexp.MustCompile(`^6[0-9]{5}$`)
	shenzhen  = regexp.MustCompile(`^(?:00|30)[0-9]{4}$`)
	hongKong  = regexp.MustCompile(`^(?:0[0-9]{3}|[1-9][0-9]{3,4})$`)
)

// shape is one of the shapes of codes that the tables name.
func shape(name string) *regexp.Regexp {
	return map[string]*regexp.Regexp{
		"plain": plain, "letters": letters, "dotted": inClasses, "london": ofLondon, "numbered": numbered, "number": number,
		"korean": korean, "shanghai": shanghai, "shenzhen": shenzhen, "hongkong": hongKong,
	}[name]
}

// americanTo spells a share or fund that is listed in the United States.
func americanTo(source, symbol string) string {
	r, ok := find(american, 0, source)
	switch {
	case !ok, fund.MatchString(symbol) && r.field(2) == "":
		return ""
	case class.MatchString(symbol):
		return strings.Replace(symbol, "-", r.field(1), 1)
	case strings.Contains(symbol, "-"), namedAs(source, symbol) != "":
		return ""
	}
	return symbol
}

// americanFrom is the American share that theirs may be: of Nasdaq its lists, too.
func americanFrom(source, theirs string) string {
	r, ok := find(american, 0, source)
	if !ok {
		return ""
	}
	return strings.Replace(theirs, r.field(1), "-", 1)
}

// abroadTo spells a share that is listed elsewhere.
func abroadTo(source, symbol string) string {
	suffix := suffixOf(symbol)
	code := strings.TrimSuffix(symbol, suffix)
	if source == TMX {
		return canadianTo(code, suffix)
	}
	r, _ := find(venues, 0, suffix)
	name, behind, ok := strings.Cut(form(source, r), " ")
	if !ok || !shape(name).MatchString(code) {
		return ""
	}
	code = strings.Replace(code, "-", ".", 1)
	if source == TwelveData {
		return code + ":" + behind
	}
	if name == "hongkong" {
		if code = strings.TrimLeft(code, "0"); code == "" {
			return ""
		}
	}
	return code + behind
}

// form is how a source writes the shares of an exchange, as its row says.
func form(source string, venue row) string {
	switch source {
	case CNBC:
		return venue.field(venueCNBC)
	case TwelveData:
		return venue.field(venueTwelve)
	}
	return ""
}

// abroadFrom are the shares that theirs may be.
func abroadFrom(source, theirs string) (may []string) {
	if source == TMX {
		return []string{canadianFrom(theirs)}
	}
	for r := range rows(venues) {
		name, behind, ok := strings.Cut(form(source, r), " ")
		if source == TwelveData {
			behind = ":" + behind
		}
		code, ends := strings.CutSuffix(theirs, behind)
		if !ok || !ends {
			continue
		}
		if name == "hongkong" && source == CNBC {
			code = strings.Repeat("0", max(0, 4-len(code))) + code
		}
		may = append(may, strings.Replace(code, ".", "-", 1)+r.field(venueSuffix))
	}
	return may
}

// canadianTo spells a share of Toronto or its Venture exchange.
func canadianTo(code, suffix string) string {
	switch {
	case suffix != ".TO" && suffix != ".V":
		return ""
	case preferred.MatchString(code):
		return preferred.ReplaceAllString(code, "$1.PR.$2")
	case canadian.MatchString(code):
		return strings.Replace(code, "-", ".", 1)
	}
	return ""
}

func canadianFrom(theirs string) string {
	return strings.Replace(strings.Replace(theirs, ".PR.", "-P", 1), ".", "-", 1) + ".TO"
}

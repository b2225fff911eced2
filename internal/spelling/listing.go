package spelling

import "strings"

// Fields of an exchange.
const (
	venueSuffix = iota
	venueCountry
	venueCurrencies
	venueExchanges
	venueZone
	venueCNBC
	venueTwelve
)

// Listing is where a symbol is listed, and so what an answer about it may say. An
// answer that says something else is about another instrument, such as an ADR.
type Listing struct {
	Suffix     string   // Yahoo's, such as .L; empty in the United States and where the kind has none
	Country    string   // ISO 3166, such as GB; empty for currencies and coins
	Currencies []string // ISO 4217, or a minor unit (GBp, ILA, ZAc, KWF, USX); the usual one first
	Exchanges  []string // Yahoo's codes, such as LSE; none where they are not known
	Zone       string   // IANA, such as Europe/London
}

// ListingOf is that of a symbol in Yahoo's spelling, by its suffix, or by its kind; of
// an index where it is in the tables. It is false where nothing is known.
func ListingOf(symbol string) (Listing, bool) {
	kind := KindOf(symbol)
	if r, ok := find(named, 0, symbol); ok && kind != Abroad {
		return Listing{
			Country: r.field(2), Currencies: strings.Fields(r.field(3)), Exchanges: strings.Fields(r.field(4)), Zone: r.field(5), Suffix: suffixOf(symbol),
		}, true
	}
	key := suffixOf(symbol)
	switch kind {
	case Currency, Crypto, Future, Option:
		key = string(kind)
	case US:
	default:
		if key == "" {
			return Listing{}, false
		}
	}
	r, ok := find(venues, venueSuffix, key)
	l := Listing{
		Country: r.field(venueCountry), Currencies: strings.Fields(r.field(venueCurrencies)), Exchanges: strings.Fields(r.field(venueExchanges)), Zone: r.field(venueZone),
	}
	if key == string(kind) {
		if _, quote, of := Pair(symbol); of {
			l.Currencies = []string{quote}
		}
	} else {
		l.Suffix = key
	}
	return l, ok
}

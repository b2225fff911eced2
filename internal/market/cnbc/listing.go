package cnbc

import (
	_ "embed"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

//go:embed exchanges.txt
var exchanges string

// place is the country and Yahoo's code of an exchange, both empty where its name is not
// known.
func place(name string) (country, code string) {
	name = strings.ToUpper(strings.TrimSpace(name))
	for line := range strings.Lines(exchanges) {
		if f := strings.Split(strings.TrimSpace(line), "|"); len(f) == 3 && f[0] == name {
			return f[1], f[2]
		}
	}
	return "", ""
}

// contradicts is the error of a row that is about another listing than that of the
// symbol. What CNBC does not say contradicts nothing.
func (r *row) contradicts(at venue.Venue) *market.Error {
	unit := r.unit(at)
	if at.Kind == spelling.Currency {
		return nil // its symbol says all
	}
	if unit != "" && len(at.Listing.Currencies) > 0 && !slices.Contains(at.Listing.Currencies, unit) {
		return unknown("the answer is about a listing in another currency")
	}
	if at.Kind != spelling.US && at.Kind != spelling.Abroad {
		return nil
	}
	switch strings.ToUpper(string(r.Type)) {
	case "INDEX", "CURRENCY", "FUTURE", "BOND", "COMMODITY":
		return unknown("the answer is about no share")
	}
	country, code := place(string(r.Exchange))
	if country == "" {
		country = strings.ToUpper(string(r.Country))
	}
	switch {
	case country != "" && at.Listing.Country != "" && country != at.Listing.Country:
		return unknown("the answer is about a listing in another country")
	case code != "" && len(at.Listing.Exchanges) > 0 && !slices.Contains(at.Listing.Exchanges, code):
		return unknown("the answer is about a listing on another exchange")
	case country == "" && unit != "" && len(at.Listing.Currencies) > 1 && unit != at.Listing.Currencies[0]:
		// A few are quoted in dollars in Frankfurt; an ADR always is.
		return unknown("the answer is in an unusual currency, and does not say where it is listed")
	}
	return nil
}

// unit is the currency as CNBC says it, in Yahoo's writing: empty where it says none.
func (r *row) unit(at venue.Venue) string {
	said := strings.TrimSpace(string(r.Currency))
	switch {
	case said == "GBX" || said == "GBp":
		return "GBp"
	case said == "ILS" && at.Listing.Suffix == ".TA", said == "ILX":
		return "ILA" // it calls agorot shekels
	case said == "ZAc" || said == "ZAX":
		return "ZAc"
	case len(said) == 3:
		return strings.ToUpper(said)
	}
	return ""
}

// currency is the unit of prices: what CNBC says, or the only one that the symbol leaves.
func (r *row) currency(at venue.Venue) string {
	if unit := r.unit(at); unit != "" && at.Kind != spelling.Currency {
		return unit
	}
	if len(at.Listing.Currencies) == 1 {
		return at.Listing.Currencies[0]
	}
	return ""
}

// minor reports whether a unit is a part of a currency, such as pence.
func minor(currency string) bool {
	return currency != strings.ToUpper(currency) || currency == "ILA" || currency == "KWF" || currency == "USX"
}

// exchange is Yahoo's code, where the answer or the symbol tells it.
func (r *row) exchange(at venue.Venue) string {
	if _, code := place(string(r.Exchange)); code != "" && (at.Kind == spelling.US || at.Kind == spelling.Abroad) {
		return code
	}
	if len(at.Listing.Exchanges) == 1 {
		return at.Listing.Exchanges[0]
	}
	return ""
}

// kind is what the symbol is by its form, and of shares what CNBC says.
func (r *row) kind(form spelling.Kind) market.Kind {
	switch form {
	case spelling.Index, spelling.Yield:
		return market.KindIndex
	case spelling.Currency:
		return market.KindCurrency
	case spelling.Crypto:
		return market.KindCrypto
	case spelling.Future:
		return market.KindFuture
	}
	said := strings.ToLower(string(r.Type) + " " + string(r.SubType))
	switch {
	case strings.Contains(said, "exchange traded"), strings.Contains(said, "etf"):
		return market.KindETF
	case strings.Contains(said, "fund"):
		return market.KindFund
	case strings.Contains(said, "stock"), strings.Contains(said, "equity"):
		return market.KindEquity
	}
	return market.KindOther
}

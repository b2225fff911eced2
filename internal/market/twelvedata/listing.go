package twelvedata

import (
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

// listing is what an answer says of the instrument that it is about.
type listing struct {
	Symbol   httpsource.Cell `json:"symbol"`
	Exchange httpsource.Cell `json:"exchange"`
	MIC      httpsource.Cell `json:"mic_code"`
	Currency httpsource.Cell `json:"currency"`
}

// somewhere is an exchange of the United States of which Yahoo's code is not certain.
const somewhere = "US"

// codes are Yahoo's of the exchanges by their MIC, ISO 10383.
func codes() map[string]string {
	return map[string]string{
		"XNGS": "NMS", "XNMS": "NGM", "XNCM": "NCM", "XNYS": "NYQ", "XASE": "ASE", "ARCX": "PCX", "BATS": "BTS",
		"XNAS": somewhere, "PINX": somewhere, "OTCM": somewhere, "OTCQ": somewhere, "OTCB": somewhere, "EXPM": somewhere, "PSGM": somewhere,
		"XLON": "LSE", "AIMX": "LSE", "XETR": "GER", "XTSE": "TOR", "XTKS": "JPX", "XHKG": "HKG", "XSHG": "SHH", "XSHE": "SHZ", "XNSE": "NSI", "XBOM": "BSE",
		"XASX": "ASX", "XSWX": "EBS", "XMAD": "MCE", "XTAI": "TAI", "XKRX": "KSC", "XKOS": "KOE",
	}
}

// check gives Yahoo's code of the exchange, where it is certain, and the currency of an
// answer about what was asked for, and refuses one about another listing.
func (l listing) check(symbol market.Symbol, at venue.Venue) (code, currency string, err error) {
	theirs, _ := theirs(symbol)
	ticker, exchange, _ := strings.Cut(theirs, ":")
	if !strings.EqualFold(string(l.Symbol), ticker) && !strings.EqualFold(string(l.Symbol), theirs) {
		return "", "", unknown(symbol, "the answer is about another symbol")
	}
	currency = string(l.Currency)
	if currency == "GBX" {
		currency = "GBp"
	}
	if !slices.Contains(at.Listing.Currencies, currency) {
		return "", "", unknown(symbol, "the answer is about a listing in another currency")
	}
	if usual := at.Listing.Currencies[0]; strings.ToUpper(usual) != usual && currency == strings.ToUpper(usual) {
		return "", "", &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "it is not certain whether its prices are in " + usual + " or " + currency}
	}
	code = codes()[string(l.MIC)]
	switch {
	case at.Kind == spelling.US && code == somewhere:
		return "", currency, nil
	case slices.Contains(at.Listing.Exchanges, code):
		return code, currency, nil
	case code == "" && exchange != "" && string(l.Exchange) == exchange:
		return "", currency, nil
	}
	return "", "", unknown(symbol, "the answer is about a listing at another exchange")
}

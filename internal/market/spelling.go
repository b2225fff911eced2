package market

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// longestWritten is the longest text that is read as a symbol, in bytes.
const longestWritten = 60

// AmbiguousError is a text by which more than one symbol could be meant: none is
// taken by guess. It wraps ErrSymbol.
type AmbiguousError struct {
	Readings []string // symbols in Yahoo's spelling
}

// Error names the readings.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%v: it can be read as %s: want one of them", ErrSymbol, strings.Join(e.Readings, " or as "))
}

// Unwrap is ErrSymbol.
func (e *AmbiguousError) Unwrap() error { return ErrSymbol }

var (
	// classShare is a class of share as New York's tape (BRK/B) and brokers (BRK B)
	// write it; a preferred one is BAC/PL, BAC PRL or, at Nasdaq, BAC^L.
	classShare = regexp.MustCompile(`^([A-Z]{2,5})[/ ]([A-Z])$`)
	preferred  = regexp.MustCompile(`^([A-Z]{1,5})(?:[/ ]PR|/P|\^)([A-Z])$`)
	// cashtag is a symbol as it is written in posts.
	cashtag = regexp.MustCompile(`^\$([A-Z][A-Z0-9]{0,5}(?:[.\-][A-Z])?)$`)
	pair    = regexp.MustCompile(`^([A-Z]{3,4})/?([A-Z]{3})$`)
)

// written is the symbol behind a spelling that is not Yahoo's, upper case; the zero
// Symbol where it is none that is known.
func written(s string) (Symbol, error) {
	if m := cashtag.FindStringSubmatch(s); m != nil {
		if slices.Contains(coins(), m[1]) {
			return Symbol{}, &AmbiguousError{[]string{m[1] + "-USD", m[1]}}
		}
		return Symbol{m[1]}, nil
	}
	if m := classShare.FindStringSubmatch(s); m != nil {
		return Symbol{m[1] + "-" + m[2]}, nil
	}
	if m := preferred.FindStringSubmatch(s); m != nil {
		return Symbol{m[1] + "-P" + m[2]}, nil
	}
	if strings.Contains(s, "/") {
		if symbol, ok := pairOf(s); ok {
			return symbol, nil
		}
	}
	if left, right, ok := strings.Cut(s, ":"); ok {
		return colon(left, right)
	}
	// Bloomberg's way: the code, the country, and at times the word Equity.
	words := strings.Fields(s)
	full := len(words) == 3 && words[2] == "EQUITY"
	if len(words) != 2 && !full {
		return Symbol{}, nil
	}
	return listedIn(words[0], words[1], full)
}

// colon reads NASDAQ:AAPL, and AAPL:US as on Bloomberg's pages.
func colon(left, right string) (Symbol, error) {
	v, byVenue := venueOf(left, right)
	if !byVenue {
		return listedIn(left, right, false)
	}
	first, err := v.symbol(right)
	if err != nil || first == (Symbol{}) {
		return first, err
	}
	// The exchange itself is listed at some: ASX:AU is ASX in Australia.
	if second, err := listedIn(left, right, false); err == nil && strings.HasSuffix(second.s, v.suffix) && second != (Symbol{}) && slices.Contains(strings.Fields(v.countries), right) {
		return Symbol{}, &AmbiguousError{[]string{first.s, second.s}}
	}
	return first, nil
}

// listedIn reads a code and Bloomberg's letters for the country. Some of these are
// another country's in ISO 3166, which counts where the word Equity does not tell
// whose they are.
func listedIn(code, country string, full bool) (Symbol, error) {
	for _, v := range venues() {
		if !slices.Contains(strings.Fields(v.countries), country) {
			continue
		}
		symbol, err := v.symbol(code)
		if other := isoSuffix(country); err == nil && symbol != (Symbol{}) && other != "" && !full {
			return Symbol{}, &AmbiguousError{[]string{symbol.s, strings.TrimSuffix(symbol.s, v.suffix) + other}}
		}
		if err != nil || symbol != (Symbol{}) {
			return symbol, err
		}
	}
	return Symbol{}, nil
}

// pairOf reads EUR/USD, and EURUSD too: two currencies, or a coin and what it is
// priced in.
func pairOf(s string) (Symbol, bool) {
	m := pair.FindStringSubmatch(s)
	if m == nil || m[1] == m[2] {
		return Symbol{}, false
	}
	priced := slices.Contains(currencies(), m[2])
	switch {
	case priced && slices.Contains(currencies(), m[1]):
		return Symbol{m[1] + m[2] + "=X"}, true
	case (priced || m[2] == "BTC") && slices.Contains(coins(), m[1]):
		return Symbol{m[1] + "-" + m[2]}, true
	}
	return Symbol{}, false
}

// currencies are those of ISO 4217 that are traded in pairs.
func currencies() []string {
	return strings.Fields("USD EUR GBP JPY CHF AUD CAD NZD CNY CNH HKD SGD INR KRW TWD SEK NOK DKK PLN CZK HUF RON TRY ZAR MXN BRL CLP COP PEN ARS THB IDR MYR PHP VND PKR ILS SAR AED QAR KWD BHD EGP NGN KES RUB UAH")
}

// coins are those whose code with -USD is the same coin at Yahoo: others have a
// number behind it.
func coins() []string {
	return strings.Fields("BTC ETH XRP LTC DOGE ADA SOL BNB BCH LINK XLM TRX ETC XMR AVAX SHIB DOT ATOM")
}

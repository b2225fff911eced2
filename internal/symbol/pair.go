package symbol

import (
	"regexp"
	"slices"
	"strings"
)

var pair = regexp.MustCompile(`^([A-Z]{3,4})/?([A-Z]{3})$`)

// pairOf reads EUR/USD, and EURUSD too: two currencies, or a coin and what it is
// priced in.
func pairOf(s string) (string, bool) {
	m := pair.FindStringSubmatch(s)
	if m == nil || m[1] == m[2] {
		return "", false
	}
	priced := slices.Contains(currencies(), m[2])
	switch {
	case priced && slices.Contains(currencies(), m[1]):
		return m[1] + m[2] + "=X", true
	case (priced || m[2] == "BTC") && slices.Contains(coins(), m[1]):
		return m[1] + "-" + m[2], true
	}
	return "", false
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

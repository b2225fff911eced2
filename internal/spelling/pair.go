package spelling

import "strings"

// currencies are those of ISO 4217 that are traded in pairs, and CNH, the yuan abroad.
const currencies = " USD EUR GBP JPY CHF AUD CAD NZD CNY CNH HKD SGD INR KRW TWD SEK NOK DKK ISK PLN CZK HUF RON BGN TRY ZAR MXN BRL CLP COP PEN ARS UYU THB IDR MYR PHP VND PKR LKR BDT ILS SAR AED QAR KWD BHD OMR JOD EGP MAD TND NGN KES GHS RUB UAH KZT GEL "

func isCurrency(code string) bool {
	return len(code) == 3 && strings.Contains(currencies, " "+code+" ")
}

// Pair is what a pair is of: one base costs the figure in quote. EURUSD=X is EUR in
// USD; JPY=X, as USDJPY=X, is USD in JPY; BTC-EUR is BTC in EUR. A coin has its common
// code, UNI for UNI7083-USD. It is false for all else, a currency that is not known
// among it.
func Pair(symbol string) (base, quote string, ok bool) {
	if quote := pricedIn(symbol); quote != "" {
		base = strings.TrimSuffix(symbol, "-"+quote)
		if r, ok := find(coins, coinYahoo, base); ok {
			base = r.field(coinCode)
		}
		return base, quote, true
	}
	codes, ok := strings.CutSuffix(symbol, "=X")
	if ok && len(codes) == 3 {
		codes = "USD" + codes
	}
	if !ok || len(codes) != 6 || codes[:3] == codes[3:] || !isCurrency(codes[:3]) || !isCurrency(codes[3:]) {
		return "", "", false
	}
	return codes[:3], codes[3:], true
}

// pairOf is the symbol of a pair of currencies: of those that the dollar has two of,
// JPY=X and USDJPY=X, the short one.
func pairOf(base, quote string) string {
	if base == "USD" {
		return quote + "=X"
	}
	return base + quote + "=X"
}

// currencyTo spells a pair of currencies.
func currencyTo(source, symbol string) string {
	base, quote, ok := Pair(symbol)
	r, traded := find(pairs, 0, base+" "+quote)
	switch {
	case ok && source == TwelveData:
		return base + "/" + quote
	case traded && source == Kraken:
		return r.field(1)
	case traded && source == CNBC:
		return r.field(2)
	}
	return ""
}

// currencyFrom is the pair of currencies that theirs may be.
func currencyFrom(source, theirs string) string {
	if base, quote, ok := strings.Cut(theirs, "/"); ok {
		return pairOf(base, quote)
	}
	if r, ok := find(pairs, 2, theirs); ok && source == CNBC {
		base, quote, _ := strings.Cut(r.field(0), " ")
		return pairOf(base, quote)
	}
	return ""
}

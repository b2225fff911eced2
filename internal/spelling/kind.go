package spelling

import (
	"regexp"
	"strings"
)

// Kind is what a symbol in Yahoo's spelling names, as far as its form tells. The
// empty one is none that is known.
type Kind string

// The kinds.
const (
	US       Kind = "us"       // a share or fund listed in the United States: AAPL, BRK-B, VFIAX
	Abroad   Kind = "abroad"   // one that is listed elsewhere: VOD.L
	Index    Kind = "index"    // ^GSPC, DX-Y.NYB, 000001.SS
	Currency Kind = "currency" // a pair of them: EURUSD=X, JPY=X
	Crypto   Kind = "crypto"   // a coin in a currency or in another coin: BTC-USD
	Future   Kind = "future"   // the front one, CL=F, or that of a month, CLZ26.NYM
	Option   Kind = "option"   // as the OCC writes them: AAPL250117C00150000
	Yield    Kind = "yield"    // of American government debt, per cent: ^TNX
)

var (
	share    = regexp.MustCompile(`^[A-Z]{1,5}(?:-[A-Z]{1,3})?$`)
	suffixed = regexp.MustCompile(`^[A-Z0-9](?:[A-Z0-9\-]|&[A-Z0-9])*(\.[A-Z]{1,3})$`)
	index    = regexp.MustCompile(`^\^[A-Z0-9][A-Z0-9.\-]*$`)
	// chinese are the indices of Shanghai and Shenzhen, which are numbered as shares.
	chinese  = regexp.MustCompile(`^(?:000[0-9]{3}\.SS|399[0-9]{3}\.SZ)$`)
	currency = regexp.MustCompile(`^(?:[A-Z]{3}){1,2}=X$`)
	coin     = regexp.MustCompile(`^[A-Z0-9]{1,15}-([A-Z]{3})$`)
	future   = regexp.MustCompile(`^[A-Z0-9]{1,4}=F$`)
	ofMonth  = regexp.MustCompile(`^[A-Z0-9]{1,3}[FGHJKMNQUVXZ][0-9]{2}\.(?:CME|CBT|NYM|CMX|NYB)$`)
	option   = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[CP][0-9]{8}$`)
)

// KindOf tells the kind of a symbol in Yahoo's spelling by its form alone: whether
// there is such an instrument it does not know. Not a few indices have the form of a
// share, of which those in the tables are told, FTSEMIB.MI among them.
func KindOf(symbol string) Kind {
	if r, ok := find(named, 0, symbol); ok {
		return Kind(r.field(1))
	}
	switch {
	case strings.Contains(symbol, ".."):
		return ""
	case index.MatchString(symbol), chinese.MatchString(symbol):
		return Index
	case currency.MatchString(symbol):
		return Currency
	case future.MatchString(symbol), ofMonth.MatchString(symbol):
		return Future
	case option.MatchString(symbol):
		return Option
	case pricedIn(symbol) != "":
		return Crypto
	case share.MatchString(symbol):
		return US
	case suffixOf(symbol) != "":
		return Abroad
	}
	return ""
}

// pricedIn is what a coin is priced in; empty where the symbol is no coin.
func pricedIn(symbol string) string {
	m := coin.FindStringSubmatch(symbol)
	if m == nil || m[1] != "BTC" && m[1] != "ETH" && !isCurrency(m[1]) || symbol == m[1]+"-"+m[1] {
		return ""
	}
	return m[1]
}

// suffixOf is that of an exchange in the tables; empty where the symbol has none.
func suffixOf(symbol string) string {
	m := suffixed.FindStringSubmatch(symbol)
	if m == nil {
		return ""
	}
	if _, ok := find(venues, 0, m[1]); !ok {
		return ""
	}
	return m[1]
}

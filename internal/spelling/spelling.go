// Package spelling knows how each source of market data writes the symbols that are
// Yahoo's here. It is a set of tables, read both ways; what they lack is not covered
// by the source, never a guess. It asks nobody, so that a symbol can be spelled does
// not mean that the source knows it.
package spelling

import "strings"

// The sources, by their names.
const (
	Cboe       = "cboe"
	CNBC       = "cnbc"
	Nasdaq     = "nasdaq"
	TMX        = "tmx"
	Kraken     = "kraken"
	Coinbase   = "coinbase"
	Binance    = "binance"
	CoinGecko  = "coingecko"
	Tiingo     = "tiingo"
	TwelveData = "twelvedata"
	Finnhub    = "finnhub"
)

// To is how a source writes a symbol in Yahoo's spelling; false where it does not
// cover it, or where how it writes it is not known for certain. No text has a comma, a
// bar or .. in it, and a slash only in pairs at Kraken and Twelve Data.
//
// What a source means by it may be something else all the same:
//   - Cboe's _TNX is the yield times ten.
//   - Binance prices in USDT, which is no dollar: convert it, or say so.
//   - A coin's id at CoinGecko has no currency: that of BTC-EUR is that of BTC-USD,
//     asked for in what Pair tells. Only the dollar's symbol is covered.
//   - TMX writes Toronto's shares and those of its Venture exchange alike: its answer
//     says which it is.
//   - CNBC may answer a foreign code with another listing: compare with ListingOf.
func To(source, symbol string) (theirs string, ok bool) {
	if r, named := find(named, 0, symbol); named {
		theirs = r.field(namedField(source))
		return theirs, theirs != ""
	}
	switch KindOf(symbol) {
	case US:
		theirs = americanTo(source, symbol)
	case Abroad:
		theirs = abroadTo(source, symbol)
	case Currency:
		theirs = currencyTo(source, symbol)
	case Crypto:
		theirs = coinTo(source, symbol)
	}
	return theirs, theirs != ""
}

// From is the symbol that a source writes as theirs, in Yahoo's spelling; false where
// it is none that To gives. Where two of ours are the same there, it gives one: JPY=X
// of JPY=X and USDJPY=X, and SHOP.TO whichever exchange of Canada TMX means.
func From(source, theirs string) (symbol string, ok bool) {
	if source == Nasdaq {
		theirs = strings.Replace(theirs, "/", ".", 1) // BRK/B, in its lists
	}
	may := append([]string{namedAs(source, theirs), americanFrom(source, theirs), currencyFrom(source, theirs), coinFrom(source, theirs)}, abroadFrom(source, theirs)...)
	for _, symbol := range may {
		if again, ok := To(source, symbol); ok && again == theirs {
			return symbol, true
		}
	}
	return "", false
}

// namedField is the field of a source in the table of what it writes by no rule; that
// of one that has none is behind the last and so empty.
func namedField(source string) int {
	switch source {
	case Cboe:
		return 6
	case CNBC:
		return 7
	case Nasdaq:
		return 8
	}
	return 9
}

// namedAs is the symbol that a source writes as theirs by no rule; empty for none.
func namedAs(source, theirs string) string {
	if theirs == "" {
		return ""
	}
	r, _ := find(named, namedField(source), theirs)
	return r.field(0)
}

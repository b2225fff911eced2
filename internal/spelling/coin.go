package spelling

import "strings"

// Fields of a coin.
const (
	coinYahoo = iota
	coinCode
	coinGecko
	coinKraken
	coinCoinbase
	coinBinance
	coinTwelve
	coinCNBC
)

// coinTo spells a coin and what it is priced in.
func coinTo(source, symbol string) string {
	quote := pricedIn(symbol)
	r, ok := find(coins, coinYahoo, strings.TrimSuffix(symbol, "-"+quote))
	if !ok {
		return ""
	}
	code := r.field(coinCode)
	switch {
	case source == Kraken && r.has(coinKraken, quote), source == TwelveData && r.has(coinTwelve, quote):
		return code + "/" + quote
	case source == Coinbase && r.has(coinCoinbase, quote):
		return code + "-" + quote
	case quote != "USD":
		return ""
	case source == Binance && r.has(coinBinance, "USDT"):
		return code + "USDT"
	case source == CoinGecko:
		return r.field(coinGecko)
	case source == CNBC:
		return r.field(coinCNBC)
	}
	return ""
}

// coinFrom is the coin that theirs may be.
func coinFrom(source, theirs string) string {
	field, value, quote := coinCode, "", "USD"
	switch source {
	case Kraken, TwelveData:
		value, quote, _ = strings.Cut(theirs, "/")
	case Coinbase:
		value, quote, _ = strings.Cut(theirs, "-")
	case Binance:
		value = strings.TrimSuffix(theirs, "USDT")
	case CoinGecko:
		field, value = coinGecko, theirs
	case CNBC:
		field, value = coinCNBC, theirs
	}
	if r, ok := find(coins, field, value); ok && value != "" {
		return r.field(coinYahoo) + "-" + quote
	}
	return ""
}

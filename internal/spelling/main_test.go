package spelling

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

var (
	//go:embed testdata/tickers.txt
	tickers string
	//go:embed testdata/kinds.txt
	kinds string
	//go:embed testdata/known.txt
	known string
)

// sources are all that are known, and one that is none.
func sources() []string {
	return []string{Cboe, CNBC, Nasdaq, TMX, Kraken, Coinbase, Binance, CoinGecko, Tiingo, TwelveData, Finnhub, "nobody"}
}

// words are the lines of a list, each its first word and what is behind it.
func words(list string) map[string][]string {
	all := map[string][]string{}
	for r := range rows(list) {
		f := strings.Fields(string(r))
		all[f[0]] = append(all[f[0]], f[1:]...)
	}
	return all
}

// symbols are those of the lists and of the tables, in every combination of coin or
// currency and what it is priced in, with how many exchanges they are of.
func symbols(t *testing.T) (all []string, exchanges int) {
	t.Helper()
	for suffix, codes := range words(tickers) {
		exchanges++
		for _, code := range codes {
			all = append(all, code+strings.TrimPrefix(suffix, "none"))
		}
	}
	for kind, of := range words(kinds) {
		if kind != "none" {
			all = append(all, of...)
		}
	}
	codes := []string{"A", "AB", "ABC", "ABCD", "ABCDX", "1234", "0123", "12345", "000001", "600000", "AB-B", "ABC-A", "ABC-UN", "ABC-PA", "ABCD1", "A1B", "ABC-AB"}
	for r := range rows(venues) {
		for _, code := range codes {
			if suffix := r.field(venueSuffix); suffix == "" || suffix[0] == '.' {
				all = append(all, code+suffix)
			}
		}
	}
	for r := range rows(named) {
		all = append(all, r.field(0))
	}
	for _, quote := range strings.Fields(currencies + " BTC ETH") {
		for r := range rows(coins) {
			all = append(all, r.field(coinYahoo)+"-"+quote)
		}
		for _, base := range strings.Fields(currencies) {
			all = append(all, base+quote+"=X")
		}
		all = append(all, quote+"=X")
	}
	slices.Sort(all)
	return slices.Compact(all), exchanges
}

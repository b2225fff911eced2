package spelling

import (
	"regexp"
	"strings"
	"testing"
)

func TestKnownSpellings(t *testing.T) {
	for r := range rows(known) {
		source, ours, theirs := r.field(0), r.field(1), r.field(2)
		if got, ok := To(source, ours); got != theirs || ok != (theirs != "") {
			t.Errorf("To(%s, %s) = %q, %v; want %q", source, ours, got, ok, theirs)
		}
		if theirs == "" {
			continue
		}
		if got, ok := From(source, theirs); got != ours || !ok {
			t.Errorf("From(%s, %s) = %q, %v; want %s", source, theirs, got, ok, ours)
		}
	}
}

// first is what From gives for what To gave of a symbol: the symbol, but for the two
// cases in which a source has one spelling for two of ours.
func first(source, symbol string) string {
	if six, ok := strings.CutPrefix(symbol, "USD"); ok && KindOf(symbol) == Currency && len(six) == len("JPY=X") {
		return six
	}
	if code, ok := strings.CutSuffix(symbol, ".V"); ok && source == TMX {
		return code + ".TO"
	}
	return symbol
}

func TestBothWays(t *testing.T) {
	all, exchanges := symbols(t)
	if len(all) < 500 || exchanges < 40 {
		t.Fatalf("%d symbols of %d exchanges are too few", len(all), exchanges)
	}
	covered := map[string]int{}
	for _, source := range sources() {
		by := map[string]string{}
		for _, symbol := range all {
			theirs, ok := To(source, symbol)
			if !ok {
				if theirs != "" {
					t.Errorf("To(%s, %s) = %q, which is not covered", source, symbol, theirs)
				}
				continue
			}
			covered[source]++
			want := first(source, symbol)
			if back, ok := From(source, theirs); !ok || back != want {
				t.Errorf("To(%s, %s) = %q, From gives %q, %v; want %s", source, symbol, theirs, back, ok, want)
			}
			if other, ok := by[theirs]; ok && other != want {
				t.Errorf("%s and %s are both %q at %s", other, symbol, theirs, source)
			}
			by[theirs] = want
			if why := unsafe(source, theirs); why != "" {
				t.Errorf("To(%s, %s) = %q, which has %s", source, symbol, theirs, why)
			}
		}
	}
	for _, source := range sources() {
		if (covered[source] == 0) != (source == "nobody") {
			t.Errorf("%s covers %d symbols", source, covered[source])
		}
	}
}

var (
	path  = regexp.MustCompile(`^[A-Za-z0-9_.\-]+$`)
	batch = regexp.MustCompile(`^[A-Za-z0-9.@=\-]+$`) // encoded within a query by its source
	pair  = regexp.MustCompile(`^[A-Z0-9]+/[A-Z]+$`)
	venue = regexp.MustCompile(`^[A-Z0-9.]+:[A-Z]+$`)
)

// unsafe is why a spelling could leave its place in an address or a batch.
func unsafe(source, theirs string) string {
	switch {
	case strings.Contains(theirs, ".."):
		return "two dots"
	case source == CNBC && batch.MatchString(theirs), path.MatchString(theirs):
		return ""
	case (source == Kraken || source == TwelveData) && pair.MatchString(theirs), source == TwelveData && venue.MatchString(theirs):
		return ""
	}
	return "a letter that has no place there"
}

func TestNotCovered(t *testing.T) {
	for source, list := range map[string]string{
		Cboe:       "VOD.L SHOP.TO EURUSD=X BTC-USD CL=F VFIAX ^FTSE ^N225 ^GDAXI BAC-PL ACHR-WT AAPL250117C00150000 AACT-U BRK.B",
		CNBC:       "005930.KS 035900.KQ WALMEX.MX THYAO.IS 1155.KL 000001.SZ 300750.SZ RCI-B.TO 500325.BO RELIANCE.BO M&M.NS BAJAJ-AUTO.NS 130A.T SN.L BT-A.L ABEV3.SA 000300.SS EUR=X GBP=X AUD=X USDEUR=X USDGBP=X JPYUSD=X CHFEUR=X GBPEUR=X BTC-EUR XMR-USD ES=F ^IRX ABC.V SAP.F 0000.HK 00700.HK",
		Nasdaq:     "NDX ^IXIC ^GSPC VFIAX VOD.L BTC-USD BAC-PL GC=F",
		TMX:        "AAPL SHOP SHOP.NE SHOP.CN ^GSPTSE VOD.L",
		Kraken:     "AAPL EUR=X USDEUR=X GBPEUR=X NZDUSD=X UNI-USD TON-USD BTC-INR BNB-EUR DOGE-GBP",
		Coinbase:   "AAPL EURUSD=X XMR-USD BNB-USD BTC-JPY",
		Binance:    "AAPL BTC-EUR ETH-BTC XMR-USD CRO-USD UNI-USD USDT-USD",
		CoinGecko:  "AAPL BTC-EUR UNI-USD EURUSD=X",
		Tiingo:     "VOD.L ^GSPC EURUSD=X BTC-USD BAC-PL",
		TwelveData: "^GSPC MC.PA BP.L CL=F XAUUSD=X BTC-JPY 399001.SZ",
		Finnhub:    "VFIAX VOD.L ^GSPC BTC-USD",
		"nobody":   "AAPL VOD.L EURUSD=X BTC-USD ^GSPC",
	} {
		for _, symbol := range append(strings.Fields(list), "", "../v7", "A|B", "A,B", "aapl") {
			if theirs, ok := To(source, symbol); ok || theirs != "" {
				t.Errorf("To(%s, %s) = %q, %v", source, symbol, theirs, ok)
			}
		}
	}
	for source, list := range map[string]string{
		Cboe: "BRK-B _XYZ ^GSPC", CNBC: "SAP-XX 0700-HK 7203-JP BP-GB VOLV-B-SE 000001-CN @ES.1 .XYZ GBPEUR= -GB - .", Nasdaq: "ABR^D BRK-B BRK//B /", TMX: "RCI-B SHOP.TO RCI.B.TO",
		Kraken: "XBT/USD XXBTZUSD BTCUSD USD/EUR / BTC/ /USD", Coinbase: "BTC/USD BTC-", Binance: "BTCUSD USDT BTCEUR", CoinGecko: "Bitcoin BTC", Tiingo: "BRK.B", TwelveData: "VOD:XLON VOD: :LSE", Finnhub: "BRK-B", "nobody": "AAPL",
	} {
		for _, theirs := range append(strings.Fields(list), "") {
			if symbol, ok := From(source, theirs); ok || symbol != "" {
				t.Errorf("From(%s, %s) = %q, %v", source, theirs, symbol, ok)
			}
		}
	}
}

func TestNasdaqLists(t *testing.T) {
	if got, ok := From(Nasdaq, "BRK/B"); got != "BRK-B" || !ok {
		t.Errorf("BRK/B is %q, %v", got, ok)
	}
}

package yahoo

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestQuotesTakeCookieAndCrumb(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	v := visitYahoo(t, w, c)
	if !strings.ContainsAny(v.crumb, "/") || !strings.Contains(v.crumb, ".") || !strings.HasSuffix(v.crumb, "=") {
		t.Errorf("crumb %q lacks the characters that must be encoded", v.crumb)
	}
	if got := v.quotes(t, w, c, "AAPL"); got.Status != 200 {
		t.Errorf("%+v", got)
	}
	const invalid = `{"finance":{"error":{"code":"Unauthorized","description":"Invalid Crumb"},"result":null}}`
	for name, bad := range map[string]visitor{"no cookie": {"", v.crumb}, "no crumb": {v.cookie, ""}, "another's crumb": {v.cookie, visitYahoo(t, w, c).crumb}} {
		if got := bad.quotes(t, w, c, "AAPL"); got.Status != 401 || got.Body != invalid {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+crumbPath, ""); got.Status != 401 || !strings.Contains(got.Body, "Unauthorized") {
		t.Errorf("crumb without a cookie: %+v", got)
	}
	w.Yahoo.ExpireCrumbs()
	if got := v.quotes(t, w, c, "AAPL"); got.Status != 401 {
		t.Errorf("after expiry: %+v", got)
	}
	if got := visitYahoo(t, w, c).quotes(t, w, c, "AAPL"); got.Status != 200 {
		t.Errorf("after a fresh cookie: %+v", got)
	}
}

// quoteKeys is every key of a quote by kind, as Yahoo sends them: "n" a number,
// "s" a string, "b" a flag, "l" a list.
const commonQuote = `language s,region s,quoteType s,typeDisp s,quoteSourceName s,triggerable b,customPriceAlertConfidence s,
currency s,shortName s,marketState s,regularMarketPrice n,regularMarketChange n,regularMarketChangePercent n,regularMarketPreviousClose n,
regularMarketTime n,exchange s,fullExchangeName s,market s,exchangeTimezoneName s,exchangeTimezoneShortName s,gmtOffSetMilliseconds n,
esgPopulated b,corporateActions l,sourceInterval n,exchangeDataDelayedBy n,tradeable b,cryptoTradeable b,hasPrePostMarketData b,
firstTradeDateMilliseconds n,priceHint n,fiftyTwoWeekLow n,fiftyTwoWeekHigh n,fiftyTwoWeekRange s,fiftyTwoWeekChangePercent n,
fiftyTwoWeekLowChange n,fiftyTwoWeekLowChangePercent n,fiftyTwoWeekHighChange n,fiftyTwoWeekHighChangePercent n,fiftyDayAverage n,
fiftyDayAverageChange n,fiftyDayAverageChangePercent n,twoHundredDayAverage n,twoHundredDayAverageChange n,twoHundredDayAverageChangePercent n,
averageDailyVolume3Month n,averageDailyVolume10Day n,symbol s`

const tradedQuote = commonQuote + `,regularMarketOpen n,regularMarketDayHigh n,regularMarketDayLow n,regularMarketDayRange s,regularMarketVolume n`

const bookQuote = tradedQuote + `,bid n,ask n,bidSize n,askSize n`

func TestQuoteShapes(t *testing.T) {
	for _, c := range []struct{ symbol, quoteType, keys string }{
		{"AAPL", "EQUITY", bookQuote + `,longName s,marketCap n,sharesOutstanding n,epsTrailingTwelveMonths n,epsForward n,trailingPE n,forwardPE n,bookValue n,
priceToBook n,dividendRate n,dividendYield n,trailingAnnualDividendRate n,trailingAnnualDividendYield n,dividendDate n,earningsTimestamp n,
earningsTimestampStart n,earningsTimestampEnd n,isEarningsDateEstimate b,financialCurrency s,averageAnalystRating s,displayName s,epsCurrentYear n,priceEpsCurrentYear n`},
		{"QQQ", "ETF", bookQuote + `,longName s,netAssets n,netExpenseRatio n,ytdReturn n,trailingThreeMonthReturns n,marketCap n`},
		{"^GSPC", "INDEX", bookQuote + `,longName s`},
		{"EURUSD=X", "CURRENCY", bookQuote + `,longName s`},
		{"BTC-USD", "CRYPTOCURRENCY", tradedQuote + `,longName s,circulatingSupply n,volume24Hr n,volumeAllCurrencies n,fromCurrency s,toCurrency s,lastMarket s,marketCap n`},
		{"GC=F", "FUTURE", bookQuote + `,headSymbolAsString s,contractSymbol b,underlyingSymbol s,expireDate n,expireIsoDate s,openInterest n`},
		{"VFIAX", "MUTUALFUND", commonQuote + `,longName s,dividendRate n,dividendYield n,ytdReturn n`},
	} {
		q := quoteOf(t, c.symbol, wiretest.Wednesday())
		if q["quoteType"] != c.quoteType {
			t.Errorf("%s: quoteType %v", c.symbol, q["quoteType"])
		}
		for pair := range strings.SplitSeq(strings.ReplaceAll(c.keys, "\n", ""), ",") {
			key, kind, _ := strings.Cut(pair, " ")
			if got := jsonKind(q[key]); got != kind {
				t.Errorf("%s: %s is %s %v, want %s", c.symbol, key, got, q[key], kind)
			}
		}
	}
}

func jsonKind(v any) string {
	switch v.(type) {
	case float64:
		return "n"
	case string:
		return "s"
	case bool:
		return "b"
	case []any:
		return "l"
	case map[string]any:
		return "o"
	}
	return fmt.Sprintf("%T", v)
}

func TestQuotesOfSpecialSymbols(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	v := visitYahoo(t, w, c)
	results := func(symbols string) []any {
		got := v.quotes(t, w, c, symbols)
		if got.Status != 200 || got.Header.Get("Content-Type") != "application/json;charset=utf-8" {
			t.Fatalf("%+v", got)
		}
		response := wiretest.Decoded(t, got.Body)["quoteResponse"].(fields)
		if e, has := response["error"]; e != nil || !has {
			t.Errorf("error %v %v", e, has)
		}
		return response["result"].([]any)
	}
	if got := results("NOPE"); len(got) != 0 {
		t.Errorf("unknown: %v", got)
	}
	if got := results("AAPL,nope,^gspc,BRK-B,ZZ00001,TWTR"); len(got) != 5 {
		t.Errorf("several: %v", got)
	}
	gone := results("TWTR")[0].(fields)
	if gone["quoteType"] != "NONE" || gone["regularMarketPrice"] != nil || gone["currency"] != nil {
		t.Errorf("delisted: %v", gone)
	}
	if pence := results("VOD.L")[0].(fields); pence["currency"] != "GBp" || pence["financialCurrency"] != "GBP" {
		t.Errorf("in pence: %v", pence)
	}
	if got := v.quotes(t, w, c, ""); got.Status != 400 {
		t.Errorf("no symbols: %+v", got)
	}
}

func TestQuoteAgreesWithChartAndPrices(t *testing.T) {
	p := truth(t)
	for _, now := range []time.Time{
		wiretest.Wednesday(),
		time.Date(2025, 11, 19, 22, 15, 0, 0, time.UTC), // after New York's close
		time.Date(2025, 11, 22, 3, 0, 0, 0, time.UTC),   // on a weekend
		time.Date(2025, 12, 25, 10, 0, 0, 0, time.UTC),
	} {
		for _, symbol := range p.Symbols() {
			q := quoteOf(t, symbol, now)
			ch := chartOf(t, now, symbol, "range=1mo&interval=1d")
			closes := ch.Indicators.Quote[0].Close
			var shown []float64 // without nulls
			for _, c := range closes {
				if c != nil {
					shown = append(shown, *c)
				}
			}
			n := len(shown)
			price, previous := q["regularMarketPrice"].(float64), q["regularMarketPreviousClose"].(float64)
			if !near(price, shown[n-1]) || !near(previous, shown[n-2]) {
				t.Errorf("%s at %v: quote %v after %v, chart %v after %v", symbol, now, price, previous, shown[n-1], shown[n-2])
			}
			if at, _ := p.At(symbol, now); symbol != "VFIAX" && !near(at.Close, price) {
				t.Errorf("%s at %v: At says %v, quote %v", symbol, now, at.Close, price)
			}
			if meta := ch.Meta["regularMarketPrice"].(float64); meta != price {
				t.Errorf("%s at %v: meta %v, quote %v", symbol, now, meta, price)
			}
			if !near(q["regularMarketChange"].(float64), price-previous) {
				t.Errorf("%s: change %v", symbol, q["regularMarketChange"])
			}
			if q["fiftyTwoWeekHigh"].(float64) < price-1e-3 || q["fiftyTwoWeekLow"].(float64) > price+1e-3 {
				t.Errorf("%s: price outside of its year", symbol)
			}
		}
	}
}

// near forgives what single precision loses.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(b))*10 }

func TestSearch(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for q, want := range map[string]string{"apple": "AAPL", "AAPL": "AAPL", "toyota": "7203.T", "bayerische+motoren": "BMW.DE", "bitcoin": "BTC-USD", "vanguard": "VTI", "ZZ00009": "ZZ00009"} {
		got := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.YahooURL+searchPath+"?q="+q, "").Body)
		quotes := got["quotes"].([]any)
		if len(quotes) == 0 || quotes[0].(fields)["symbol"] != want || got["count"] != float64(len(quotes)+len(got["news"].([]any))) {
			t.Errorf("%s: %v", q, quotes)
		}
	}
	none := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.YahooURL+searchPath+"?q=foobar", "").Body)
	if len(none["quotes"].([]any)) != 0 || len(none["news"].([]any)) != 0 {
		t.Errorf("unknown: %v", none)
	}
	one := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.YahooURL+searchPath+"?q=va&quotesCount=1", "").Body)
	if len(one["quotes"].([]any)) > 1 {
		t.Errorf("quotesCount: %v", one)
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+searchPath+"?q=", ""); got.Status != http.StatusBadRequest {
		t.Errorf("empty: %+v", got)
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+"/v6/finance/quote?symbols=AAPL", ""); got.Status != http.StatusNotFound || !strings.Contains(got.Body, `"finance"`) {
		t.Errorf("unknown path: %+v", got)
	}
}

func TestConsent(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	if err := w.Yahoo.Set(wire.Fault{Kind: Consent}); err != nil {
		t.Fatal(err)
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+"/", ""); got.Header.Get("Set-Cookie") != "" {
		t.Errorf("a cookie without consent: %+v", got.Header)
	}
	step := func(method, path, body string) string {
		t.Helper()
		got := wiretest.Fetch(t, c, method, w.YahooURL+path, body, "Content-Type", "application/x-www-form-urlencoded")
		if got.Status < 300 || got.Status > 399 {
			t.Fatalf("%s: %+v", path, got)
		}
		return got.Header.Get("Location")
	}
	form := step("GET", step("GET", "/quote/AAPL", ""), "")
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+form, ""); !strings.Contains(got.Body, `name="csrfToken" value="simcsrf"`) {
		t.Fatalf("form: %+v", got)
	}
	copied := step("POST", form, "csrfToken=simcsrf&sessionId=3_cc-session_sim&namespace=yahoo&agree=agree")
	got := wiretest.Fetch(t, c, "GET", w.YahooURL+copied, "")
	cookie, _, _ := strings.Cut(got.Header.Get("Set-Cookie"), ";")
	crumb := wiretest.Fetch(t, c, "GET", w.YahooURL+crumbPath, "", "Cookie", cookie)
	if q := (visitor{cookie, crumb.Body}).quotes(t, w, c, "AAPL"); q.Status != 200 {
		t.Errorf("after consent: %+v", q)
	}
	if got := wiretest.Fetch(t, c, "POST", w.YahooURL+form, "agree=agree"); got.Status != 400 {
		t.Errorf("consent without its token: %+v", got)
	}
}

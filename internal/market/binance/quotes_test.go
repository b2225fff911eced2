package binance

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// percent is a part in per cent.
// percent is part of whole in per cent, to eight decimals.
func percent(part, whole float64) market.Number {
	return market.Num(math.Round(part/whole*1e10) / 1e8)
}

const tickers = `[{"symbol":"ETHUSDT","lastPrice":"2000.50000000","openPrice":"2100.00000000","bidPrice":"2000.40000000","askPrice":"2000.60000000","highPrice":"2200.00000000","lowPrice":"1900.00000000","priceChange":"-99.50000000","priceChangePercent":"-4.738","prevClosePrice":"2099.0","volume":"10.0","quoteVolume":"20500.25000000","openTime":1772539198000,"closeTime":1772625598123,"count":5},` +
	`{"symbol":"BTCUSDT","lastPrice":"60000.00000000","openPrice":"0.00000000","bidPrice":"0.00000000","askPrice":"","quoteVolume":"0.00000000","closeTime":0}]`

// USDT is no dollar, times are in milliseconds, and what they call high is of 24 hours.
func TestQuotes(t *testing.T) {
	at := noon().Truncate(24 * time.Hour).UnixMilli()
	e := markettest.Serve(t, markettest.ByPath(map[string]string{
		"24hr":   tickers,
		"klines": fmt.Sprintf(`[[%d,"2120.0","2150.0","1940.0","1991.0","5.0",%d,"10000.0",7,"1","1","0"],[%d,"1990.0","2050.0","1950.0","2000.5","5.0",%d,"10000.0",7,"1","1","0"]]`, at-86400000, at-1, at, at+86399999),
	}))
	asked := markettest.Symbols(t, "BTC-USD", "ETH-USD")
	got, errs := open(t, e.URL, noon()).Quotes(t.Context(), asked)
	if errors.Join(errs...) != nil {
		t.Fatal(errs)
	}
	want := &market.Ticker{
		Symbol: asked[1], Kind: market.KindCrypto, Currency: "USDT", ExchangeName: "Binance", TimeZone: "UTC", State: market.StateOpen, DelayMinutes: market.Num(0),
		AsOf: time.UnixMilli(1772625598123).UTC(), Price: market.Num(2000.5), Bid: market.Num(2000.4), Ask: market.Num(2000.6), Volume: market.Num(20500.25),
		Open: market.Num(1990), DayHigh: market.Num(2050), DayLow: market.Num(1950), PreviousClose: market.Num(1991), Change: market.Num(-99.5), ChangePercent: percent(-99.5, 2100),
		Origin: market.Origin{Provider: "Binance", URL: "https://www.binance.com/en/trade/ETH_USDT", AsOf: noon()},
	}
	if diff := cmp.Diff(want, got[1], cmp.AllowUnexported(market.Symbol{}, market.Number{})); diff != "" {
		t.Errorf("quote (-want +got):\n%s", diff)
	}
	if q := got[0]; q.Price != market.Num(60000) || !q.Bid.IsZero() || !q.Ask.IsZero() || !q.Volume.IsZero() || !q.Change.IsZero() || !q.AsOf.IsZero() {
		t.Errorf("what was sent as 0: %+v", q)
	}
	if q := e.Asked()[0].Query(); e.Asked()[0].Path != "/api/v3/ticker/24hr" || q.Get("symbols") != `["BTCUSDT","ETHUSDT"]` {
		t.Errorf("asked for %s", e.Asked()[0])
	}
	if q := e.Asked()[1].Query(); q.Get("symbol") != "BTCUSDT" || q.Get("interval") != "1d" || q.Get("startTime") != fmt.Sprint(at-86400000) {
		t.Errorf("asked for %s", e.Asked()[1])
	}
}

// A quote is one without the bars of its day.
func TestQuotesAlone(t *testing.T) {
	for name, bars := range map[string]string{"a refusal": "", "short": `[[1,"2"]]`, "empty": `[]`, "null": `null`, "tickers": tickers} {
		e := markettest.Serve(t, markettest.ByPath(map[string]string{"24hr": tickers, "klines": bars}))
		got, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "ETH-USD"))
		if q := got[0]; errs[0] != nil || q.Price != market.Num(2000.5) || q.Change != market.Num(-99.5) || !q.Open.IsZero() || !q.DayHigh.IsZero() || !q.DayLow.IsZero() || !q.PreviousClose.IsZero() {
			t.Errorf("%s: %+v, %v", name, q, errs[0])
		}
	}
}

// One unknown pair spoils the answer about all: then each is asked for alone.
func TestUnknownAmongSeveral(t *testing.T) {
	e := markettest.Serve(t, func(r *http.Request) (int, string) {
		if strings.Contains(r.FormValue("symbols"), "VETUSDT") || r.FormValue("symbol") != "" {
			return http.StatusBadRequest, `{"code":-1121,"msg":"Invalid symbol."}`
		}
		return http.StatusOK, tickers
	})
	got, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "ETH-USD", "VET-USD", "BTC-USD"))
	if got[0] == nil || got[2] == nil || errs[0] != nil || errs[2] != nil || got[1] != nil || !errors.Is(errs[1], market.ErrUnknownSymbol) {
		t.Errorf("%v, %v", got, errs)
	}
}

package coinbase

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

const lastTrade = `{"trade_id":7,"price":"2000.50000000","size":"0.1","bid":"2000.25","ask":"2001","volume":"4661.70407704","time":"2026-03-04T11:59:58.506997Z"}`

func TestQuotes(t *testing.T) {
	at := noon().Truncate(24 * time.Hour).Unix()
	e := markettest.Serve(t, markettest.ByPath(map[string]string{
		"ticker": lastTrade, "stats": `{"open":"2100.00000000","high":"2200","low":"1900","last":"2000.5","volume":"9","volume_30day":"99"}`,
		"candles": fmt.Sprintf(`[[%d,1950,2050,1990,2000.5,70],[%d,1940,2150,2120,1991,80]]`, at, at-86400),
	}))
	asked := markettest.Symbols(t, "ETH-EUR")
	got, errs := open(t, e.URL, noon()).Quotes(t.Context(), asked)
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	want := &market.Ticker{
		Symbol: asked[0], Kind: market.KindCrypto, Currency: "EUR", ExchangeName: "Coinbase", TimeZone: "UTC", State: market.StateOpen, DelayMinutes: market.Num(0),
		AsOf: time.Date(2026, 3, 4, 11, 59, 58, 506997000, time.UTC), Price: market.Num(2000.5), Bid: market.Num(2000.25), Ask: market.Num(2001),
		Open: market.Num(1990), DayHigh: market.Num(2050), DayLow: market.Num(1950), PreviousClose: market.Num(1991), Change: market.Num(-99.5), ChangePercent: percent(-99.5, 2100),
		Origin: market.Origin{Provider: "Coinbase", URL: "https://www.coinbase.com/advanced-trade/spot/ETH-EUR", AsOf: noon()},
	}
	if diff := cmp.Diff(want, got[0], cmp.AllowUnexported(market.Symbol{}, market.Number{})); diff != "" {
		t.Errorf("quote (-want +got):\n%s", diff)
	}
	if q := e.Asked()[2].Query(); e.Asked()[0].Path != "/products/ETH-EUR/ticker" || q.Get("granularity") != "86400" || q.Get("start") != "2026-03-03T00:00:00Z" || q.Get("end") != "2026-03-04T00:00:00Z" {
		t.Errorf("asked for %v", e.Asked())
	}
}

// percent is a part in per cent.
// percent is part of whole in per cent, to eight decimals.
func percent(part, whole float64) market.Number {
	return market.Num(math.Round(part/whole*1e10) / 1e8)
}

// A quote is one without what other answers have; what they call high is of 24 hours, and
// none of the day's; and many cost one request each.
func TestQuotesAlone(t *testing.T) {
	for name, says := range map[string]map[string]string{
		"no statistics": {"ticker": lastTrade},
		"pages":         {"ticker": lastTrade, "stats": "<html><head></head></html>", "candles": "<html><head></head></html>"},
		"empty":         {"ticker": lastTrade, "stats": `{"high":"1","low":"1"}`, "candles": `[]`},
		"nothing":       {"ticker": lastTrade, "stats": `null`, "candles": `null`},
	} {
		e := markettest.Serve(t, markettest.ByPath(says))
		got, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		if q := got[0]; errs[0] != nil || q.Price != market.Num(2000.5) || !q.Change.IsZero() || !q.Open.IsZero() || !q.DayHigh.IsZero() || !q.DayLow.IsZero() || !q.PreviousClose.IsZero() || !q.Volume.IsZero() {
			t.Errorf("%s: %+v, %v", name, q, errs[0])
		}
	}
	e := markettest.Serve(t, markettest.ByPath(map[string]string{"ticker": lastTrade}))
	_, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD", "ETH-USD", "SOL-USD", "LTC-USD", "XRP-USD"))
	if len(e.Asked()) != 5 || errors.Join(errs...) != nil {
		t.Errorf("%d requests, %v", len(e.Asked()), errs)
	}
}

package kraken

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

const pairs = `{"error":[],"result":{` +
	`"BTC/USD":{"a":["50010.10000","1","1.000"],"b":["50000.00000","1","1.000"],"c":["50005.20000","0.00001606"],"v":["1000.50000000","2000.00000000"],"p":["50500.00000","51000.00000"],"t":[35027,51316],"l":["49900.00000","49800.00000"],"h":["51900.00000","52500.00000"],"o":"51234.50000"},` +
	`"EUR/USD":{"a":["1.13427","1","1.000"],"b":["1.13423","1","1.000"],"c":["1.13425","10.5"],"v":["8333680.5","11480097.9"],"p":["1.13486","1.13575"],"t":[1,2],"l":["1.13300","1.13200"],"h":["1.13900","1.14000"],"o":"1.13790"}}}`

// bars are rows of five minutes that end now, each as long as its number of minutes ago in
// price, for all but gaps.
func bars(name string, now time.Time, from time.Duration, price func(at time.Time) string) string {
	var rows []string
	for at := now.Add(-from).Truncate(fine); at.Before(now); at = at.Add(fine) {
		p := price(at)
		rows = append(rows, fmt.Sprintf(`[%d,"%s","%s","%s","%s","%s","2.50000000",7]`, at.Unix(), p, p, p, p, p))
	}
	return `{"error":[],"result":{"` + name + `":[` + strings.Join(rows, ",") + `],"last":1}}`
}

// percent is a part in per cent.
// percent is part of whole in per cent, to eight decimals.
func percent(part, whole float64) market.Number {
	return market.Num(math.Round(part/whole*1e10) / 1e8)
}

func TestQuotes(t *testing.T) {
	now := wednesday()
	price := func(at time.Time) string {
		switch at.Format("02 15:04") {
		case "03 14:55": // its close is the price of 24 hours ago
			return "52000.00000"
		case "03 23:55":
			return "51000.00000"
		}
		return "50500.00000"
	}
	e := markettest.Serve(t, says(map[string]string{"Ticker": pairs, "OHLC BTC/USD": bars("XXBTZUSD", now, 25*time.Hour, price)}))
	asked := markettest.Symbols(t, "BTC-USD", "EURUSD=X")
	got, errs := open(t, e.URL, now).Quotes(t.Context(), asked)
	if errs[0] != nil || errs[1] != nil {
		t.Fatal(errs)
	}
	want := []*market.Ticker{{
		Symbol: asked[0], Kind: market.KindCrypto, Currency: "USD", ExchangeName: "Kraken", TimeZone: "UTC", State: market.StateOpen, DelayMinutes: market.Num(0),
		Price: market.Num(50005.2), Bid: market.Num(50000), Ask: market.Num(50010.1), Open: market.Num(51234.5), DayHigh: market.Num(51900), DayLow: market.Num(49900),
		Volume: market.Num(102000000), PreviousClose: market.Num(51000), Change: market.Num(-1994.8), ChangePercent: percent(-1994.8, 52000),
		Origin: market.Origin{Provider: "Kraken", URL: "https://pro.kraken.com/app/trade/btc-usd", AsOf: now},
	}, {
		Symbol: asked[1], Kind: market.KindCurrency, Currency: "USD", ExchangeName: "Kraken", TimeZone: "UTC", State: market.StateOpen, DelayMinutes: market.Num(0),
		Price: market.Num(1.13425), Bid: market.Num(1.13423), Ask: market.Num(1.13427), Open: market.Num(1.1379), DayHigh: market.Num(1.139), DayLow: market.Num(1.133),
		Origin: market.Origin{Provider: "Kraken", URL: "https://pro.kraken.com/app/trade/eur-usd", AsOf: now},
	}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(market.Symbol{}, market.Number{})); diff != "" {
		t.Errorf("quotes (-want +got):\n%s", diff)
	}
	if q := e.Asked()[0].Query(); len(e.Asked()) != 2 || q.Get("pair") != "BTC/USD,EUR/USD" || q.Get("assetVersion") != "1" {
		t.Errorf("asked for %s", e.Asked()[0])
	}
	if q := e.Asked()[1].Query(); q.Get("interval") != "5" || q.Get("since") != fmt.Sprint(now.Add(-25*time.Hour).Truncate(fine).Unix()-1) {
		t.Errorf("asked for %s", e.Asked()[1])
	}
}

// A quote whose bars do not come is one without a change, and so is one whose bars have a
// gap where the change begins.
func TestQuotesWithoutAChange(t *testing.T) {
	now := wednesday()
	flat := func(time.Time) string { return "1.0" }
	for name, c := range map[string]struct {
		bars     string
		previous bool
	}{
		"a refusal":       {`{"error":["EService:Busy"]}`, false},
		"another pair":    {bars("ETH/USD", now, 25*time.Hour, flat), false},
		"a page":          {`<html><head></head></html>`, false},
		"too short":       {bars("BTC/USD", now, 20*time.Hour, flat), true},
		"only old":        {bars("BTC/USD", now.Add(-30*time.Hour), 2*time.Hour, flat), false},
		"figures of none": {strings.ReplaceAll(bars("BTC/USD", now, 25*time.Hour, flat), `"1.0"`, `null`), false},
	} {
		e := markettest.Serve(t, says(map[string]string{"Ticker": pairs, "OHLC": c.bars}))
		got, errs := open(t, e.URL, now).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		if errs[0] != nil || got[0].Price.IsZero() || !got[0].Change.IsZero() || !got[0].ChangePercent.IsZero() || got[0].PreviousClose.IsZero() == c.previous {
			t.Errorf("%s: %+v, %v", name, got[0], errs[0])
		}
	}
}

// Many pairs cost one request.
func TestManyPairsAtOnce(t *testing.T) {
	e := markettest.Serve(t, says(map[string]string{"Ticker": pairs}))
	got, errs := open(t, e.URL, wednesday()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD", "EURUSD=X", "ETH-USD", "SOL-USD", "LTC-USD"))
	if len(e.Asked()) != 1 || errs[0] != nil || errs[1] != nil || got[2] != nil || !errors.Is(errs[2], market.ErrUnknownSymbol) {
		t.Errorf("%d requests, %v, %v", len(e.Asked()), got, errs)
	}
}

// Nobody trades where bid and ask are far apart, and what was never traded has no price.
func TestDeadMarkets(t *testing.T) {
	row := `{"error":[],"result":{"BTC/USD":{"a":["%s"],"b":["%s"],"c":["%s","0"],"v":["0.00000","0.00000"],"p":["0.0","0.0"],"t":[0,0],"l":["0.0","0.0"],"h":["0.0","0.0"],"o":"0.0"}}}`
	for name, c := range map[string]struct {
		ask, bid, last string
		dead           bool
	}{
		"alive": {"104.9", "100", "101", false}, "an absurd ask": {"120.0", "0.00001", "0.5", true}, "wide": {"105.2", "100", "101", true},
		"no trade": {"101", "100", "0.0", true}, "no bid": {"101", "0.0", "100", true}, "no ask": {"", "100", "100", true},
	} {
		e := markettest.Serve(t, says(map[string]string{"Ticker": fmt.Sprintf(row, c.ask, c.bid, c.last)}))
		got, errs := open(t, e.URL, wednesday()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		if c.dead != errors.Is(errs[0], market.ErrNoData) || c.dead == (got[0] != nil) {
			t.Errorf("%s: %+v, %v", name, got[0], errs[0])
		}
		if !c.dead && (!got[0].Open.IsZero() || !got[0].DayHigh.IsZero() || !got[0].DayLow.IsZero() || got[0].Volume != market.Num(0)) {
			t.Errorf("%s: what was sent as 0: %+v", name, got[0])
		}
	}
}

// One pair that Kraken does not list spoils the answer about all: then the list of pairs
// says which one it is, in names of now or of old.
func TestUnknownAmongSeveral(t *testing.T) {
	bodies := map[string]string{
		"Ticker BTC/USD,XMR/EUR,EUR/USD": `{"error":["EQuery:Unknown asset pair"]}`, "Ticker BTC/USD,EUR/USD": pairs,
		"AssetPairs": `{"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD"},"EUR/USD":{"wsname":"EUR/USD"},"X.d":{"altname":"X.d"}}}`,
	}
	e := markettest.Serve(t, says(bodies))
	got, errs := open(t, e.URL, wednesday()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD", "XMR-EUR", "EURUSD=X"))
	if got[0] == nil || got[2] == nil || errs[0] != nil || errs[2] != nil || !errors.Is(errs[1], market.ErrUnknownSymbol) {
		t.Errorf("%v, %v", got, errs)
	}
	e.Say(func(r *http.Request) (int, string) {
		if strings.HasSuffix(r.URL.Path, "/AssetPairs") {
			return http.StatusOK, `{"error":["EService:Unavailable"]}`
		}
		return says(bodies)(r)
	})
	if _, errs := open(t, e.URL, wednesday()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD", "XMR-EUR", "EURUSD=X")); !errors.Is(errs[0], market.ErrUnavailable) {
		t.Errorf("%v", errs)
	}
}

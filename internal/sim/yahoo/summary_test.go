package yahoo

import (
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func summaryModules(t *testing.T, now time.Time, symbol, modules string) fields {
	t.Helper()
	got := wiretest.Decoded(t, answerOf(t, now, summaryPath+strings.ReplaceAll(symbol, "^", "%5E")+"?modules="+modules))
	return got["quoteSummary"].(fields)["result"].([]any)[0].(fields)
}

func TestComponentsAreQuoted(t *testing.T) {
	p := truth(t)
	for index, want := range map[string]int{"^DJI": 30, "^GDAXI": 3, "^FTSE": 2, "^N225": 2} {
		got := summaryModules(t, wiretest.Wednesday(), index, "components")["components"].(fields)
		list := got["components"].([]any)
		if len(list) != want || got["maxAge"] != 1.0 {
			t.Errorf("%s: %v", index, got)
		}
		for _, s := range list {
			if _, ok := p.Close(s.(string), "2025-11-18"); !ok {
				t.Errorf("%s of %s has no price", s, index)
			}
		}
	}
}

func TestSummaryRefusals(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	v := visitYahoo(t, w, c)
	for _, x := range []struct {
		path   string
		status int
		says   string
	}{
		{"NOPE?modules=price", 404, `{"quoteSummary":{"error":{"code":"Not Found","description":"Quote not found for symbol: NOPE"},"result":null}}`},
		{"TWTR?modules=price", 404, "No fundamentals data found for symbol: TWTR"},
		{"BTC-USD?modules=financialData", 404, "No fundamentals data found for any of the summaryTypes=financialData"},
		{"AAPL?modules=", 400, "modules"},
	} {
		got := wiretest.Fetch(t, c, "GET", w.YahooURL+summaryPath+x.path+"&crumb="+strings.NewReplacer("/", "%2F", "=", "%3D").Replace(v.crumb), "", "Cookie", v.cookie)
		if got.Status != x.status || !strings.Contains(got.Body, x.says) {
			t.Errorf("%s: %d %s", x.path, got.Status, got.Body)
		}
	}
	for _, path := range []string{summaryPath + "AAPL?modules=price", optionsPath + "AAPL", screenPath + "?scrIds=day_gainers"} {
		if got := wiretest.Fetch(t, c, "GET", w.YahooURL+path, ""); got.Status != 401 || !strings.Contains(got.Body, "Invalid Crumb") {
			t.Errorf("%s without a crumb: %d %s", path, got.Status, got.Body)
		}
	}
}

func TestAFaultMeetsASymbolOnEveryEndpoint(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	if err := w.Yahoo.Set(wire.Fault{Kind: wire.Status, Status: 503, Match: wire.Match{Symbol: "^DJI"}}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{summaryPath + "%s", seriesPath + "%s", optionsPath + "%s", chartPath + "%s", quotePath + "?symbols=%s"} {
		met := wiretest.Fetch(t, c, "GET", w.YahooURL+strings.Replace(path, "%s", "%5EDJI", 1), "")
		other := wiretest.Fetch(t, c, "GET", w.YahooURL+strings.Replace(path, "%s", "%5EFTSE", 1), "")
		if met.Status != 503 || other.Status == 503 {
			t.Errorf("%s: %d, another symbol %d", path, met.Status, other.Status)
		}
	}
}

// TestAnEstimateIsTheOneThatTheHistoryShows looks at a quarter before and after
// its announcement.
func TestAnEstimateIsTheOneThatTheHistoryShows(t *testing.T) {
	before := summaryModules(t, wiretest.Wednesday(), "AAPL", "calendarEvents")["calendarEvents"].(fields)["earnings"].(fields)
	announced := time.Unix(int64(before["earningsDate"].([]any)[0].(float64)), 0).UTC()
	if announced.Format(time.DateTime) != "2026-01-28 21:30:00" {
		t.Errorf("announced at %v", announced)
	}
	after := summaryModules(t, announced.AddDate(0, 0, 1), "AAPL", "earningsHistory")["earningsHistory"].(fields)["history"].([]any)
	last := after[len(after)-1].(fields)
	if last["quarter"].(fields)["fmt"] != "2025-12-31" || last["epsEstimate"].(fields)["raw"] != before["earningsAverage"] {
		t.Errorf("expected %v, history %v", before["earningsAverage"], last)
	}
}

func TestDividendsAgree(t *testing.T) {
	now := wiretest.Wednesday()
	for _, symbol := range []string{"KO", "AAPL", "SPY", "7203.T"} {
		ch := chartOf(t, now, symbol, "range=1y&interval=1d&events=div")
		paid, last, on := 0.0, 0.0, 0.0
		for _, d := range ch.Events["dividends"] {
			paid += d["amount"].(float64)
			if at := d["date"].(float64); at > on {
				last, on = d["amount"].(float64), at
			}
		}
		q := quoteOf(t, symbol, now)
		if len(ch.Events["dividends"]) != 4 || !near(q["trailingAnnualDividendRate"].(float64), paid) {
			t.Errorf("%s: the chart pays %v in %d dividends, the quote says %v", symbol, paid, len(ch.Events["dividends"]), q["trailingAnnualDividendRate"])
		}
		if ahead, ok := q["dividendRate"].(float64); ok && !near(ahead, 4*last) {
			t.Errorf("%s: %v a year ahead, the last dividend is %v", symbol, ahead, last)
		}
	}
}

// TestAdjustedCloses holds the adjusted closes against their definition: each
// dividend takes its share of the close before its ex-day off all earlier ones.
func TestAdjustedCloses(t *testing.T) {
	ch := chartOf(t, wiretest.Wednesday(), "KO", "range=2y&interval=1d&events=div")
	closes, adjusted := ch.Indicators.Quote[0].Close, ch.Indicators.Adjclose[0].Adjclose
	factor := 1.0
	for i := len(closes) - 1; i >= 0; i-- {
		if got, want := *adjusted[i], *closes[i]*factor; got < want*(1-3e-7) || got > want*(1+3e-7) {
			t.Fatalf("bar %d: adjusted %v, want %v", i, got, want)
		}
		for _, d := range ch.Events["dividends"] {
			if int64(d["date"].(float64)) == ch.Timestamp[i] && i > 0 {
				factor *= 1 - d["amount"].(float64)/(*closes[i-1])
			}
		}
	}
	if factor > 0.95 {
		t.Errorf("eight dividends make a factor of %v", factor)
	}
}

func TestPurchasesAreTheTrades(t *testing.T) {
	got := summaryModules(t, wiretest.Wednesday(), "KO", "insiderTransactions,netSharePurchaseActivity")
	bought, sold := 0.0, 0.0
	for _, v := range got["insiderTransactions"].(fields)["transactions"].([]any) {
		deal := v.(fields)
		if deal["startDate"].(fields)["raw"].(float64) <= float64(facts.Date(2025, 11, 19)-182)*86400 {
			continue
		}
		shares := deal["shares"].(fields)["raw"].(float64)
		switch text := deal["transactionText"].(string); {
		case strings.HasPrefix(text, "Bought"):
			bought += shares
		case strings.HasPrefix(text, "Sale"):
			sold += shares
		}
	}
	sums := got["netSharePurchaseActivity"].(fields)
	if sums["buyInfoShares"] != bought || sums["sellInfoShares"] != sold || sums["netInfoShares"] != bought-sold || bought == 0 || sold == 0 {
		t.Errorf("bought %v, sold %v: %v", bought, sold, sums)
	}
}

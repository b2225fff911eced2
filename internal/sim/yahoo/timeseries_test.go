package yahoo

import (
	"math"
	"strings"
	"testing"

	"quotewire/internal/sim/wire/wiretest"
)

// seriesOf is the results of a request for accounts.
func seriesOf(t *testing.T, symbol, query string) []any {
	t.Helper()
	return wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), seriesPath+symbol+"?"+query))["timeseries"].(fields)["result"].([]any)
}

const everyPeriod = "period1=0&period2=1900000000&type="

func TestARestatedYearIsSentTwice(t *testing.T) {
	result := seriesOf(t, "BA", everyPeriod+"annualTotalRevenue")[0].(fields)
	points := result["annualTotalRevenue"].([]any)
	if len(points) != 5 || len(result["timestamp"].([]any)) != 5 {
		t.Fatalf("%v", points)
	}
	before, after := points[2].(fields), points[3].(fields)
	if before["asOfDate"] != "2023-12-31" || after["asOfDate"] != "2023-12-31" {
		t.Fatalf("%v, %v", before, after)
	}
	old, restated := before["reportedValue"].(fields)["raw"].(float64), after["reportedValue"].(fields)["raw"].(float64)
	if math.Abs(old/restated-1.01) > 1e-9 {
		t.Errorf("%v restated to %v", old, restated)
	}
}

func TestWhatIsNotReported(t *testing.T) {
	points := seriesOf(t, "AAPL", everyPeriod+"annualInterestExpense")[0].(fields)["annualInterestExpense"].([]any)
	if len(points) != 4 || points[3] != nil || points[2] == nil {
		t.Errorf("interest of Apple: %v", points)
	}
	for symbol, types := range map[string]string{
		"AAPL": "annualNonsense,nonsense,trailingTotalAssets", "BTC-USD": "annualTotalRevenue", "NOPE": "annualTotalRevenue",
		"TWTR": "annualTotalRevenue", "JPM": "annualGrossProfit,quarterlyCostOfRevenue", "SPY": "annualNetIncome",
	} {
		results := seriesOf(t, symbol, everyPeriod+types)
		if len(results) != strings.Count(types, ",")+1 {
			t.Errorf("%s: %v", symbol, results)
		}
		for _, r := range results {
			if len(r.(fields)) != 1 {
				t.Errorf("%s: %v", symbol, r)
			}
		}
	}
}

func TestPeriodsOfAccounts(t *testing.T) {
	for query, want := range map[string]int{
		everyPeriod + "annualNetIncome": 4, everyPeriod + "quarterlyNetIncome": 5, everyPeriod + "trailingNetIncome": 5,
		"period1=1700000000&period2=1740000000&type=annualNetIncome": 1, // until 2025-02-19
	} {
		result := seriesOf(t, "AAPL", query)[0].(fields)
		if n := len(result["timestamp"].([]any)); n != want {
			t.Errorf("%s: %d periods, want %d", query, n, want)
		}
	}
	if got := answerOf(t, wiretest.Wednesday(), seriesPath+"AAPL?type=annualNetIncome"); !strings.Contains(got, "Missing required query parameter") {
		t.Errorf("without a period: %s", got)
	}
}

func TestNewsIsOfThePast(t *testing.T) {
	got := wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), searchPath+"?q=apple&quotesCount=0&newsCount=40"))
	news := got["news"].([]any)
	if len(news) != 40 || got["count"] != 40.0 {
		t.Fatalf("%d articles, count %v", len(news), got["count"])
	}
	before, titles, seen := float64(wiretest.Wednesday().Unix()), "", map[string]bool{}
	for _, v := range news {
		a := v.(fields)
		at := a["providerPublishTime"].(float64)
		if at > before {
			t.Errorf("an article of %v after one of %v", at, before)
		}
		before = at
		titles += a["title"].(string) + "\n"
		if id := a["uuid"].(string); seen[id] || !strings.HasPrefix(a["link"].(string), "https://") {
			t.Errorf("article %v", a)
		} else {
			seen[id] = true
		}
	}
	if !strings.Contains(titles, "Apple Inc. closes at 300.86 on November 18\n") {
		t.Errorf("the close of yesterday is no news:\n%s", titles)
	}
}

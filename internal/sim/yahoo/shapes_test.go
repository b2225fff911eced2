//go:build recordings

package yahoo

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/sim/wire/wiretest"
)

// shape is which kinds of values answers have at each place: "result.[].symbol"
// holds a string.
type shape map[string]map[string]bool

func (s shape) add(place string, v any) {
	if s[place] == nil {
		s[place] = map[string]bool{}
	}
	s[place][jsonKind(v)] = true
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			s.add(place+"."+key, inner)
		}
	case []any:
		for _, inner := range v {
			s.add(place+".[]", inner)
		}
	}
}

// check reports the places and kinds that ours have and the recordings have not.
func (s shape) check(t *testing.T, name string, ours shape) {
	t.Helper()
	for _, place := range slices.Sorted(maps.Keys(ours)) {
		for kind := range ours[place] {
			if !s[place][kind] {
				t.Errorf("%s: %s is %s, Yahoo sends %v there", name, place, kind, slices.Sorted(maps.Keys(s[place])))
			}
		}
	}
}

// TestRecordingsHaveEveryShape holds every kind of answer against the recordings of its
// kind: no key that Yahoo does not send, no value of another type.
func TestRecordingsHaveEveryShape(t *testing.T) {
	modules := []string{"price", "assetProfile", "summaryProfile", "summaryDetail", "quoteType", "defaultKeyStatistics", "financialData",
		"calendarEvents", "earningsHistory", "earningsTrend", "recommendationTrend", "upgradeDowngradeHistory",
		"majorHoldersBreakdown", "institutionOwnership", "fundOwnership", "insiderTransactions", "netSharePurchaseActivity",
		"fundProfile", "topHoldings", "fundPerformance"}
	summaryOf := func(symbol string) string {
		return summaryPath + url.PathEscape(symbol) + "?modules=" + strings.Join(modules, ",")
	}
	statements := seriesPath + "AAPL?period1=0&period2=1900000000&type="
	for _, c := range []struct {
		name       string
		recordings []string
		asked      []string
	}{
		{"summary of equities", []string{"quoteSummary-all-AAPL.json", "quoteSummary-all-BABA.json", "quoteSummary-all-OCDO.L.json"},
			[]string{summaryOf("AAPL"), summaryOf("BABA"), summaryOf("VOD.L"), summaryOf("INTC"), summaryOf("7203.T"), summaryOf("JPM"), summaryOf("RELIANCE.NS"), summaryOf("ZZ00001")}},
		{"summary of an ETF", []string{"quoteSummary-all-QQQ.json"}, []string{summaryOf("QQQ"), summaryOf("SPY"), summaryOf("GLD")}},
		{"summary of a fund", []string{"quoteSummary-all-0P000071W8.TO.json", "quoteSummary-all-QQQ.json"}, []string{summaryOf("VFIAX"), summaryOf("VBTLX")}},
		{"summary of a coin", []string{"quoteSummary-all-BTC-USD.json"}, []string{summaryOf("BTC-USD")}},
		{"summary of a currency", []string{"quoteSummary-all-EURUSD=X.json"}, []string{summaryOf("EURUSD=X")}},
		{"summary of a future", []string{"quoteSummary-all-GC=F.json"}, []string{summaryOf("GC=F")}},
		// The recorded index is an odd one without averages.
		{"summary of an index", []string{"quoteSummary-all-^VXAPL.json", "quoteSummary-all-EURUSD=X.json"}, []string{summaryOf("^GSPC"), summaryOf("^DJI")}},
		{"options", []string{"options-AAPL.json", "options-AAPL-expire-2022-03-01.json", "options-QQQ.json", "options-OCDO.L.json", "options-ADH.json", "options-BTC-USD.json", "options-BABA.json"},
			[]string{optionsPath + "AAPL?", optionsPath + "SPY?", optionsPath + "AAPL?date=1646092800", optionsPath + "VOD.L?", optionsPath + "BTC-USD?"}},
		{"search", []string{"search-AAPL.json", "search-QQQ.json", "search-ADH.json"}, []string{searchPath + "?q=AAPL&newsCount=20", searchPath + "?q=QQQ"}},
		{"screen", []string{"dailyGainers.json", "dailyLosers.json", "screener-aggressive_small_caps.json"},
			[]string{screenPath + "?scrIds=day_gainers", screenPath + "?scrIds=aggressive_small_caps&start=100"}},
		{"trending", []string{"trendingSymbols-US.json"}, []string{trendingPath + "US?count=20"}},
		{"annual accounts", []string{"fundamentalsTimeSeries-AAPL-all-annual.json"},
			[]string{statements + "annualTotalRevenue,annualDilutedEPS,annualTotalAssets,annualFreeCashFlow,annualInventory,annualNonsense"}},
		{"quarterly accounts", []string{"fundamentalsTimeSeries-AAPL-all-quarterly.json"},
			[]string{statements + "quarterlyTotalRevenue,quarterlyDilutedEPS,quarterlyTotalAssets,quarterlyFreeCashFlow,quarterlyDividendPerShare"}},
	} {
		if slices.ContainsFunc(c.recordings, func(file string) bool { return !there(t, file) }) {
			continue // the shape is what all of them have together
		}
		recorded, ours := shape{}, shape{}
		for _, file := range c.recordings {
			recorded.add("", recording(t, file))
		}
		for _, path := range c.asked {
			ours.add("", wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), path)))
		}
		quotesApart(ours)
		recorded.check(t, c.name, ours)
		if len(ours) < 10 {
			t.Errorf("%s: only %d places", c.name, len(ours))
		}
	}
}

// quotesApart leaves out the quotes, which TestRecordingsHaveTheKeysOfQuotesAndCharts looks at.
func quotesApart(s shape) {
	maps.DeleteFunc(s, func(place string, _ map[string]bool) bool {
		return strings.Contains(place, ".quotes.[].") || strings.Contains(place, ".quote.")
	})
}

// TestRecordingsHaveTheShapeOfRefusals compares what is said of a path that does not exist.
func TestRecordingsHaveTheShapeOfRefusals(t *testing.T) {
	if !there(t, "pageWithUnknownError.json") {
		return
	}
	recorded, ours := shape{}, shape{}
	recorded.add("", recording(t, "pageWithUnknownError.json"))
	ours.add("", wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), "/nonExistingURL")))
	recorded.check(t, "unknown path", ours)
}

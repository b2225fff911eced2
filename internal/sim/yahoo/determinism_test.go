package yahoo

import (
	"strings"
	"testing"
	"time"
)

// everyEndpoint is a path of each, and of each kind of symbol.
func everyEndpoint() []string {
	all := []string{
		screenPath + "?scrIds=day_gainers&count=50", screenPath + "?scrIds=most_actives_europe", screenPath + "?scrIds=aggressive_small_caps",
		trendingPath + "US?count=50", searchPath + "?q=apple&newsCount=20", optionsPath + "SPY?", optionsPath + "ZZ00007?",
	}
	for _, symbol := range []string{"AAPL", "BABA", "VOD.L", "JPM", "SPY", "VFIAX", "%5EDJI", "EURUSD=X", "BTC-USD", "GC=F", "ZZ00007", "TWTR", "NOPE"} {
		all = append(all,
			quotePath+"?symbols="+symbol,
			chartPath+symbol+"?range=2y&interval=1d&events=div,splits",
			summaryPath+symbol+"?modules=price,summaryDetail,assetProfile,defaultKeyStatistics,financialData,calendarEvents,earningsTrend,insiderTransactions,fundPerformance,topHoldings,components",
			seriesPath+symbol+"?period1=0&period2=1900000000&type=annualTotalRevenue,quarterlyTotalAssets,trailingNetIncome",
		)
	}
	return all
}

func TestTwoServersGiveTheSameBytes(t *testing.T) {
	now := time.Date(2025, 12, 24, 17, 10, 0, 0, time.UTC)
	for _, path := range everyEndpoint() {
		one, other := answerOf(t, now, path), answerOf(t, now, path)
		if one != other {
			t.Errorf("%s: answers differ", path)
		}
		if !strings.HasPrefix(one, "{") || strings.Contains(one, "NaN") {
			t.Errorf("%s: %.200s", path, one)
		}
	}
}

// TestAnyMoment asks at odd moments: the world must hold together on each.
func TestAnyMoment(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2001, 6, 1, 15, 0, 0, 0, time.UTC), // before many traded, with earnings that round to nothing
		time.Date(2012, 2, 29, 3, 0, 0, 0, time.UTC),
		time.Date(2024, 3, 22, 14, 0, 0, 0, time.UTC), // the second day of RDDT
		time.Date(2025, 11, 28, 18, 30, 0, 0, time.UTC),
		time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2031, 7, 3, 16, 0, 0, 0, time.UTC),
	} {
		for _, path := range append(everyEndpoint(), quotePath+"?symbols=RDDT,NVDA,TSLA", summaryPath+"NVDA?modules=defaultKeyStatistics,financialData,earningsHistory,earningsTrend,summaryDetail", summaryPath+"RDDT?modules=defaultKeyStatistics,insiderTransactions", optionsPath+"RDDT?") {
			if got := answerOf(t, now, path); !strings.HasPrefix(got, "{") {
				t.Errorf("at %v %s: %.300s", now, path, got)
			}
		}
	}
}

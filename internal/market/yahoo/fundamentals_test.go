package yahoo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/market"
)

func fundamentalsOf(t testing.TB, body string) *market.Fundamentals {
	t.Helper()
	f, err := unwrap([]byte(body), func(a summaryAnswer) (*market.Fundamentals, error) { return readFundamentals(a, symbolOf("AAPL")) })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// modules is a summary of AAPL with these modules beside its price.
func modules(price, rest string) string {
	return `{"quoteSummary":{"result":[{"price":{"symbol":"AAPL","quoteType":"EQUITY",` + price + `},` + rest + `}],"error":null}}`
}

func TestSummaryIsAskedForAtOnce(t *testing.T) {
	f := newFakeYahoo(t)
	var asked []string
	f.on("/v10/finance/quoteSummary/AAPL", func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("modules"), r.URL.Query().Get("crumb"))
		fmt.Fprint(w, summaryBody)
	})
	v, err := newTestMarket(t, options{BaseURL: f.URL}).Fundamentals(t.Context(), sym(t, "aapl"))
	if err != nil || v.Name != "Apple Inc." || v.Statistics.Beta != market.Num(1.2) {
		t.Fatalf("Fundamentals = %+v, %v", v, err)
	}
	if len(asked) != 2 || asked[1] != fakeCrumb || len(strings.Split(asked[0], ",")) != len(summaryModules()) {
		t.Errorf("asked for %q", asked)
	}
}

// Whatever stands where a figure should, only a number is one.
func TestOddFiguresAreAbsent(t *testing.T) {
	for _, odd := range []string{`null`, `{}`, `"12"`, `"Infinity"`, `[]`, `[1]`, `true`, `{"raw":null,"fmt":"1"}`, `{"fmt":"1"}`, `{"raw":{}}`} {
		f := fundamentalsOf(t, modules(`"currency":"USD"`, fmt.Sprintf(`"summaryDetail":{"beta":%[1]s,"marketCap":%[1]s},"financialData":{"totalCash":%[1]s},`+
			`"majorHoldersBreakdown":{"insidersPercentHeld":%[1]s},"earningsHistory":{"history":[{"quarter":%[1]s,"epsActual":%[1]s}]},"calendarEvents":{"earnings":{"earningsDate":[%[1]s]}}`, odd)))
		if f.Statistics != nil || f.Holders != nil || f.Earnings != nil {
			t.Errorf("of %s came %+v, %+v, %+v", odd, f.Statistics, f.Holders, f.Earnings)
		}
	}
	f := fundamentalsOf(t, modules(`"currency":"USD"`, `"summaryDetail":{"beta":{"raw":0,"fmt":"0.00"}},"financialData":{"totalCash":{"raw":1.5}}`))
	if f.Statistics.Beta != market.Num(0) || f.Statistics.Cash != market.Num(1.5) {
		t.Errorf("figures under raw = %+v", f.Statistics)
	}
}

func TestOddModulesAreEmpty(t *testing.T) {
	for _, odd := range []string{`null`, `{}`, `[]`, `"x"`, `7`, `{"trend":null,"history":{},"holders":[null],"transactions":[null,{}],"ownershipList":[{}],"holdings":[{}],"companyOfficers":[{}]}`} {
		var list []string
		for _, name := range summaryModules()[1:] {
			list = append(list, fmt.Sprintf("%q:%s", name, odd))
		}
		f := fundamentalsOf(t, modules(`"currency":"USD"`, strings.Join(list, ",")))
		want := &market.Fundamentals{Symbol: symbolOf("AAPL"), Kind: market.KindEquity, Currency: "USD"}
		if !reflect.DeepEqual(f, want) {
			t.Errorf("of modules %s came %+v", odd, f)
		}
	}
}

// The zeros that Yahoo writes where it knows nothing.
func TestFilledZerosAreAbsent(t *testing.T) {
	none := `{"avg":{"raw":0},"low":{"raw":0},"high":{"raw":0},"numberOfAnalysts":{"raw":0},"yearAgoEps":{}}`
	f := fundamentalsOf(t, modules(`"currency":"GBp"`, `"earningsTrend":{"trend":[{"period":"0q","endDate":null,"growth":{},"earningsEstimate":`+none+`,"revenueEstimate":`+none+
		`,"epsTrend":{"7daysAgo":{"raw":0}},"epsRevisions":{"upLast7days":{"raw":0}}}]},`+
		`"calendarEvents":{"earnings":{"earningsDate":[],"earningsAverage":0,"earningsLow":0,"earningsHigh":0,"revenueAverage":0,"revenueLow":0,"revenueHigh":0,"isEarningsDateEstimate":true}},`+
		`"recommendationTrend":{"trend":[{"period":"0m","strongBuy":0,"buy":0,"hold":0,"sell":0,"strongSell":0}]},"financialData":{"recommendationKey":"none","numberOfAnalystOpinions":0,"targetMeanPrice":0}`))
	if f.Trend != nil || f.Earnings != nil || f.Analysts != nil {
		t.Errorf("of zeros came %+v, %+v, %+v", f.Trend, f.Earnings, f.Analysts)
	}
	fund := fundamentalsOf(t, strings.Replace(modules(`"currency":"CAD"`, `"fundProfile":{"family":"TD","feesExpensesInvestment":{"annualReportExpenseRatio":0}},`+
		`"topHoldings":{"cashPosition":0,"stockPosition":0},"fundPerformance":{"trailingReturns":{"asOfDate":1740009600,"ytd":0,"oneYear":0}}`), "EQUITY", "MUTUALFUND", 1))
	if want := (market.Fund{Family: "TD"}); fund.Fund == nil || !reflect.DeepEqual(*fund.Fund, want) {
		t.Errorf("fund of zeros = %+v", fund.Fund)
	}
}

// A true zero stands beside what shows that it is one.
func TestTrueZerosStay(t *testing.T) {
	f := fundamentalsOf(t, strings.Replace(modules(`"currency":"USD"`, `"summaryDetail":{"payoutRatio":0},`+
		`"earningsTrend":{"trend":[{"period":"0q","earningsEstimate":{"avg":0,"numberOfAnalysts":3},"epsRevisions":{"upLast7days":0}}]},`+
		`"recommendationTrend":{"trend":[{"period":"0m","strongBuy":0,"buy":4}]},"topHoldings":{"stockPosition":1,"bondPosition":0}`), "EQUITY", "ETF", 1))
	if f.Statistics.PayoutRatio != market.Num(0) || f.Trend[0].EPS.Average != market.Num(0) || f.Trend[0].Revisions.Up7 != market.Num(0) || f.Analysts.Months[0].StrongBuy != market.Num(0) || f.Fund.Bonds != market.Num(0) {
		t.Errorf("zeros = %+v, %+v, %+v, %+v", f.Statistics, f.Trend, f.Analysts, f.Fund)
	}
}

func TestRatiosOfTwoCurrenciesAreAbsent(t *testing.T) {
	for _, c := range []struct {
		name, price, accounts                    string
		trailing, forward, book, sales, dividend bool
	}{
		{"one currency", "USD", "USD", true, true, true, true, true},
		{"accounts in yuan", "USD", "CNY", true, true, false, false, false},
		{"prices in pence", "GBp", "GBP", false, false, false, true, false},
	} {
		body := modules(fmt.Sprintf(`"currency":%q,"regularMarketPrice":300`, c.price), fmt.Sprintf(
			`"summaryDetail":{"trailingPE":150,"forwardPE":100,"priceToSalesTrailing12Months":2,"trailingAnnualDividendRate":7,"trailingAnnualDividendYield":0.05},`+
				`"defaultKeyStatistics":{"trailingEps":2,"forwardEps":3,"bookValue":1.5,"priceToBook":200,"forwardPE":999},"financialData":{"financialCurrency":%q}`, c.accounts))
		s := fundamentalsOf(t, body).Statistics
		got := []bool{!s.TrailingPE.IsZero(), !s.ForwardPE.IsZero(), !s.PriceToBook.IsZero(), !s.PriceToSales.IsZero(), !s.TrailingDividendRate.IsZero() && !s.TrailingDividendYield.IsZero()}
		if want := []bool{c.trailing, c.forward, c.book, c.sales, c.dividend}; !slices.Equal(got, want) {
			t.Errorf("%s: present = %v, want %v", c.name, got, want)
		}
	}
	// Ratios that are made in one unit stay, whatever the price's unit.
	s := fundamentalsOf(t, modules(`"currency":"GBp","regularMarketPrice":300`, `"summaryDetail":{"trailingPE":1.5},"defaultKeyStatistics":{"trailingEps":2,"bookValue":1.5,"priceToBook":2},"financialData":{"financialCurrency":"GBP"}`)).Statistics
	if s.TrailingPE != market.Num(1.5) || s.PriceToBook != market.Num(2) {
		t.Errorf("ratios = %v, %v", s.TrailingPE, s.PriceToBook)
	}
}

func TestPercentsBecomeFractions(t *testing.T) {
	s := fundamentalsOf(t, modules(`"currency":"USD"`, `"summaryDetail":{"dividendYield":0.0041,"fiveYearAvgDividendYield":0.6},"financialData":{"debtToEquity":143.47,"profitMargins":0.24295}`)).Statistics
	if s.DividendYield != market.Num(0.0041) || s.FiveYearDividendYield != market.Num(0.006) || s.DebtToEquity != market.Num(1.4347) || s.ProfitMargin != market.Num(0.24295) {
		t.Errorf("fractions = %+v", s)
	}
}

func TestListsAreBoundedNewestFirst(t *testing.T) {
	f := fundamentalsOf(t, hugeSummary("AAPL"))
	if n := len(f.Analysts.Changes); n != market.MaxRatingChanges || f.Analysts.AllChanges != 200 || !f.Analysts.Changes[0].At.After(f.Analysts.Changes[n-1].At) || f.Analysts.Changes[0].At.Unix() != 1000000199 {
		t.Errorf("%d of %d changes, the first %v", n, f.Analysts.AllChanges, f.Analysts.Changes[0])
	}
	if n := len(f.Holders.Trades); n != market.MaxInsiderTrades || f.Holders.AllTrades != 200 || f.Holders.Trades[0].Date.Compare(f.Holders.Trades[n-1].Date) <= 0 {
		t.Errorf("%d of %d trades, the first %v", n, f.Holders.AllTrades, f.Holders.Trades[0])
	}
	if len(f.Holders.TopFunds) != maxHolders || len(f.Profile.Officers) != maxOfficers || len(f.Profile.Summary) > 4*maxSummary || len(f.Earnings.History) != maxResults || len(f.Trend) != maxResults {
		t.Errorf("lists of %d funds, %d officers, %d bytes of summary, %d quarters, %d periods", len(f.Holders.TopFunds), len(f.Profile.Officers), len(f.Profile.Summary), len(f.Earnings.History), len(f.Trend))
	}
}

func TestProfileOfACoin(t *testing.T) {
	f := fundamentalsOf(t, modules(`"currency":"USD"`, `"assetProfile":{"name":"Bitcoin","description":"A coin\n of\u0000 sorts","website":"javascript:alert(1)"}`))
	if f.Profile == nil || f.Profile.Summary != "A coin of sorts" || f.Profile.Website != "" {
		t.Errorf("profile = %+v", f.Profile)
	}
}

// hugeSummary is a summary with more of everything than is kept.
func hugeSummary(symbol string) string {
	long := strings.Repeat("words of \u00e9 ", 2000)
	list := func(n int, format string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(format, i, long[:300]))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	text, err := json.Marshal(long)
	if err != nil {
		return ""
	}
	return `{"quoteSummary":{"result":[{"price":{"symbol":"` + symbol + `","quoteType":"EQUITY","currency":"USD","longName":` + string(text) + `},` +
		`"assetProfile":{"longBusinessSummary":` + string(text) + `,"sector":` + string(text) + `,"companyOfficers":` + list(200, `{"name":"n%d","title":"%s","age":50}`) + `},` +
		`"upgradeDowngradeHistory":{"history":` + list(200, `{"epochGradeDate":1000000%03d,"firm":"%s","toGrade":"Buy","action":"up"}`) + `},` +
		`"insiderTransactions":{"transactions":` + list(200, `{"startDate":{"raw":1%03d000000},"filerName":"%s","shares":{"raw":5}}`) + `},` +
		`"fundOwnership":{"ownershipList":` + list(200, `{"position":%d,"organization":"%s"}`) + `},` +
		`"institutionOwnership":{"ownershipList":` + list(200, `{"position":%d,"organization":"%s"}`) + `},` +
		`"earningsHistory":{"history":` + list(200, `{"quarter":1%03d000000,"currency":"%s","epsActual":1}`) + `},` +
		`"earningsTrend":{"trend":` + list(200, `{"period":"+%dq","earningsEstimate":{"avg":1,"earningsCurrency":"%s"}}`) + `}` +
		`}],"error":null}}`
}

// A burst of many companies must leave the process where it was.
func TestBurstOfFundamentalsStaysUnderTheCaps(t *testing.T) {
	const symbols, workers = 5000, 4
	const pattern = "PLACEHOLDER"
	body := hugeSummary(pattern)
	reg := prometheus.NewRegistry()
	m := newTestMarket(t, options{Registerer: reg, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		if resp := credentials(r); resp != nil {
			return resp, nil
		}
		i := strings.LastIndexByte(r.URL.Path, '/')
		small := modules(`"currency":"USD"`, `"summaryDetail":{"beta":1}`)
		if strings.HasSuffix(r.URL.Path, "00") { // one of a hundred is as large as can be
			return answer(r, http.StatusOK, strings.Replace(body, pattern, r.URL.Path[i+1:], 1)), nil
		}
		return answer(r, http.StatusOK, strings.Replace(small, "AAPL", r.URL.Path[i+1:], 1)), nil
	})})
	before := liveHeap()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < symbols; i += workers {
				symbol := symbolOf(fmt.Sprintf("T%d", i))
				if f, err := m.Fundamentals(t.Context(), symbol); err != nil || f.Symbol != symbol {
					t.Errorf("Fundamentals(%s) = %v, %v", symbol, f, err)
					return
				}
			}
		})
	}
	wg.Wait()
	n, b := measured(t, reg, "quotewire_cache_entries", "fundamentals"), int64(measured(t, reg, "quotewire_cache_bytes", "fundamentals"))
	if n > 100 || b > 32<<20 {
		t.Errorf("%v entries and %d bytes held, want at most 100 and 32 MiB", n, b)
	}
	if grown := liveHeap() - before; grown > b+8<<20 {
		t.Errorf("heap grew by %d bytes, the cache counts %d", grown, b)
	}
	t.Logf("%v entries, %d bytes counted", n, b)
}

// liveHeap is what is in use after a collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

func TestFundamentalsAreJSON(t *testing.T) {
	f := fundamentalsOf(t, hugeSummary("AAPL"))
	f.AsOf = time.Unix(1740061800, 0).UTC()
	raw, err := json.Marshal(f)
	if err != nil || !strings.Contains(string(raw), `"as_of":"2025-02-20T14:30:00Z"`) || strings.Contains(string(raw), `"beta"`) {
		t.Errorf("JSON = %.300s, %v", raw, err)
	}
}

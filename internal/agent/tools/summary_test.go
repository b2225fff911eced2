package tools_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/agent/tools"
	"quotewire/internal/calendar"
	"quotewire/internal/macro"
	"quotewire/internal/macro/fred"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/study"
)

// answers is a Yahoo without sockets: a body by path.
type answers map[string]string

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	status, header, body := http.StatusOK, http.Header{}, a[r.URL.Path]
	switch {
	case r.URL.Path == "/":
		status, header = http.StatusNotFound, http.Header{"Set-Cookie": {"A3=cookie; Path=/; Domain=yahoo.com"}}
	case r.URL.Path == "/v1/test/getcrumb":
		body = "crumb"
	case body == "":
		status, body = http.StatusNotFound, `{"finance":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}`
	}
	return &http.Response{
		StatusCode: status, Header: header, Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// from calls a tool over what Yahoo answers, on Friday 21 November 2025 after the
// close in New York.
func from(t testing.TB, says answers, name, args string) string {
	t.Helper()
	now := func() time.Time { return time.Date(2025, 11, 21, 22, 0, 0, 0, time.UTC) }
	calendars, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	source, err := yahoo.New(yahoo.Options{Client: client.Options{RoundTripper: says}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	data, err := market.New(market.Options{Sources: []market.Source{source}, Now: now, Calendars: calendars})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(data.Close)
	studies, err := study.New(study.Options{Market: data, Calendars: calendars, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	database, err := fred.New(httpsource.Options{RoundTripper: says, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	series, err := macro.New(macro.Options{Sources: []macro.Source{database}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(series.Close)
	all, err := tools.Market(data, studies, series)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(t agent.Tool) bool { return t.Name() == name })
	r, err := all[i].Call(t.Context(), args)
	if err != nil {
		t.Fatal(err)
	}
	return r.Told()
}

// summary is a company of which no two figures are alike.
const summary = `{"quoteSummary":{"result":[{
"price":{"symbol":"AAPL","quoteType":"EQUITY","longName":"Apple Inc.","currency":"USD","regularMarketPrice":100,"marketCap":1000000},
"summaryDetail":{"marketCap":1000000,"beta":1.21,"trailingPE":20.5,"forwardPE":18.5,"priceToSalesTrailing12Months":2.75,
 "dividendRate":2.04,"dividendYield":0.0204,"trailingAnnualDividendRate":1.96,"trailingAnnualDividendYield":0.0196,"fiveYearAvgDividendYield":1.87,"payoutRatio":0.41,"exDividendDate":1762732800},
"defaultKeyStatistics":{"enterpriseValue":1080000,"sharesOutstanding":10000,"impliedSharesOutstanding":10000,"floatShares":9500,"sharesShort":310,"sharesShortPriorMonth":290,"shortRatio":1.7,"shortPercentOfFloat":0.0326,
 "52WeekChange":0.151,"SandP52WeekChange":0.132,"pegRatio":1.9,"priceToBook":4.25,"enterpriseToRevenue":2.97,"enterpriseToEbitda":9.82,"trailingEps":4.88,"forwardEps":5.4,"bookValue":23.5,
 "earningsQuarterlyGrowth":0.086,"netIncomeToCommon":48800,"lastDividendValue":0.51,"lastDividendDate":1762732800},
"financialData":{"financialCurrency":"USD","targetLowPrice":81,"targetMeanPrice":112,"targetMedianPrice":113,"targetHighPrice":144,"numberOfAnalystOpinions":31,"recommendationMean":2.1,"recommendationKey":"buy",
 "totalRevenue":363600,"revenuePerShare":36.4,"grossProfits":161000,"ebitda":110000,"operatingCashflow":71000,"freeCashflow":52000,"totalCash":60000,"totalCashPerShare":6.01,"totalDebt":140000,"debtToEquity":59.6,
 "currentRatio":1.31,"quickRatio":1.12,"grossMargins":0.443,"ebitdaMargins":0.303,"operatingMargins":0.281,"profitMargins":0.134,"returnOnAssets":0.117,"returnOnEquity":0.208,"revenueGrowth":0.062,"earningsGrowth":0.091},
"calendarEvents":{"earnings":{"earningsDate":[1769722200],"earningsAverage":1.4,"earningsLow":1.1,"earningsHigh":1.7,"revenueAverage":95000,"revenueLow":91000,"revenueHigh":99000}},
"earningsTrend":{"trend":[{"period":"0q","endDate":"2025-12-31","growth":0.07,
 "earningsEstimate":{"avg":1.41,"low":1.12,"high":1.73,"yearAgoEps":1.31,"numberOfAnalysts":24,"growth":0.071,"earningsCurrency":"USD"},
 "revenueEstimate":{"avg":95100,"low":91200,"high":99300,"yearAgoRevenue":88000,"numberOfAnalysts":22,"growth":0.08,"revenueCurrency":"USD"},
 "epsTrend":{"7daysAgo":1.42,"30daysAgo":1.43,"60daysAgo":1.44,"90daysAgo":1.45},
 "epsRevisions":{"upLast7days":1,"upLast30days":2,"downLast7Days":3,"downLast30days":4}}]},
"recommendationTrend":{"trend":[{"period":"-1m","strongBuy":5,"buy":11,"hold":7,"sell":2,"strongSell":1}]},
"upgradeDowngradeHistory":{"history":[{"epochGradeDate":1762732800,"firm":"Bank of Nowhere","fromGrade":"Hold","toGrade":"Buy","action":"up","currentPriceTarget":125,"priorPriceTarget":118}]},
"majorHoldersBreakdown":{"insidersPercentHeld":0.027,"institutionsPercentHeld":0.617,"institutionsFloatPercentHeld":0.634,"institutionsCount":6542},
"netSharePurchaseActivity":{"period":"6m","buyInfoCount":3,"buyInfoShares":1500,"sellInfoCount":12,"sellInfoShares":2500,"netInfoShares":-1000,"netPercentInsiderShares":-0.003,"totalInsiderShares":7000},
"insiderTransactions":{"transactions":[%s]}}],"error":null}}`

// Each figure of a summary stands where it says what it is, from the source's name
// for it to ours: the highest is not shown as the lowest.
func TestFiguresOfACompanyStandAtTheirNames(t *testing.T) {
	yahoo := answers{"/v10/finance/quoteSummary/AAPL": fmt.Sprintf(summary, "")}
	for section, lines := range map[string]string{
		"overview": `market cap: 1.00 million (1,000,000) USD
enterprise value: 1.08 million (1,080,000) USD
p/e (trailing): 20.50
p/e (forward): 18.50
eps (trailing 12 months): 4.88 USD
eps (forward): 5.40 USD
peg ratio: 1.90
price to book: 4.25
price to sales (trailing 12 months): 2.75
enterprise value to revenue: 2.97
enterprise value to ebitda: 9.82
book value a share: 23.50 USD
beta (5 years, monthly): 1.21
52-week change of the price: +15.10 %
52-week change of the S&P 500: +13.20 %
eps expected: 1.40 USD
revenue expected: 95,000 USD
dividend a share and year (announced): 2.04 USD
dividend yield (announced): 2.04 %
dividend a share and year (trailing): 1.96 USD
dividend yield (trailing): 1.96 %
dividend yield (average of 5 years): 1.87 %
payout ratio: 41.00 %
last dividend a share: 0.51 USD on 2025-11-10
shares outstanding: 10,000
float: 9,500
shares short: 310
shares short the month before: 290
short ratio (days of average volume): 1.70
short of float: 3.26 %
revenue: 363,600 USD
revenue a share: 36.40 USD
gross profit: 161,000 USD
ebitda: 110,000 USD
net income to common: 48,800 USD
operating cash flow: 71,000 USD
free cash flow (levered): 52,000 USD
gross margin: 44.30 %
ebitda margin: 30.30 %
operating margin: 28.10 %
profit margin: 13.40 %
return on assets: 11.70 %
return on equity: 20.80 %
revenue growth (quarter on year): +6.20 %
earnings growth (quarter on year): +9.10 %
quarterly earnings growth (on year): +8.60 %
cash: 60,000 USD
cash a share: 6.01 USD
debt: 140,000 USD
current ratio: 1.31
quick ratio: 1.12`,
		"earnings": `eps expected: 1.40 USD
eps expected (lowest): 1.10 USD
eps expected (highest): 1.70 USD
revenue expected: 95,000 USD
revenue expected (lowest): 91,000 USD
revenue expected (highest): 99,000 USD`,
		"estimates": `Estimates for this quarter, which ends 2025-12-31
growth expected: +7.00 %
eps expected: 1.41 USD
eps expected (lowest): 1.12 USD
eps expected (highest): 1.73 USD
eps a year before (actual): 1.31 USD
eps growth over it: +7.10 %
eps analysts: 24
revenue expected: 95,100 USD
revenue expected (lowest): 91,200 USD
revenue expected (highest): 99,300 USD
revenue a year before (actual): 88,000 USD
revenue growth over it: +8.00 %
revenue analysts: 22
eps expected 7 days ago: 1.42 USD
eps expected 30 days ago: 1.43 USD
eps expected 60 days ago: 1.44 USD
eps expected 90 days ago: 1.45 USD
analysts who raised it: 1 in 7 days, 2 in 30 days
analysts who cut it: 3 in 7 days, 4 in 30 days`,
		"analysts": `price target (mean): 112.00 USD
price target (median): 113.00 USD
price target (lowest): 81.00 USD
price target (highest): 144.00 USD
analysts with a target: 31
mean rating (1 strong buy, 5 sell): 2.10
last month | 5 | 11 | 7 | 2 | 1
2025-11-10 | Bank of Nowhere | upgraded | Hold | Buy | 125.00 USD | 118.00 USD`,
		"holders": `held by insiders: 2.70 %
held by institutions: 61.70 %
held by institutions, of the float: 63.40 %
institutions: 6,542`,
		"insiders": `purchases: 3
shares bought: 1,500
sales: 12
shares sold: 2,500
net shares bought: -1,000
net, of the insiders' shares: -0.30 %
shares held by insiders: 7,000`,
	} {
		text := from(t, yahoo, "company", `{"symbol":"AAPL","section":"`+section+`"}`)
		have := strings.Split(text, "\n")
		for line := range strings.Lines(lines) {
			if !slices.Contains(have, strings.TrimSpace(line)) {
				t.Errorf("%s: no line %q in\n%s", section, strings.TrimSpace(line), text)
			}
		}
	}
}

// A page says which of how many it is, in the one line by which the model asks for
// the next; what fits one page says nothing of pages.
func TestPagesSayWhichTheyAre(t *testing.T) {
	var trades []string
	for i := range 45 {
		trades = append(trades, fmt.Sprintf(`{"startDate":%d,"filerName":"#%d# %s","filerRelation":"%s","transactionText":"%s","shares":%d,"value":1,"ownership":"D"}`,
			1762732800-86400*i, i, strings.Repeat("n", 150), strings.Repeat("r", 100), strings.Repeat("s", 150), i))
	}
	yahoo := answers{"/v10/finance/quoteSummary/AAPL": fmt.Sprintf(summary, strings.Join(trades, ","))}
	page := func(section string, n int) string {
		return from(t, yahoo, "company", fmt.Sprintf(`{"symbol":"AAPL","section":%q,"page":%d}`, section, n))
	}
	marker := regexp.MustCompile(`(?m)^page: (\d+) of (\d+)$`)
	const all = 3
	for n := 1; n <= all; n++ {
		text := page("insiders", n)
		found := marker.FindAllString(text, -1)
		if want := fmt.Sprintf("page: %d of %d", n, all); !slices.Equal(found, []string{want}) {
			t.Errorf("page %d says %q, want %q:\n%.400s", n, found, want, text)
		}
		if !strings.Contains(text, "date | name | relation") || !strings.HasPrefix(text, "Company: Apple Inc. (AAPL), insider") {
			t.Errorf("page %d has no head or no columns:\n%.400s", n, text)
		}
		first := strings.Index(text, "#0#")
		if (first >= 0) != (n == 1) || strings.Contains(text, "#44#") != (n == all) {
			t.Errorf("page %d holds other rows than are its own", n)
		}
	}
	if text := page("insiders", all+1); marker.MatchString(text) || !strings.HasSuffix(text, "There is no page 4: pages are 1 to 3.") {
		t.Errorf("past the last page:\n%s", text)
	}
	if text := page("earnings", 1); marker.MatchString(text) || strings.Contains(text, "page") {
		t.Errorf("what fits one page speaks of pages:\n%s", text)
	}
	if a, b := page("insiders", 1), from(t, yahoo, "company", `{"symbol":"AAPL","section":"insiders"}`); a != b {
		t.Error("the first page is not what comes without a page")
	}
}

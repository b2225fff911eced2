//go:build recordings

package yahoo

import (
	"math"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// replay is a Market whose Yahoo answers path with rec.
func replay(t *testing.T, rec *recording, path string) *market.Market {
	t.Helper()
	f := newFakeYahoo(t)
	f.on(path, func(w http.ResponseWriter, _ *http.Request) { rec.write(w) })
	return newTestMarket(t, options{BaseURL: f.URL})
}

// rawNumber is the number in a value of the file: plain, or under raw.
func rawNumber(v any) (float64, bool) {
	if m, ok := v.(map[string]any); ok {
		v = m["raw"]
	}
	n, ok := v.(float64)
	return n, ok
}

func rawText(v any) string {
	s, _ := v.(string)
	return s
}

// sameFigure compares n with the file's value times scale; left says that it may be absent.
func sameFigure(t *testing.T, what string, n market.Number, raw any, scale float64, left bool) bool {
	t.Helper()
	got, present := n.Get()
	want, sent := rawNumber(raw)
	want *= scale
	switch {
	case present && !sent:
		t.Errorf("%s = %v, file has %v", what, got, raw)
	case present && math.Abs(got-want) > 1e-9*math.Abs(want):
		t.Errorf("%s = %v, file has %v", what, got, want)
	case present && left:
		t.Errorf("%s = %v, must be left out (file has %v)", what, got, raw)
	case !present && sent && !left:
		t.Errorf("%s is absent, file has %v", what, raw)
	}
	return present
}

// flatFigure says where in a summary a figure of Fundamentals comes from.
type flatFigure struct {
	path  string // in Fundamentals
	from  string // in the summary; the first of several, parted by blanks, that is there
	scale float64
	left  func(root any, v float64) bool // why a figure that was sent is left out
}

func zero(_ any, v float64) bool    { return v == 0 }
func notPlus(_ any, v float64) bool { return v <= 0 }

func mixed(root any, _ float64) bool {
	price, accounts := dig(root, "price", "currency"), dig(root, "financialData", "financialCurrency")
	return accounts != nil && accounts != price
}

func twoCurrencies(root any, _ float64) bool {
	return mixed(root, 0) && dig(root, "financialData", "financialCurrency") != major(root)
}

func major(root any) any {
	if c := dig(root, "price", "currency"); c != "GBp" {
		return c
	}
	return "GBP"
}

func notFund(root any, _ float64) bool {
	kind := dig(root, "price", "quoteType")
	return kind != "ETF" && kind != "MUTUALFUND"
}

// flatFigures are all figures of Fundamentals that stand in no list.
func flatFigures() []flatFigure {
	list := []flatFigure{
		{"Profile.Employees", "assetProfile.fullTimeEmployees", 1, notPlus},

		{"Statistics.MarketCap", "summaryDetail.marketCap price.marketCap", 1, notPlus},
		{"Statistics.EnterpriseValue", "defaultKeyStatistics.enterpriseValue", 1, zero},
		{"Statistics.SharesOutstanding", "defaultKeyStatistics.sharesOutstanding", 1, notPlus},
		{"Statistics.ImpliedShares", "defaultKeyStatistics.impliedSharesOutstanding", 1, notPlus},
		{"Statistics.FloatShares", "defaultKeyStatistics.floatShares", 1, notPlus},
		{"Statistics.SharesShort", "defaultKeyStatistics.sharesShort", 1, nil},
		{"Statistics.SharesShortBefore", "defaultKeyStatistics.sharesShortPriorMonth", 1, nil},
		{"Statistics.ShortRatio", "defaultKeyStatistics.shortRatio", 1, nil},
		{"Statistics.ShortOfFloat", "defaultKeyStatistics.shortPercentOfFloat", 1, nil},
		{"Statistics.Beta", "summaryDetail.beta defaultKeyStatistics.beta", 1, nil},
		{"Statistics.YearChange", "defaultKeyStatistics.52WeekChange", 1, nil},
		{"Statistics.YearChangeSP500", "defaultKeyStatistics.SandP52WeekChange", 1, nil},
		{"Statistics.TrailingPE", "summaryDetail.trailingPE", 1, notPlus},
		{"Statistics.ForwardPE", "summaryDetail.forwardPE", 1, notPlus},
		{"Statistics.PEG", "defaultKeyStatistics.pegRatio", 1, zero},
		{"Statistics.PriceToBook", "defaultKeyStatistics.priceToBook", 1, twoCurrencies},
		{"Statistics.PriceToSales", "summaryDetail.priceToSalesTrailing12Months", 1, twoCurrencies},
		{"Statistics.EVToRevenue", "defaultKeyStatistics.enterpriseToRevenue", 1, nil},
		{"Statistics.EVToEBITDA", "defaultKeyStatistics.enterpriseToEbitda", 1, nil},
		{"Statistics.EPS", "defaultKeyStatistics.trailingEps", 1, nil},
		{"Statistics.ForwardEPS", "defaultKeyStatistics.forwardEps", 1, nil},
		{"Statistics.BookValue", "defaultKeyStatistics.bookValue", 1, nil},
		{"Statistics.QuarterlyEarningsGrowth", "defaultKeyStatistics.earningsQuarterlyGrowth", 1, nil},
		{"Statistics.NetIncome", "defaultKeyStatistics.netIncomeToCommon", 1, nil},
		{"Statistics.ProfitMargin", "financialData.profitMargins defaultKeyStatistics.profitMargins", 1, nil},
		{"Statistics.DebtToEquity", "financialData.debtToEquity", 0.01, nil},
		{"Statistics.DividendRate", "summaryDetail.dividendRate", 1, nil},
		{"Statistics.DividendYield", "summaryDetail.dividendYield", 1, nil},
		{"Statistics.TrailingDividendRate", "summaryDetail.trailingAnnualDividendRate", 1, mixed},
		{"Statistics.TrailingDividendYield", "summaryDetail.trailingAnnualDividendYield", 1, mixed},
		{"Statistics.FiveYearDividendYield", "summaryDetail.fiveYearAvgDividendYield", 0.01, nil},
		{"Statistics.PayoutRatio", "summaryDetail.payoutRatio", 1, nil},
		{"Statistics.LastDividend", "defaultKeyStatistics.lastDividendValue", 1, func(root any, v float64) bool { return v <= 0 || twoCurrencies(root, v) }},

		{"Earnings.EPS", "calendarEvents.earnings.earningsAverage", 1, nil},
		{"Earnings.EPSLow", "calendarEvents.earnings.earningsLow", 1, nil},
		{"Earnings.EPSHigh", "calendarEvents.earnings.earningsHigh", 1, nil},
		{"Earnings.Revenue", "calendarEvents.earnings.revenueAverage", 1, nil},
		{"Earnings.RevenueLow", "calendarEvents.earnings.revenueLow", 1, nil},
		{"Earnings.RevenueHigh", "calendarEvents.earnings.revenueHigh", 1, nil},

		{"Holders.Insiders", "majorHoldersBreakdown.insidersPercentHeld", 1, nil},
		{"Holders.Institutions", "majorHoldersBreakdown.institutionsPercentHeld", 1, nil},
		{"Holders.InstitutionsOfFloat", "majorHoldersBreakdown.institutionsFloatPercentHeld", 1, nil},
		{"Holders.InstitutionCount", "majorHoldersBreakdown.institutionsCount", 1, nil},
		{"Holders.Activity.Purchases", "netSharePurchaseActivity.buyInfoCount", 1, nil},
		{"Holders.Activity.Bought", "netSharePurchaseActivity.buyInfoShares", 1, nil},
		{"Holders.Activity.Sales", "netSharePurchaseActivity.sellInfoCount", 1, nil},
		{"Holders.Activity.Sold", "netSharePurchaseActivity.sellInfoShares", 1, nil},
		{"Holders.Activity.Net", "netSharePurchaseActivity.netInfoShares", 1, nil},
		{"Holders.Activity.NetPart", "netSharePurchaseActivity.netPercentInsiderShares", 1, nil},
		{"Holders.Activity.TotalShares", "netSharePurchaseActivity.totalInsiderShares", 1, nil},

		{"Fund.ExpenseRatio", "fundProfile.feesExpensesInvestment.annualReportExpenseRatio", 1, notPlus},
		{"Fund.Turnover", "fundProfile.feesExpensesInvestment.annualHoldingsTurnover defaultKeyStatistics.annualHoldingsTurnover", 1, notFund},
		{"Fund.Assets", "summaryDetail.totalAssets", 1, notFund},
		{"Fund.NAV", "summaryDetail.navPrice", 1, notFund},
		{"Fund.Yield", "summaryDetail.yield", 1, notFund},
		{"Fund.Beta", "defaultKeyStatistics.beta3Year", 1, notFund},
	}
	for path, from := range map[string]string{
		"RevenuePerShare": "revenuePerShare", "GrossMargin": "grossMargins", "EBITDAMargin": "ebitdaMargins", "OperatingMargin": "operatingMargins",
		"ReturnOnAssets": "returnOnAssets", "ReturnOnEquity": "returnOnEquity", "RevenueGrowth": "revenueGrowth", "EarningsGrowth": "earningsGrowth",
		"Revenue": "totalRevenue", "GrossProfit": "grossProfits", "EBITDA": "ebitda", "OperatingCashFlow": "operatingCashflow", "FreeCashFlow": "freeCashflow",
		"Cash": "totalCash", "CashPerShare": "totalCashPerShare", "Debt": "totalDebt", "CurrentRatio": "currentRatio", "QuickRatio": "quickRatio",
	} {
		list = append(list, flatFigure{"Statistics." + path, "financialData." + from, 1, nil})
	}
	for path, from := range map[string]string{
		"TargetLow": "targetLowPrice", "TargetMean": "targetMeanPrice", "TargetMedian": "targetMedianPrice", "TargetHigh": "targetHighPrice",
		"Opinions": "numberOfAnalystOpinions", "RatingMean": "recommendationMean",
	} {
		list = append(list, flatFigure{"Analysts." + path, "financialData." + from, 1, notPlus})
	}
	for path, from := range map[string]string{"Cash": "cash", "Stocks": "stock", "Bonds": "bond", "Preferred": "preferred", "Convertible": "convertible", "Other": "other"} {
		list = append(list, flatFigure{"Fund." + path, "topHoldings." + from + "Position", 1, notFund})
	}
	for path, from := range map[string]string{
		"YTD": "ytd", "OneMonth": "oneMonth", "ThreeMonth": "threeMonth", "OneYear": "oneYear", "ThreeYear": "threeYear", "FiveYear": "fiveYear", "TenYear": "tenYear",
	} {
		list = append(list, flatFigure{"Fund.Returns." + path, "fundPerformance.trailingReturns." + from, 1, notFund})
	}
	return list
}

// flatPaths lists the figures of a type that stand in no list.
func flatPaths(t reflect.Type, prefix string) (paths []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		ft := f.Type
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		switch {
		case ft == reflect.TypeFor[market.Number]():
			paths = append(paths, prefix+f.Name)
		case ft.Kind() == reflect.Struct && ft.PkgPath() == reflect.TypeFor[market.Number]().PkgPath() && !f.Anonymous && ft != reflect.TypeFor[market.Symbol]():
			paths = append(paths, flatPaths(ft, prefix+f.Name+".")...)
		}
	}
	return paths
}

// figureAt follows a path of fields; absent where a section is nil.
func figureAt(v reflect.Value, path string) market.Number {
	for _, name := range strings.Split(path, ".") {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return market.Number{}
			}
			v = v.Elem()
		}
		v = v.FieldByName(name)
	}
	return v.Interface().(market.Number)
}

func summaryRecording(t *testing.T, rec *recording) int {
	symbol := filepath.Base(rec.parse(t).Path)
	m := replay(t, rec, "/v10/finance/quoteSummary/"+symbol)
	f, err := m.Fundamentals(t.Context(), sym(t, symbol))
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("Fundamentals(%s): %v", symbol, err)
	}
	root := dig(plainJSON(t, rec.body()), "quoteSummary", "result", 0)
	compared, known := 0, map[string]bool{}
	for _, flat := range flatFigures() {
		known[flat.path] = true
		var raw any
		for _, from := range strings.Fields(flat.from) {
			steps := []any{}
			for _, step := range strings.Split(from, ".") {
				steps = append(steps, step)
			}
			if _, sent := rawNumber(raw); !sent {
				raw = dig(root, steps...)
			}
		}
		v, _ := rawNumber(raw)
		left := flat.left != nil && flat.left(root, v)
		scale := flat.scale
		switch {
		case flat.path == "Statistics.PriceToBook" && mixed(root, 0):
			scale /= 100 // pence by pounds in the file
		case flat.path == "Statistics.CashPerShare":
			// A receipt stands for several of the shares that some files count.
			listed, _ := rawNumber(dig(root, "defaultKeyStatistics", "sharesOutstanding"))
			float, _ := rawNumber(dig(root, "defaultKeyStatistics", "floatShares"))
			left = float > receiptFloat*listed
		}
		if sameFigure(t, flat.path, figureAt(reflect.ValueOf(f), flat.path), raw, scale, left) {
			compared++
		}
	}
	for _, path := range flatPaths(reflect.TypeFor[market.Fundamentals](), "") {
		if !known[path] {
			t.Errorf("%s: nothing to compare this figure with", path)
		}
	}
	compared += compareLists(t, f, root)
	compareDates(t, f, root)
	for _, text := range []struct {
		got  string
		want any
	}{{f.Currency, dig(root, "price", "currency")}, {f.Exchange, dig(root, "price", "exchange")}, {f.FinancialCurrency, dig(root, "financialData", "financialCurrency")}} {
		if text.got != rawText(text.want) {
			t.Errorf("text = %q, file has %q", text.got, text.want)
		}
	}
	other := replay(t, rec, "/v10/finance/quoteSummary/OTHER")
	_, err = other.Fundamentals(t.Context(), sym(t, "OTHER"))
	wantKind(t, err, market.ErrMalformed)
	return max(compared, 1) // of some instruments it has no figure, and so have we
}

// compareLists compares the figures in lists; it finds the file's entry by what
// names it.
func compareLists(t *testing.T, f *market.Fundamentals, root any) (compared int) {
	t.Helper()
	same := func(what string, n market.Number, raw any, left bool) {
		t.Helper()
		if sameFigure(t, what, n, raw, 1, left) {
			compared++
		}
	}
	list := func(path ...any) []any { l, _ := dig(root, path...).([]any); return l }
	find := func(l []any, ok func(any) bool) any {
		for _, e := range l {
			if ok(e) {
				return e
			}
		}
		return nil
	}
	if f.Earnings != nil {
		raw := list("earningsHistory", "history")
		if len(f.Earnings.History) != len(raw) {
			t.Errorf("%d quarters, file has %d", len(f.Earnings.History), len(raw))
		}
		for _, r := range f.Earnings.History {
			e := find(raw, func(e any) bool { return dig(e, "quarter", "fmt") == r.Quarter.String() })
			same("estimate", r.Estimate, dig(e, "epsEstimate"), false)
			same("actual", r.Actual, dig(e, "epsActual"), false)
			same("difference", r.Difference, dig(e, "epsDifference"), false)
			same("surprise", r.Surprise, dig(e, "surprisePercent"), false)
			if r.Currency != rawText(dig(e, "currency")) {
				t.Errorf("quarter in %q, file has %v", r.Currency, e)
			}
		}
		dates, _ := dig(root, "calendarEvents", "earnings", "earningsDate").([]any)
		if len(dates) != len(f.Earnings.Next) {
			t.Fatalf("next = %v, file has %v", f.Earnings.Next, dates)
		}
		for i, d := range dates {
			if v, _ := rawNumber(d); f.Earnings.Next[i].Unix() != int64(v) {
				t.Errorf("next = %v, file has %v", f.Earnings.Next, dates)
			}
		}
	}
	seen := map[string]bool{}
	for _, e := range f.Trend {
		seen[e.Period] = true
		w := find(list("earningsTrend", "trend"), func(w any) bool { return dig(w, "period") == e.Period })
		if w == nil {
			t.Errorf("no period %q in the file", e.Period)
		}
		same("growth", e.Growth, dig(w, "growth"), false)
		for module, fc := range map[string]market.Forecast{"earningsEstimate": e.EPS, "revenueEstimate": e.Revenue} {
			n, _ := rawNumber(dig(w, module, "numberOfAnalysts"))
			same("average", fc.Average, dig(w, module, "avg"), n == 0)
			same("low", fc.Low, dig(w, module, "low"), n == 0)
			same("high", fc.High, dig(w, module, "high"), n == 0)
			same("analysts", fc.Analysts, dig(w, module, "numberOfAnalysts"), n == 0)
			same("growth", fc.Growth, dig(w, module, "growth"), n == 0)
			ago := "yearAgoEps"
			if module == "revenueEstimate" {
				ago = "yearAgoRevenue"
			}
			same("year ago", fc.YearAgo, dig(w, module, ago), false)
		}
		same("7 days", e.EPSBefore.Days7, dig(w, "epsTrend", "7daysAgo"), false)
		same("30 days", e.EPSBefore.Days30, dig(w, "epsTrend", "30daysAgo"), false)
		same("60 days", e.EPSBefore.Days60, dig(w, "epsTrend", "60daysAgo"), false)
		same("90 days", e.EPSBefore.Days90, dig(w, "epsTrend", "90daysAgo"), false)
		same("up 7", e.Revisions.Up7, dig(w, "epsRevisions", "upLast7days"), false)
		same("up 30", e.Revisions.Up30, dig(w, "epsRevisions", "upLast30days"), false)
		same("down 7", e.Revisions.Down7, dig(w, "epsRevisions", "downLast7Days"), false)
		same("down 30", e.Revisions.Down30, dig(w, "epsRevisions", "downLast30days"), false)
	}
	for _, w := range list("earningsTrend", "trend") {
		n, _ := rawNumber(dig(w, "earningsEstimate", "numberOfAnalysts"))
		r, _ := rawNumber(dig(w, "revenueEstimate", "numberOfAnalysts"))
		if n+r > 0 && !seen[rawText(dig(w, "period"))] {
			t.Errorf("period %v is left out", dig(w, "period"))
		}
	}
	if a := f.Analysts; a != nil {
		for _, c := range a.Months {
			w := find(list("recommendationTrend", "trend"), func(w any) bool { return dig(w, "period") == c.Period })
			same("strong buy", c.StrongBuy, dig(w, "strongBuy"), false)
			same("buy", c.Buy, dig(w, "buy"), false)
			same("hold", c.Hold, dig(w, "hold"), false)
			same("sell", c.Sell, dig(w, "sell"), false)
			same("strong sell", c.StrongSell, dig(w, "strongSell"), false)
		}
		raw := list("upgradeDowngradeHistory", "history")
		if a.AllChanges != len(raw) || len(a.Changes) != min(len(raw), market.MaxRatingChanges) {
			t.Errorf("%d of %d changes, file has %d", len(a.Changes), a.AllChanges, len(raw))
		}
		for i, c := range a.Changes {
			w := find(raw, func(w any) bool {
				at, _ := rawNumber(dig(w, "epochGradeDate"))
				return int64(at) == c.At.Unix() && client.Line(rawText(dig(w, "firm"))) == c.Firm && rawText(dig(w, "toGrade")) == c.To
			})
			if w == nil || rawText(dig(w, "fromGrade")) != c.From || rawText(dig(w, "action")) != c.Action || i > 0 && c.At.After(a.Changes[i-1].At) {
				t.Errorf("change %+v is not in the file, or not in order", c)
			}
		}
	}
	if h := f.Holders; h != nil {
		for module, owners := range map[string][]market.Holder{"institutionOwnership": h.TopInstitutions, "fundOwnership": h.TopFunds} {
			raw := list(module, "ownershipList")
			if len(owners) != len(raw) {
				t.Errorf("%d of %s, file has %d", len(owners), module, len(raw))
			}
			for i, o := range owners {
				if o.Name != client.Line(rawText(dig(raw[i], "organization"))) || o.Date.String() != rawText(dig(raw[i], "reportDate", "fmt")) {
					t.Errorf("owner %+v, file has %v", o, raw[i])
				}
				same("shares", o.Shares, dig(raw[i], "position"), false)
				same("part", o.Part, dig(raw[i], "pctHeld"), false)
				same("value", o.Value, dig(raw[i], "value"), false)
				same("change", o.Change, dig(raw[i], "pctChange"), false)
			}
		}
		raw := list("insiderTransactions", "transactions")
		if h.AllTrades != len(raw) || len(h.Trades) != min(len(raw), market.MaxInsiderTrades) {
			t.Errorf("%d of %d trades, file has %d", len(h.Trades), h.AllTrades, len(raw))
		}
		for _, x := range h.Trades {
			w := find(raw, func(w any) bool {
				shares, sent := rawNumber(dig(w, "shares"))
				v, ok := x.Shares.Get()
				return dig(w, "startDate", "fmt") == x.Date.String() && client.Line(rawText(dig(w, "filerName"))) == x.Name &&
					sent == ok && shares == v && client.Line(rawText(dig(w, "transactionText"))) == x.Text
			})
			if w == nil {
				t.Errorf("trade %+v is not in the file", x)
			}
			same("value", x.Value, dig(w, "value"), false)
		}
	}
	if p := f.Profile; p != nil {
		raw := list("assetProfile", "companyOfficers")
		if len(p.Officers) != len(raw) {
			t.Errorf("%d officers, file has %d", len(p.Officers), len(raw))
		}
		for i, o := range p.Officers {
			same("age", o.Age, dig(raw[i], "age"), false)
			same("pay", o.Pay, dig(raw[i], "totalPay"), false)
			same("fiscal year", o.FiscalYear, dig(raw[i], "fiscalYear"), false)
		}
	}
	if fd := f.Fund; fd != nil {
		raw := list("topHoldings", "holdings")
		if len(fd.Holdings) != len(raw) || len(fd.Sectors) != len(list("topHoldings", "sectorWeightings")) {
			t.Errorf("%d holdings and %d sectors, file has others", len(fd.Holdings), len(fd.Sectors))
		}
		for i, h := range fd.Holdings {
			same("part of "+h.Name, h.Part, dig(raw[i], "holdingPercent"), false)
		}
		for _, s := range fd.Sectors {
			key := strings.ReplaceAll(strings.ToLower(s.Name), " ", "_")
			if s.Name == "Real estate" {
				key = "realestate"
			}
			w := find(list("topHoldings", "sectorWeightings"), func(w any) bool { return dig(w, key) != nil })
			same(s.Name, s.Part, dig(w, key), false)
		}
	}
	return compared
}

func compareDates(t *testing.T, f *market.Fundamentals, root any) {
	t.Helper()
	same := func(what string, got market.Date, raw any) {
		t.Helper()
		v, sent := rawNumber(raw)
		if sent != !got.IsZero() || sent && got.In(time.UTC) != time.Unix(int64(v), 0).UTC().Truncate(24*time.Hour) {
			t.Errorf("%s = %s, file has %v", what, got, raw)
		}
	}
	if s := f.Statistics; s != nil {
		k := dig(root, "defaultKeyStatistics")
		same("short date", s.ShortDate, dig(k, "dateShortInterest"))
		same("split date", s.LastSplitDate, dig(k, "lastSplitDate"))
		same("dividend date", s.LastDividendDate, dig(k, "lastDividendDate"))
		same("last fiscal year", s.LastFiscalYearEnd, dig(k, "lastFiscalYearEnd"))
		same("next fiscal year", s.NextFiscalYearEnd, dig(k, "nextFiscalYearEnd"))
		same("quarter", s.MostRecentQuarter, dig(k, "mostRecentQuarter"))
		same("ex-dividend", s.ExDividendDate, dig(root, "summaryDetail", "exDividendDate"))
		same("pay date", s.DividendDate, dig(root, "calendarEvents", "dividendDate"))
	}
	if fd := f.Fund; fd != nil {
		same("inception", fd.Inception, dig(root, "defaultKeyStatistics", "fundInceptionDate"))
		if fd.Returns != nil {
			same("returns", fd.Returns.AsOf, dig(root, "fundPerformance", "trailingReturns", "asOfDate"))
		}
	}
}

func statementsRecording(t *testing.T, rec *recording) int {
	u := rec.parse(t)
	symbol := filepath.Base(u.Path)
	frequency := market.Annual
	if strings.HasPrefix(u.Query().Get("type"), "quarterly") {
		frequency = market.Quarterly
	}
	m := replay(t, rec, "/ws/fundamentals-timeseries/v1/finance/timeseries/"+symbol)
	s, err := m.Statements(t.Context(), sym(t, symbol), market.StatementQuery{Frequency: frequency})
	results, _ := dig(plainJSON(t, rec.body()), "timeseries", "result").([]any)
	want := 0
	for _, r := range results {
		name, _ := dig(r, "meta", "type", 0).(string)
		points, _ := dig(r, name).([]any)
		for _, p := range points {
			want++
			if s != nil {
				comparePoint(t, s, strings.TrimPrefix(name, string(frequency)), p)
			}
		}
	}
	if want == 0 {
		if !refused(t, rec, err) {
			wantKind(t, err, market.ErrNoData)
		}
		return 1
	}
	if err != nil {
		t.Fatalf("Statements(%s): %v", symbol, err)
	}
	got := 0
	for _, it := range s.Items {
		for _, v := range it.Values {
			if _, ok := v.Get(); ok {
				got++
			}
		}
		if it.Label == "" || it.Unit == "" || it.Unit == market.UnitCurrency && it.Currency == "" {
			t.Errorf("item %+v lacks label, unit or currency", it)
		}
	}
	if got != want {
		t.Errorf("%d values, file has %d", got, want)
	}
	return got
}

func comparePoint(t *testing.T, s *market.Statements, key string, raw any) {
	t.Helper()
	day, _ := dig(raw, "asOfDate").(string)
	for _, it := range s.Items {
		if it.Key != key {
			continue
		}
		for i, p := range s.Periods {
			if p.End.String() == day && p.Type == dig(raw, "periodType") {
				sameFigure(t, key+" "+day, it.Values[i], dig(raw, "reportedValue"), 1, false)
				if it.Unit == market.UnitCurrency && it.Currency != dig(raw, "currencyCode") {
					t.Errorf("%s in %s, file has %v", key, it.Currency, raw)
				}
				return
			}
		}
	}
	t.Errorf("%s of %s is missing", key, day)
}

func optionsRecording(t *testing.T, rec *recording) int {
	u := rec.parse(t)
	symbol := filepath.Base(u.Path)
	m := replay(t, rec, "/v7/finance/options/"+symbol)
	result := dig(plainJSON(t, rec.body()), "optionChain", "result", 0)
	raw := dig(result, "options", 0)
	calls, _ := dig(raw, "calls").([]any)
	puts, _ := dig(raw, "puts").([]any)
	var expiry market.Date
	if at := u.Query().Get("date"); at != "" {
		v, _ := rawNumber(dig(raw, "expirationDate"))
		expiry = market.DateOf(time.Unix(int64(v), 0).UTC())
	}
	c, err := m.Options(t.Context(), sym(t, symbol), expiry)
	if len(calls)+len(puts) == 0 {
		switch {
		case refused(t, rec, err):
		case result == nil:
			wantKind(t, err, market.ErrUnknownSymbol)
		default:
			wantKind(t, err, market.ErrNoData)
		}
		return 1
	}
	if err != nil {
		t.Fatalf("Options(%s): %v", symbol, err)
	}
	dates, _ := dig(result, "expirationDates").([]any)
	if len(c.Expirations) != len(dates) || len(c.Calls) != len(calls) || len(c.Puts) != len(puts) || c.Underlying == nil {
		t.Errorf("%d expirations, %d calls, %d puts and underlying %v; file has %d, %d and %d", len(c.Expirations), len(c.Calls), len(c.Puts), c.Underlying, len(dates), len(calls), len(puts))
	}
	price, _ := rawNumber(dig(result, "quote", "regularMarketPrice"))
	if got, _ := c.Underlying.Price.Get(); got != price {
		t.Errorf("underlying at %v, file has %v", got, price)
	}
	for _, side := range []struct {
		got []market.Contract
		raw []any
	}{{c.Calls, calls}, {c.Puts, puts}} {
		for _, o := range side.got {
			i := slices.IndexFunc(side.raw, func(w any) bool { return dig(w, "contractSymbol") == o.Symbol })
			if i < 0 {
				t.Fatalf("contract %s is not in the file", o.Symbol)
			}
			compareContract(t, o, side.raw[i])
		}
	}
	return 7 * (len(calls) + len(puts))
}

func compareContract(t *testing.T, o market.Contract, w any) {
	t.Helper()
	bid, _ := rawNumber(dig(w, "bid"))
	ask, _ := rawNumber(dig(w, "ask"))
	iv, _ := rawNumber(dig(w, "impliedVolatility"))
	none := bid == 0 && ask == 0
	sameFigure(t, "strike", o.Strike, dig(w, "strike"), 1, false)
	sameFigure(t, "last", o.Last, dig(w, "lastPrice"), 1, false)
	sameFigure(t, "bid", o.Bid, dig(w, "bid"), 1, none)
	sameFigure(t, "ask", o.Ask, dig(w, "ask"), 1, ask == 0)
	sameFigure(t, "volume", o.Volume, dig(w, "volume"), 1, false)
	sameFigure(t, "open interest", o.OpenInterest, dig(w, "openInterest"), 1, false)
	sameFigure(t, "volatility", o.ImpliedVolatility, dig(w, "impliedVolatility"), 1, none || iv < 2e-5)
	if at, _ := rawNumber(dig(w, "lastTradeDate")); o.LastTrade.Unix() != int64(at) || o.InTheMoney != dig(w, "inTheMoney") || o.Currency != dig(w, "currency") {
		t.Errorf("contract %+v, file has %v", o, w)
	}
}

func newsRecording(t *testing.T, rec *recording) int {
	m := replay(t, rec, "/v1/finance/search")
	news, err := m.News(t.Context(), rec.parse(t).Query().Get("q"), market.MaxArticles)
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("News: %v", err)
	}
	raw, _ := dig(plainJSON(t, rec.body()), "news").([]any)
	i := 0
	for _, w := range raw {
		if dig(w, "title") == nil {
			continue
		}
		a := news.Articles[i]
		i++
		at, _ := rawNumber(dig(w, "providerPublishTime"))
		related, _ := dig(w, "relatedTickers").([]any)
		if a.Title != client.Line(rawText(dig(w, "title"))) || a.Publisher != dig(w, "publisher") || a.Link != dig(w, "link") ||
			a.Time.Unix() != int64(at) || a.Time.Location() != time.UTC || len(a.Symbols) != len(related) {
			t.Errorf("article %+v, file has %v", a, w)
		}
	}
	if i != len(news.Articles) {
		t.Errorf("%d articles, file has %d", len(news.Articles), i)
	}
	return i
}

func screenRecording(t *testing.T, rec *recording) int {
	m := replay(t, rec, "/v1/finance/screener/predefined/saved")
	s, err := m.Screen(t.Context(), rec.parse(t).Query().Get("scrIds"), market.ScreenQuery{})
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("Screen: %v", err)
	}
	result := dig(plainJSON(t, rec.body()), "finance", "result", 0)
	rows, _ := dig(result, "quotes").([]any)
	sameFigure(t, "total", s.Total, dig(result, "total"), 1, false)
	if len(s.Rows) != len(rows) || s.Title != dig(result, "title") {
		t.Fatalf("%d rows of %q, file has %d of %v", len(s.Rows), s.Title, len(rows), dig(result, "title"))
	}
	n := 1
	for i, row := range s.Rows {
		raw := rows[i].(map[string]any)
		if raw["earningsTimestamp"] == nil && raw["earningsTimestampStart"] != nil {
			// A company that has not announced yet has a date ahead only.
			raw["earningsTimestamp"] = raw["earningsTimestampStart"]
		}
		n += compareTicker(t, row, raw)
	}
	return n
}

func trendsRecording(t *testing.T, rec *recording) int {
	m := replay(t, rec, "/v1/finance/trending/US")
	trends, err := m.Trending(t.Context(), "")
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("Trending: %v", err)
	}
	raw, _ := dig(plainJSON(t, rec.body()), "finance", "result", 0, "quotes").([]any)
	if len(trends.Symbols) != len(raw) {
		t.Fatalf("%v, file has %v", trends.Symbols, raw)
	}
	for i, s := range trends.Symbols {
		if s.String() != dig(raw[i], "symbol") {
			t.Errorf("%s, file has %v", s, raw[i])
		}
	}
	return max(len(raw), 1)
}

func actionsRecording(t *testing.T, rec *recording) int {
	symbol := filepath.Base(rec.parse(t).Path)
	m := replay(t, rec, "/v8/finance/chart")
	result := dig(plainJSON(t, rec.body()), "chart", "result", 0)
	if said, _ := dig(result, "meta", "symbol").(string); said != "" {
		symbol = said
	}
	a, err := m.Actions(t.Context(), sym(t, symbol), market.Date{}, market.Date{})
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("Actions(%s): %v", symbol, err)
	}
	dividends, _ := dig(result, "events", "dividends").(map[string]any)
	splits, _ := dig(result, "events", "splits").(map[string]any)
	if len(a.Dividends) != len(dividends) || len(a.Splits) != len(splits) || a.Currency != dig(result, "meta", "currency") {
		t.Fatalf("%+v, file has %v and %v", a, dividends, splits)
	}
	loc, err := time.LoadLocation(dig(result, "meta", "exchangeTimezoneName").(string))
	if err != nil {
		t.Fatal(err)
	}
	day := func(w any) market.Date {
		v, _ := rawNumber(dig(w, "date"))
		return market.DateOf(time.Unix(int64(v), 0).In(loc))
	}
	for _, d := range a.Dividends {
		i := 0
		for _, w := range dividends {
			if day(w) == d.Date {
				i++
				sameFigure(t, "dividend", d.Amount, dig(w, "amount"), 1, false)
			}
		}
		if i != 1 {
			t.Errorf("dividend %+v is %d times in the file", d, i)
		}
	}
	for _, s := range a.Splits {
		for _, w := range splits {
			sameFigure(t, "numerator", s.Numerator, dig(w, "numerator"), 1, false)
			sameFigure(t, "denominator", s.Denominator, dig(w, "denominator"), 1, false)
			if day(w) != s.Date || s.Ratio != dig(w, "splitRatio") {
				t.Errorf("split %+v, file has %v", s, w)
			}
		}
	}
	return len(dividends) + 2*len(splits)
}

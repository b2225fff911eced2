package yahoo

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// series is a time series answer about AAPL: name, then "day type currency value".
func series(lists ...[]string) string {
	var results []string
	for _, list := range lists {
		var points []string
		for _, p := range list[1:] {
			if p == "null" {
				points = append(points, p)
				continue
			}
			f := strings.Fields(p)
			points = append(points, fmt.Sprintf(`{"asOfDate":%q,"periodType":%q,"currencyCode":%q,"reportedValue":{"raw":%s}}`, f[0], f[1], f[2], f[3]))
		}
		results = append(results, fmt.Sprintf(`{"meta":{"symbol":["AAPL"],"type":[%q]},%q:[%s]}`, list[0], list[0], strings.Join(points, ",")))
	}
	return `{"timeseries":{"result":[` + strings.Join(results, ",") + `],"error":null}}`
}

func statementsOf(t testing.TB, body string, q market.StatementQuery) *market.Statements {
	t.Helper()
	q.Kind, q.Frequency = cmp.Or(q.Kind, market.AllStatements), cmp.Or(q.Frequency, market.Annual)
	s, err := unwrap([]byte(body), func(a seriesAnswer) (*market.Statements, error) {
		return readStatements(a, symbolOf("AAPL"), q, itemsAsked(q))
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func itemOf(t testing.TB, s *market.Statements, key string) market.StatementItem {
	t.Helper()
	for _, it := range s.Items {
		if it.Key == key {
			return it
		}
	}
	t.Fatalf("no item %s in %+v", key, s.Items)
	return market.StatementItem{}
}

func TestStatements(t *testing.T) {
	s := statementsOf(t, series(
		[]string{"annualNetIncome", "2023-09-30 12M USD 97", "null", "2024-09-30 12M USD 93.7"},
		// Restated: the later sent of one period holds.
		[]string{"annualTotalRevenue", "2022-09-30 12M USD 390", "2024-09-30 12M USD 391", "2023-09-30 12M USD 380", "2023-09-30 12M USD 383.3", "2024-09-30 12M USD null"},
		[]string{"annualTotalAssets", "2024-09-30 12M USD 0"},
		[]string{"annualOrdinarySharesNumber", "2024-09-30 12M USD 15"},
		[]string{"annualUnheardOf", "2030-09-30 12M USD 15"},
		[]string{"quarterlyCostOfRevenue", "2031-09-30 3M USD 15"},
	), market.StatementQuery{})
	if len(s.Periods) != 3 || s.Periods[0].End.String() != "2024-09-30" || s.Periods[2].End.String() != "2022-09-30" || s.Periods[0].Type != "12M" {
		t.Fatalf("periods = %v", s.Periods)
	}
	revenue := itemOf(t, s, "TotalRevenue")
	if got, want := revenue.Values, []market.Number{market.Num(391), market.Num(383.3), market.Num(390)}; got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("revenue = %v, want %v", got, want)
	}
	if revenue.Label != "Total revenue" || revenue.Unit != market.UnitCurrency || revenue.Currency != "USD" || revenue.Statement != market.IncomeStatement || s.Currency != "USD" {
		t.Errorf("revenue = %+v", revenue)
	}
	income := itemOf(t, s, "NetIncome")
	if !income.Values[2].IsZero() || income.Values[1] != market.Num(97) {
		t.Errorf("net income = %v", income.Values)
	}
	if assets := itemOf(t, s, "TotalAssets"); assets.Values[0] != market.Num(0) || !assets.Values[1].IsZero() || assets.Statement != market.BalanceSheet {
		t.Errorf("a reported zero = %+v", assets)
	}
	if shares := itemOf(t, s, "OrdinarySharesNumber"); shares.Unit != market.UnitShares || shares.Currency != "" {
		t.Errorf("shares = %+v", shares)
	}
	if len(s.Items) != 4 || s.Items[0].Key != "TotalRevenue" {
		t.Errorf("%d items, the first %s", len(s.Items), s.Items[0].Key)
	}
}

func TestPerShareFiguresAreInTheCurrencyOfTheAccounts(t *testing.T) {
	of := func(eps string) *market.Statements {
		return statementsOf(t, series(
			[]string{"quarterlyNetIncomeCommonStockholders", "2023-12-31 3M CNY 14400"},
			[]string{"quarterlyBasicAverageShares", "2023-12-31 3M USD 2500"},
			[]string{"quarterlyBasicEPS", "2023-12-31 3M USD " + eps},
			[]string{"quarterlyDilutedEPS", "2023-12-31 3M USD " + eps},
			[]string{"quarterlyTotalRevenue", "2023-12-31 3M CNY 260000"},
		), market.StatementQuery{Frequency: market.Quarterly})
	}
	if s := of("5.76"); itemOf(t, s, "DilutedEPS").Currency != "CNY" || itemOf(t, s, "BasicEPS").Unit != market.UnitPerShare || s.Currency != "CNY" {
		t.Errorf("figures a share of %+v", s)
	}
	if s := of("0.8"); itemOf(t, s, "DilutedEPS").Currency != "USD" {
		t.Errorf("figures a share that are dollars: %+v", s)
	}
}

// One line must not mix currencies: a company that changed its own has the new one.
func TestItemKeepsTheNewestCurrency(t *testing.T) {
	s := statementsOf(t, series([]string{"annualTotalRevenue", "2022-12-31 12M EUR 5", "2023-12-31 12M EUR 6", "2024-12-31 12M USD 8"}), market.StatementQuery{})
	it := itemOf(t, s, "TotalRevenue")
	if it.Currency != "USD" || it.Values[0] != market.Num(8) || !it.Values[1].IsZero() || !it.Values[2].IsZero() {
		t.Errorf("revenue = %+v", it)
	}
}

func TestStatementsAskForTheirKind(t *testing.T) {
	for _, c := range []struct {
		q             market.StatementQuery
		first, absent string
		items         int
	}{
		{market.StatementQuery{}, "annualTotalRevenue", "quarterly", 484},
		{market.StatementQuery{Kind: "INCOME", Frequency: "Quarterly"}, "quarterlyTotalRevenue", "TotalAssets", 142},
		{market.StatementQuery{Kind: market.BalanceSheet}, "annualNetDebt", "TotalRevenue", 0},
		{market.StatementQuery{Kind: market.CashFlow, Frequency: market.Trailing}, "trailingFreeCashFlow", "TotalAssets", 0},
		{market.StatementQuery{Frequency: market.Trailing}, "trailingTotalRevenue", "TotalAssets,", 0},
	} {
		f := newFakeYahoo(t)
		const path = "/ws/fundamentals-timeseries/v1/finance/timeseries/AAPL"
		var types, from, to string
		f.on(path, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			types, from, to = q.Get("type"), q.Get("period1"), q.Get("period2")
			first, _, _ := strings.Cut(types, ",")
			fmt.Fprint(w, series([]string{first, "2024-09-30 12M USD 5"}))
		})
		m := newTestMarket(t, options{BaseURL: f.URL, Now: func() time.Time { return time.Unix(1740061800, 0) }})
		if _, err := m.Statements(t.Context(), sym(t, "AAPL"), c.q); err != nil {
			t.Fatalf("Statements(%+v): %v", c.q, err)
		}
		n := len(strings.Split(types, ","))
		if !strings.HasPrefix(types, c.first+",") || strings.Contains(types, c.absent) || c.items > 0 && n != c.items || from != "473385600" || to != "1740148200" {
			t.Errorf("%+v asks for %d items from %s to %s: %.100s", c.q, n, from, to, types)
		}
		if f.count("/v1/test/getcrumb") != 0 {
			t.Error("a crumb was asked for that the series does not need")
		}
	}
}

func TestStatementsOfAnother(t *testing.T) {
	body := strings.Replace(series([]string{"annualTotalRevenue", "2024-09-30 12M USD 5"}), `"AAPL"`, `"MSFT"`, 1)
	q := market.StatementQuery{Kind: market.AllStatements, Frequency: market.Annual}
	_, err := unwrap([]byte(body), func(a seriesAnswer) (*market.Statements, error) {
		return readStatements(a, symbolOf("AAPL"), q, itemsAsked(q))
	})
	wantKind(t, err, market.ErrMalformed)
}

func TestItemsHaveLabelsAndUnits(t *testing.T) {
	seen := map[string]bool{}
	for _, it := range itemsOf(market.AllStatements) {
		if it.label == "" || it.kind == "" || seen[it.key] || strings.ContainsAny(it.key, " \t,") {
			t.Errorf("item %+v", it)
		}
		seen[it.key] = true
	}
	for key, want := range map[string]market.Unit{
		"TotalRevenue": market.UnitCurrency, "DilutedEPS": market.UnitPerShare, "BasicContinuousOperations": market.UnitPerShare, "DividendPerShare": market.UnitPerShare,
		"BasicAverageShares": market.UnitShares, "DilutedAverageShares": market.UnitShares, "TreasurySharesNumber": market.UnitShares, "ShareIssued": market.UnitShares,
		"DilutedNIAvailtoComStockholders": market.UnitCurrency, "TaxRateForCalcs": market.UnitRatio, "EBIT": market.UnitCurrency,
	} {
		if !seen[key] || unitOf(key) != want {
			t.Errorf("unit of %s = %s, want %s", key, unitOf(key), want)
		}
	}
}

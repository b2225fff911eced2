package tools

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func appleStatements(t testing.TB) *market.Statements {
	line := func(kind market.StatementKind, key, name string, unit market.Unit, currency string, values ...market.Number) market.StatementItem {
		return market.StatementItem{Statement: kind, Key: key, Label: name, Unit: unit, Currency: currency, Values: values}
	}
	const income, balance = market.IncomeStatement, market.BalanceSheet
	return &market.Statements{
		Symbol: symbol(t, "AAPL"), Kind: market.AllStatements, Frequency: market.Annual, Currency: "USD",
		Periods: []market.StatementPeriod{{End: day(t, "2024-09-30"), Type: "12M"}, {End: day(t, "2023-09-30"), Type: "12M"}, {End: day(t, "2022-09-30"), Type: "12M"}},
		Items: []market.StatementItem{
			line(income, "TotalRevenue", "Total revenue", market.UnitCurrency, "USD", n(391_035_000_000), n(383_285_000_000), n(394_328_000_000)),
			line(income, "CostOfRevenue", "Cost of revenue", market.UnitCurrency, "USD", n(210_352_000_000), n(214_137_000_000), market.Number{}),
			line(income, "NetIncome", "Net income", market.UnitCurrency, "USD", n(93_736_000_000), n(96_995_000_000), n(99_803_000_000)),
			line(income, "BasicAverageShares", "Basic average shares", market.UnitShares, "", n(15_343_783_000), n(15_744_231_000), n(16_215_963_000)),
			line(income, "DilutedEPS", "Diluted EPS", market.UnitPerShare, "USD", n(6.08), n(6.13), n(6.11)),
			line(income, "TaxRateForCalcs", "Tax rate for calcs", market.UnitRatio, "", n(0.241), n(0.147), n(0.162)),
			line(balance, "TotalAssets", "Total assets", market.UnitCurrency, "USD", n(364_980_000_000), n(352_583_000_000), n(352_755_000_000)),
			line(balance, "CurrentAssets", "Current assets", market.UnitCurrency, "USD", n(152_987_000_000), n(143_566_000_000), n(135_405_000_000)),
		},
		Origin: from("/quote/AAPL/financials/", 0),
	}
}

func TestStatements(t *testing.T) {
	data := func() *fakeMarket { return &fakeMarket{fakeDepth: fakeDepth{statements: appleStatements(t)}} }
	t.Run("whole", func(t *testing.T) {
		golden(t, "statements.golden", call(t, data(), "statements", `{"symbol":"AAPL","statement":"income"}`))
	})
	t.Run("items at a date", func(t *testing.T) {
		golden(t, "statements-items.golden", call(t, data(), "statements", `{"symbol":"aapl","items":["total assets","cost of revenue"],"as_of":"2023-12-31"}`))
	})
	for asOf, end := range map[string]string{
		"2023-09-23": "2022-09-30", "2023-09-24": "2023-09-30", "2023-09-30": "2023-09-30", "2025": "2024-09-30", "the end of 2023": "2023-09-30",
	} {
		if r := call(t, data(), "statements", `{"symbol":"AAPL","as_of":"`+asOf+`"}`); !strings.Contains(r.Text, "period asked for: ended "+end) || !strings.Contains(r.Text, "item | unit | "+end) {
			t.Errorf("as of %s:\n%s", asOf, r.Text)
		}
	}
	for args, want := range map[string]market.StatementQuery{
		`{"symbol":"AAPL"}`:                                                        {Kind: market.IncomeStatement, Frequency: market.Annual},
		`{"symbol":"AAPL","frequency":"trailing"}`:                                 {Kind: market.IncomeStatement, Frequency: market.Trailing},
		`{"symbol":"AAPL","items":["revenue"],"frequency":"trailing"}`:             {Kind: market.AllStatements, Frequency: market.Trailing},
		`{"symbol":"AAPL","statement":"cash","items":"x","frequency":"quarterly"}`: {Kind: market.CashFlow, Frequency: market.Quarterly},
	} {
		d := data()
		call(t, d, "statements", args)
		if d.statementsOf != want {
			t.Errorf("%s: asked for %v, want %v", args, d.statementsOf, want)
		}
	}
	for args, want := range map[string]string{
		`{"symbol":"AAPL","items":["unicorns"]}`:                            "no line fits unicorns. Lines there are: Total revenue, Cost of revenue",
		`{"symbol":"AAPL","as_of":"2021-01-01"}`:                            "no period ended on or before 2021-01-01; the periods end on 2024-09-30, 2023-09-30, 2022-09-30",
		`{"symbol":"AAPL","as_of":"2031"}`:                                  "period: \"2031\": the date lies in the future",
		`{"symbol":"AAPL","as_of":"someday"}`:                               "period: cannot read the date",
		`{"symbol":"AAPL","statement":"balance","frequency":"trailing"}`:    "no trailing form",
		`{"symbol":"AAPL","statement":"all"}`:                               "one of income, balance, cash",
		`{"symbol":"a b"}`:                                                  "cannot be a symbol",
		`{"symbol":"AAPL","frequency":"monthly"}`:                           "one of annual, quarterly, trailing",
		`{"symbol":"AAPL","items":[` + strings.Repeat(`"a",`, 20) + `"b"]}`: `want a list of`,
	} {
		if r := call(t, data(), "statements", args); !r.Failed || !strings.Contains(r.Text, want) {
			t.Errorf("%s: failed %v, %s, want %q", args, r.Failed, r.Text, want)
		}
	}
}

// Words about quarters are read as everywhere else, and the columns that lie in
// them are named.
func TestStatementsOfQuarters(t *testing.T) {
	quarters := func(ends ...string) *market.Statements {
		st := &market.Statements{Symbol: symbol(t, "AAPL"), Frequency: market.Quarterly, Currency: "USD"}
		it := market.StatementItem{Statement: market.IncomeStatement, Key: "TotalRevenue", Label: "Total revenue", Unit: market.UnitCurrency, Currency: "USD"}
		for i, end := range ends {
			st.Periods = append(st.Periods, market.StatementPeriod{End: day(t, end), Type: "3M"})
			it.Values = append(it.Values, n(float64(i+1)*1e9))
		}
		st.Items = []market.StatementItem{it}
		return st
	}
	calendar := quarters("2025-09-30", "2025-06-30", "2025-03-31", "2024-12-31", "2024-09-30")
	costco := quarters("2025-08-31", "2025-05-31", "2025-02-28", "2024-11-30", "2024-08-31")
	retail := quarters("2025-10-31", "2025-07-31", "2025-04-30", "2025-01-31", "2024-10-31")
	for _, tt := range []struct {
		st                        *market.Statements
		symbol, end, newest, asOf string
		first, in                 string
	}{
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "last 4 quarters", "2025-09-30", "2025-09-30, 2025-06-30, 2025-03-31, 2024-12-31"},
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "last 4 fiscal quarters", "2025-09-30", "2025-09-30, 2025-06-30, 2025-03-31, 2024-12-31"},
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "Q3 FY2025", "2025-06-30", "2025-06-30"},
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "Q3 2025", "2025-09-30", "2025-09-30"},
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "this fiscal quarter", "2025-09-30", ""},
		{calendar, "AAPL", "2025-09-27", "2025-09-27", "Q1 FY2026", "2025-09-30", ""},
		{costco, "COST", "2025-08-31", "2025-08-31", "Q3 FY2025", "2025-05-31", "2025-05-31"},
		{costco, "COST", "2025-08-31", "2025-08-31", "Q4 FY2025", "2025-08-31", "2025-08-31"},
		{costco, "COST", "2025-08-31", "2025-08-31", "last 4 fiscal quarters", "2025-08-31", "2025-08-31, 2025-05-31, 2025-02-28, 2024-11-30"},
		{retail, "HD", "2025-02-02", "2025-08-03", "Q4 FY2024", "2025-01-31", "2025-01-31"},
		{retail, "HD", "2025-02-02", "2025-08-03", "the last two fiscal quarters", "2025-10-31", "2025-10-31, 2025-07-31"},
		{retail, "HD", "2025-02-02", "2025-08-03", "last 2 quarters", "2025-07-31", "2025-07-31, 2025-04-30"},
	} {
		data := &fakeMarket{fakeDepth: fakeDepth{statements: tt.st, fundamentals: &market.Fundamentals{Statistics: &market.Statistics{
			LastFiscalYearEnd: day(t, tt.end), MostRecentQuarter: day(t, tt.newest),
		}}}}
		tt.st.Symbol = symbol(t, tt.symbol)
		r := call(t, data, "statements", fmt.Sprintf(`{"symbol":%q,"items":["revenue"],"as_of":%q}`, tt.symbol, tt.asOf))
		if r.Failed || !strings.Contains(r.Text, "period asked for: ended "+tt.first) || strings.Contains(r.Text, "periods that ended in it: "+tt.in+"\n") != strings.Contains(tt.in, ",") || strings.Contains(r.Text, "is older") != (tt.in == "") {
			t.Errorf("%s as of %s:\n%s", tt.symbol, tt.asOf, r.Text)
		}
		if data.statementsOf.Frequency != market.Quarterly {
			t.Errorf("%s as of %s: asked for %s", tt.symbol, tt.asOf, data.statementsOf.Frequency)
		}
	}
}

func TestFits(t *testing.T) {
	items := appleStatements(t).Items
	for text, want := range map[string]string{
		"revenue": "Total revenue, Cost of revenue", "Total Revenues": "Total revenue", "sales": "Total revenue, Cost of revenue",
		"TotalAssets": "Total assets", "assets": "Total assets, Current assets", "net profit": "Net income", "earnings per share": "Diluted EPS",
		"shares": "Basic average shares", "the tax rate": "Tax rate for calcs", "unicorn": "", "": "", "of the": "", "total": "Total revenue, Total assets",
	} {
		var got []string
		for _, it := range fits(items, text) {
			got = append(got, it.Label)
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// The whole of all three statements over forty periods is cut into pages.
func TestLongStatementsAreCutIntoPages(t *testing.T) {
	st := &market.Statements{Symbol: symbol(t, "AAPL"), Currency: strings.Repeat("€", 300)}
	for i := range 40 {
		st.Periods = append(st.Periods, market.StatementPeriod{End: day(t, "2025-12-31").AddDays(-90 * i), Type: strings.Repeat("Q", 300)})
	}
	for i := range 487 {
		it := market.StatementItem{Statement: market.IncomeStatement, Key: fmt.Sprint(i), Label: fmt.Sprintf("#%d# %s", i, strings.Repeat("字", 100)), Unit: market.UnitCurrency, Currency: strings.Repeat("€", 300), Values: make([]market.Number, 40)}
		for j := range it.Values {
			it.Values[j] = n(-1e15)
		}
		st.Items = append(st.Items, it)
	}
	data := &fakeMarket{fakeDepth: fakeDepth{statements: st}}
	all := strings.Join(pages(t, data, "statements", ""), "")
	for i := range 487 {
		if c := strings.Count(all, fmt.Sprintf("#%d#", i)); c != 1 {
			t.Errorf("line %d stands %d times", i, c)
		}
	}
}

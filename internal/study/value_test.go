package study

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// sheetOf is a balance sheet with the shares at the ends of periods, newest first.
func sheetOf(shares ...any) *market.Statements {
	st := &market.Statements{Items: []market.StatementItem{{Key: "OrdinarySharesNumber", Unit: market.UnitShares}}}
	for i := 0; i < len(shares); i += 2 {
		end, err := market.ParseDate(shares[i].(string))
		if err != nil {
			panic(err)
		}
		st.Periods = append(st.Periods, market.StatementPeriod{End: end})
		st.Items[0].Values = append(st.Items[0].Values, market.Num(shares[i+1].(float64)))
	}
	return st
}

func worth(t *testing.T, data *fakeMarket, period string, of ...string) Section {
	t.Helper()
	r := analyze(t, data, Query{Symbols: symbols(of...), Period: period, Measures: []Measure{MarketValue}})
	for _, f := range r.Failures {
		t.Logf("%s: %v", f.Symbol, f.Err)
	}
	return r.Sections[0]
}

func TestMarketValue(t *testing.T) {
	data := september(t)
	data.bars["VOD.L"] = walk(t, "2025-08-28", 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
	data.bars["GBPUSD=X"] = walk(t, "2025-08-28", 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.25)
	data.currencies = map[string]string{"VOD.L": "GBp"}
	data.statements = map[market.Frequency]*market.Statements{
		market.Quarterly: sheetOf("2025-09-30", 999.0, "2025-06-30", 1000.0, "2025-03-31", 1100.0),
		market.Annual:    sheetOf("2024-12-31", 1200.0),
	}
	s := worth(t, data, "2025-09-11", "MSFT", "AAPL", "VOD.L")
	var got []string
	for _, r := range s.Table.Rows {
		v, _ := r.Cells[3].Get()
		dollars, _ := r.Cells[2].Get()
		got = append(got, r.Name, figureText(dollars), figureText(v), strings.Join(r.Texts, " "))
	}
	want := "AAPL 120000 120000 USD 2025-06-30 MSFT 57000 57000 USD 2025-06-30 VOD.L 1250 1000 GBP 2025-06-30"
	if strings.Join(got, " ") != want {
		t.Errorf("market values:\n%s, want\n%s", strings.Join(got, " "), want)
	}
	if !strings.Contains(s.About, "approximation") {
		t.Errorf("about = %s", s.About)
	}
	// Before all reports the earliest one is used, and it says so.
	data.bars["AAPL"] = walk(t, "2020-01-02", 10)
	if s = worth(t, data, "2020-01-02", "AAPL"); s.Table.Rows[0].Texts[1] != "2024-12-31" || !strings.Contains(s.Table.Rows[0].Note, "no report up to that day") {
		t.Errorf("long ago: %+v", s.Table.Rows)
	}
}

func figureText(v float64) string {
	b, err := market.Num(v).MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Closes are on the basis of today's shares. Reports before a split are or are
// not, and the shares of today tell which.
func TestMarketValueOverASplit(t *testing.T) {
	for reported, want := range map[float64]float64{100: 1000 * 120, 1000: 1000 * 120} {
		data := september(t)
		data.statements = map[market.Frequency]*market.Statements{market.Annual: sheetOf("2025-06-30", reported)}
		data.actions = &market.Actions{Splits: []market.Split{
			{Date: market.Date{Year: 2025, Month: time.October, Day: 6}, Numerator: market.Num(10), Denominator: market.Num(1)},
			{Date: market.Date{Year: 2024, Month: time.October, Day: 6}, Numerator: market.Num(3), Denominator: market.Num(1)},
		}}
		data.tickers = map[string]*market.Ticker{"AAPL": {SharesOutstanding: market.Num(980)}}
		s := worth(t, data, "2025-09-11", "AAPL")
		if v := s.Table.Rows[0].Cells[3]; v != market.Num(want) {
			t.Errorf("%v shares reported: worth %v, want %v", reported, v, want)
		}
	}
}

// A source without splits cannot say that there were none.
func TestMarketValueWithoutSplits(t *testing.T) {
	data := september(t)
	data.statements = map[market.Frequency]*market.Statements{market.Annual: sheetOf("2025-06-30", 1000.0)}
	data.actions = &market.Actions{SplitsUnknown: true}
	data.tickers = map[string]*market.Ticker{"AAPL": {SharesOutstanding: market.Num(1000)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}})
	if r.Sections[0].Missing == "" || !strings.Contains(r.Sections[0].Missing+r.Failures[0].Err.Error(), "is not known") {
		t.Errorf("section %+v, failures %v", r.Sections[0], r.Failures)
	}
}

func TestMarketValueWithoutShares(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}})
	if r.Sections[0].Missing == "" || len(r.Failures) != 1 || !Missing(r.Failures[0].Err) {
		t.Errorf("section %+v, failures %v", r.Sections[0], r.Failures)
	}
}

// A share of a receipt is not one of those that the reports count.
func TestMarketValueOfWhatIsNoShare(t *testing.T) {
	data := september(t)
	for _, c := range []struct {
		accounts      string
		latest, today float64 // shares of the latest report, and that today's market cap is of; 8000 were reported by that day
		refused       string
	}{
		{"CNY", 8000, 1000, "probably a receipt"}, {"CNY", 8000, 5000, "probably a receipt"}, {"CNY", 5000, 5000, "probably a receipt"}, {"CNY", 8000, 7000, ""},
		{"USD", 8000, 1000, "not of one kind"}, {"", 8000, 1000, "not of one kind"}, {"USD", 8000, 8000 * 1500, "not of one kind"},
		// Two classes at nearly one price, and the preferred shares of a company.
		{"USD", 8000, 8000 * 1.31, "not of one kind"}, {"USD", 8000, 5000, "not of one kind"},
		// Shares that were issued or bought back since.
		{"USD", 8000 * 3.1, 8000 * 3.1, "told from a fault"}, {"USD", 5000, 5000, ""}, {"", 5000, 5000, ""}, {"USD", 8000 * 2.9, 8000 * 2.9, ""}, {"USD", 8000, 7000, ""},
	} {
		data.statements = map[market.Frequency]*market.Statements{market.Quarterly: sheetOf("2025-09-30", c.latest, "2025-06-30", 8000.0)}
		data.tickers = map[string]*market.Ticker{"AAPL": {Currency: "USD", FinancialCurrency: c.accounts, Price: market.Num(120), MarketCap: market.Num(120 * c.today)}}
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}})
		noted := fmt.Sprintf("today's market cap is of %.0f shares", c.today)
		switch {
		case c.refused != "":
			if len(r.Failures) != 1 || !Missing(r.Failures[0].Err) || !strings.Contains(r.Failures[0].Err.Error(), c.refused) {
				t.Errorf("accounts in %q, %v and %v shares: %+v, %v", c.accounts, c.latest, c.today, r.Sections, r.Failures)
			}
		case len(r.Failures) > 0 || strings.Contains(r.Sections[0].Table.Rows[0].Note, noted) != (c.today != 7000):
			t.Errorf("accounts in %q, %v and %v shares: %+v, %v", c.accounts, c.latest, c.today, r.Sections, r.Failures)
		}
	}
	// A source that tells no market cap may still tell its shares.
	data.tickers = map[string]*market.Ticker{"AAPL": {Currency: "USD", SharesOutstanding: market.Num(8000 * 1500)}}
	if r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}}); len(r.Failures) != 1 {
		t.Errorf("shares outstanding far from the reports': %+v", r.Sections)
	}
	data.tickers = nil
	data.kinds = map[string]market.Kind{"AAPL": market.KindETF}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}})
	if len(r.Failures) != 1 || !Missing(r.Failures[0].Err) || !strings.Contains(r.Failures[0].Err.Error(), "of kind etf") {
		t.Errorf("a fund: %+v, %v", r.Sections, r.Failures)
	}
}

// Shares that could not be asked for are not shares that nobody reports.
func TestMarketValueWhileRefused(t *testing.T) {
	data := september(t)
	data.refused = &market.Error{Kind: market.ErrBlocked}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-11", Measures: []Measure{MarketValue}})
	if len(r.Failures) != 1 || Missing(r.Failures[0].Err) || !errors.Is(r.Failures[0].Err, market.ErrBlocked) {
		t.Errorf("failures %v", r.Failures)
	}
}

// Of a share in any minor unit the value is in the major one.
func TestMarketValueInMinorUnits(t *testing.T) {
	for _, u := range units.Minors() {
		data := september(t)
		data.statements = map[market.Frequency]*market.Statements{market.Annual: sheetOf("2025-06-30", 1e6)}
		data.currencies = map[string]string{"AAPL": u.Code}
		data.tickers = map[string]*market.Ticker{"AAPL": {Currency: u.Code, FinancialCurrency: u.Major, Price: market.Num(120), MarketCap: market.Num(120 * 1e6 / u.Divisor)}}
		row := worth(t, data, "2025-09-11", "AAPL").Table.Rows[0]
		if row.Texts[0] != u.Major || row.Cells[3] != market.Num(120*1e6/u.Divisor) || row.Note != "the rate to US dollars is not to be had" && u.Major != "USD" {
			t.Errorf("%s: %+v", u.Code, row)
		}
	}
}

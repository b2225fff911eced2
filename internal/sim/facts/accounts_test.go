package facts

import (
	"math"
	"testing"
	"time"
)

func openBooks(t *testing.T) []*Accounts {
	t.Helper()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	var all []*Accounts
	for _, in := range append(c.Listed(), c.Find("ZZ00001"), c.Find("ZZ00777")) {
		if in.Company != nil {
			all = append(all, in.Accounts())
		}
	}
	if len(all) < 60 {
		t.Fatalf("%d companies", len(all))
	}
	return all
}

// sums are the items that are made of others: what is before = is the sum of
// what is after it.
func sums() map[string][]string {
	return map[string][]string{
		"TotalRevenue":     {"CostOfRevenue", "GrossProfit"},
		"GrossProfit":      {"OperatingExpense", "OperatingIncome"},
		"OperatingExpense": {"ResearchAndDevelopment", "SellingGeneralAndAdministration"},
		"TotalExpenses":    {"CostOfRevenue", "OperatingExpense"},
		"PretaxIncome":     {"TaxProvision", "NetIncome"},
		"EBIT":             {"PretaxIncome", "InterestExpense"},
		"EBITDA":           {"EBIT", "ReconciledDepreciation"},
		"InterestIncome":   {"InterestExpense", "NetInterestIncome"},

		"TotalAssets":                         {"CurrentAssets", "TotalNonCurrentAssets"},
		"CurrentAssets":                       {"CashAndCashEquivalents", "OtherShortTermInvestments", "Receivables", "Inventory", "OtherCurrentAssets"},
		"TotalNonCurrentAssets":               {"NetPPE", "Goodwill", "OtherNonCurrentAssets"},
		"TotalLiabilitiesNetMinorityInterest": {"CurrentLiabilities", "TotalNonCurrentLiabilitiesNetMinorityInterest"},
		"CurrentLiabilities":                  {"Payables", "CurrentDebt", "OtherCurrentLiabilities"},
		"TotalDebt":                           {"CurrentDebt", "LongTermDebt"},
		"StockholdersEquity":                  {"CommonStock", "RetainedEarnings"},

		"OperatingCashFlow":            {"NetIncomeFromContinuingOperations", "DepreciationAndAmortization", "StockBasedCompensation", "ChangeInWorkingCapital"},
		"FreeCashFlow":                 {"OperatingCashFlow", "CapitalExpenditure"},
		"InvestingCashFlow":            {"CapitalExpenditure", "NetInvestmentPurchaseAndSale"},
		"NetInvestmentPurchaseAndSale": {"SaleOfInvestment", "PurchaseOfInvestment"},
		"FinancingCashFlow":            {"CashDividendsPaid", "RepurchaseOfCapitalStock", "NetIssuancePaymentsOfDebt"},
		"ChangesInCash":                {"OperatingCashFlow", "InvestingCashFlow", "FinancingCashFlow"},
		"EndCashPosition":              {"BeginningCashPosition", "ChangesInCash"},
	}
}

func TestAccountsAddUp(t *testing.T) {
	for _, b := range openBooks(t) {
		for i := range 12 {
			q := b.ref.Before(i - 2) // two quarters after the reference one too
			for _, n := range []int{1, 4} {
				s := b.Flows(q, n)
				for item, v := range b.Balance(q) {
					s[item] = v
				}
				for item, parts := range sums() {
					total, reported := s[item]
					if !reported || b.gross == 0 && (item == "TotalRevenue" || item == "CurrentAssets" && s["Inventory"] != 0) {
						continue
					}
					for _, part := range parts {
						total -= s[part]
					}
					if math.Abs(total) > 1 {
						t.Errorf("%s %v, %d quarters: %s is off its parts by %v", b.Instrument.Symbol, q.End(), n, item, total)
					}
				}
				if s["TotalAssets"] != s["TotalLiabilitiesNetMinorityInterest"]+s["StockholdersEquity"] {
					t.Errorf("%s %v: the balance sheet does not balance", b.Instrument.Symbol, q.End())
				}
				if s["OtherNonCurrentAssets"] < 0 || s["StockholdersEquity"] <= 0 || s["TotalRevenue"] <= 0 {
					t.Errorf("%s %v: %v", b.Instrument.Symbol, q.End(), s)
				}
			}
			if year := b.Flows(q, 4)["EndCashPosition"]; year != b.Balance(q)["CashAndCashEquivalents"] {
				t.Errorf("%s %v: cash of the cash flow is %v", b.Instrument.Symbol, q.End(), year)
			}
		}
	}
}

func TestAYearIsTheSumOfItsQuarters(t *testing.T) {
	for _, b := range openBooks(t) {
		year := b.Flows(b.ref, 4)
		for _, item := range []string{"TotalRevenue", "NetIncome", "OperatingCashFlow", "FreeCashFlow", "TaxProvision"} {
			sum := 0.0
			for i := range 4 {
				sum += b.Flows(b.ref.Before(i), 1)[item]
			}
			if sum != year[item] {
				t.Errorf("%s: the quarters' %s sum to %v, the year has %v", b.Instrument.Symbol, item, sum, year[item])
			}
		}
	}
}

func TestTheReferenceYearEarnsWhatTheTableSays(t *testing.T) {
	for _, b := range openBooks(t) {
		if got := b.TrailingEPS(b.ref); math.Abs(got-b.Instrument.EPS) > 0.0101 {
			t.Errorf("%s earns %v a share, want %v", b.Instrument.Symbol, got, b.Instrument.EPS)
		}
		year := b.Flows(b.ref, 4)
		if got := year["NetIncome"] / year["TotalRevenue"]; math.Abs(got-b.margin) > 0.001 {
			t.Errorf("%s: net margin %v, want %v", b.Instrument.Symbol, got, b.margin)
		}
	}
}

func TestFiscalYears(t *testing.T) {
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ symbol, today, reported, year, next string }{
		{"AAPL", "2025-11-19", "2025-09-30", "2025-09-30", "2026-01-28"},
		{"AAPL", "2025-10-28", "2025-06-30", "2025-09-30", "2025-10-28"},
		{"AAPL", "2025-10-29", "2025-09-30", "2025-09-30", "2026-01-28"},
		{"MSFT", "2025-11-19", "2025-09-30", "2026-06-30", "2026-01-28"},
		{"NVDA", "2025-11-19", "2025-07-31", "2026-01-31", "2025-11-28"},
		{"NVDA", "2025-11-29", "2025-10-31", "2026-01-31", "2026-02-28"},
		{"ADBE", "2025-11-19", "2025-08-31", "2025-11-30", "2025-12-28"},
		{"JPM", "2026-01-28", "2025-09-30", "2025-12-31", "2026-01-28"},
		{"VOD.L", "2025-11-19", "2025-09-30", "2026-03-31", "2026-01-28"},
	} {
		today, err := ParseDay(x.today)
		if err != nil {
			t.Fatal(err)
		}
		in := c.Find(x.symbol)
		q := in.Company.Reported(today)
		if got := q.End().String(); got != x.reported {
			t.Errorf("%s on %s: reported until %s, want %s", x.symbol, x.today, got, x.reported)
		}
		if got := in.Company.Year(q).End().String(); got != x.year {
			t.Errorf("%s on %s: fiscal year until %s, want %s", x.symbol, x.today, got, x.year)
		}
		if got := in.Earnings(today).String(); got != x.next {
			t.Errorf("%s on %s: announces on %s, want %s", x.symbol, x.today, got, x.next)
		}
	}
	if n := c.Find("MSFT").Company.number(QuarterOf(2025, time.September)); n != 1 {
		t.Errorf("Microsoft's September quarter is its number %d", n)
	}
}

func TestSharesFallUntilTheReference(t *testing.T) {
	for _, b := range openBooks(t) {
		if b.SharesAt(b.ref) != math.Round(b.shares/1e3)*1e3 || b.SharesAt(b.ref.Before(-3)) != b.SharesAt(b.ref) {
			t.Errorf("%s: %v shares at the reference", b.Instrument.Symbol, b.SharesAt(b.ref))
		}
		if now, before := b.SharesAt(b.ref), b.SharesAt(b.ref.Before(10)); math.Abs(before/now-1.04) > 1e-4 {
			t.Errorf("%s: %v shares ten quarters before %v", b.Instrument.Symbol, before, now)
		}
	}
}

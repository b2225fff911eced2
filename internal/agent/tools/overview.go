package tools

import (
	"fmt"

	"quotewire/internal/market"
)

// overview is the key statistics at once.
func (w *companyWriter) overview() {
	if st := w.f.Statistics; st != nil {
		var s sheet
		w.valuation(&s, st)
		w.list("Valuation", &s)
	}
	w.upcoming()
	if st := w.f.Statistics; st != nil {
		var payout, shares, results, balance sheet
		w.payout(&payout, st)
		w.list("Dividends and splits", &payout)
		w.ownership(&shares, st)
		w.list("Shares", &shares)
		w.results(&results, st)
		w.list("Results (trailing 12 months)", &results)
		w.balance(&balance, st)
		w.list("Balance (most recent quarter)", &balance)
	}
	w.fund() // what there is of it
}

func (w *companyWriter) valuation(s *sheet, st *market.Statistics) {
	unit := major(w.f.Currency)
	p := st.Proof
	s.proven(p, "market_cap", "market cap", st.MarketCap, unit, amount)
	s.proven(p, "enterprise_value", "enterprise value", st.EnterpriseValue, w.accounts(), amount)
	s.unlessLoss("p/e (trailing)", st.TrailingPE, st.TrailingLoss, ratios)
	s.unlessLoss("p/e (forward)", st.ForwardPE, st.ForwardLoss, ratios)
	s.proven(p, "eps_ttm", "eps (trailing 12 months)", st.EPS, unit, perShare)
	s.proven(p, "eps_forward", "eps (forward)", st.ForwardEPS, unit, perShare)
	s.number("peg ratio", st.PEG, ratios)
	s.unlessNegative("price to book", st.PriceToBook, st.NegativeBook, ratios)
	s.number("price to sales (trailing 12 months)", st.PriceToSales, ratios)
	s.number("enterprise value to revenue", st.EVToRevenue, ratios)
	s.number("enterprise value to ebitda", st.EVToEBITDA, ratios)
	s.proven(p, "book_value", "book value a share", st.BookValue, w.accounts(), perShare)
	s.number("beta (5 years, monthly)", st.Beta, ratios)
	s.number("52-week change of the price", st.YearChange, growth)
	s.number("52-week change of the S&P 500", st.YearChangeSP500, growth)
}

// upcoming is the next announcement of results.
func (w *companyWriter) upcoming() {
	e := w.f.Earnings
	if e == nil {
		return
	}
	var s sheet
	s.line("earnings date", w.announcement())
	s.proven(e.Proof, "eps_estimate", "eps expected", e.EPS, e.Currency, perShare)
	s.proven(e.Proof, "revenue_estimate", "revenue expected", e.Revenue, e.Currency, amount)
	w.list("Next results", &s)
}

func (w *companyWriter) payout(s *sheet, st *market.Statistics) {
	unit := major(w.f.Currency)
	p := st.Proof
	s.proven(p, "dividend_rate", "dividend a share and year (announced)", st.DividendRate, unit, perShare)
	s.number("dividend yield (announced)", st.DividendYield, share)
	s.proven(p, "trailing_dividend_rate", "dividend a share and year (trailing)", st.TrailingDividendRate, unit, perShare)
	s.number("dividend yield (trailing)", st.TrailingDividendYield, share)
	s.number("dividend yield (average of 5 years)", st.FiveYearDividendYield, share)
	s.number("payout ratio", st.PayoutRatio, share)
	s.line("ex-dividend date (next or latest)", st.ExDividendDate.String())
	s.line("dividend paid on (next or latest)", st.DividendDate.String())
	s.proven(p, "last_dividend", "last dividend a share", st.LastDividend, unit, func(unit string) func(float64) string {
		return func(v float64) string { return perShare(unit)(v) + on(st.LastDividendDate) }
	})
	if st.LastSplit != "" {
		s.line("last split", label(st.LastSplit)+on(st.LastSplitDate))
	}
}

func on(d market.Date) string {
	if d.IsZero() {
		return ""
	}
	return " on " + d.String()
}

func (w *companyWriter) ownership(s *sheet, st *market.Statistics) {
	s.number("shares outstanding", st.SharesOutstanding, count)
	s.number("shares outstanding (all classes, implied)", st.ImpliedShares, count)
	s.number("float", st.FloatShares, count)
	s.number("shares short", st.SharesShort, func(v float64) string { return count(v) + on(st.ShortDate) })
	s.number("shares short the month before", st.SharesShortBefore, count)
	s.number("short ratio (days of average volume)", st.ShortRatio, ratios)
	s.number("short of float", st.ShortOfFloat, share)
}

func (w *companyWriter) results(s *sheet, st *market.Statistics) {
	p, unit := st.Proof, w.accounts()
	s.proven(p, "revenue_ttm", "revenue", st.Revenue, unit, amount)
	s.proven(p, "revenue_per_share", "revenue a share", st.RevenuePerShare, unit, perShare)
	s.proven(p, "gross_profit_ttm", "gross profit", st.GrossProfit, unit, amount)
	s.proven(p, "ebitda_ttm", "ebitda", st.EBITDA, unit, amount)
	s.proven(p, "net_income_ttm", "net income to common", st.NetIncome, unit, amount)
	s.proven(p, "operating_cash_flow_ttm", "operating cash flow", st.OperatingCashFlow, unit, amount)
	s.proven(p, "free_cash_flow_ttm", "free cash flow (levered)", st.FreeCashFlow, unit, amount)
	s.number("gross margin", st.GrossMargin, share)
	s.number("ebitda margin", st.EBITDAMargin, share)
	s.number("operating margin", st.OperatingMargin, share)
	s.number("profit margin", st.ProfitMargin, share)
	s.number("return on assets", st.ReturnOnAssets, share)
	s.number("return on equity", st.ReturnOnEquity, share)
	s.number("revenue growth (quarter on year)", st.RevenueGrowth, growth)
	s.number("earnings growth (quarter on year)", st.EarningsGrowth, growth)
	s.number("quarterly earnings growth (on year)", st.QuarterlyEarningsGrowth, growth)
}

func (w *companyWriter) balance(s *sheet, st *market.Statistics) {
	p, unit := st.Proof, w.accounts()
	s.proven(p, "cash", "cash", st.Cash, unit, amount)
	s.proven(p, "cash_per_share", "cash a share", st.CashPerShare, unit, perShare)
	s.proven(p, "debt", "debt", st.Debt, unit, amount)
	s.number("debt to equity", st.DebtToEquity, func(v float64) string { return fmt.Sprintf("%s (%s)", fixed(v, 4), share(v)) })
	s.number("current ratio", st.CurrentRatio, ratios)
	s.number("quick ratio", st.QuickRatio, ratios)
	s.line("most recent quarter", st.MostRecentQuarter.String())
	s.line("last fiscal year end", st.LastFiscalYearEnd.String())
	s.line("next fiscal year end", st.NextFiscalYearEnd.String())
}

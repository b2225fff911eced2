package tools

import (
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// overview is the key statistics at once.
func (w *companyWriter) overview() {
	if st := w.f.Statistics; st != nil {
		var s factList
		w.valuation(&s, st)
		w.told("Valuation", s)
	}
	w.upcoming()
	if st := w.f.Statistics; st != nil {
		var payout, owned, results, balance factList
		w.payout(&payout, st)
		w.told("Dividends and splits", payout)
		w.ownership(&owned, st)
		w.told("Shares", owned)
		w.results(&results, st)
		w.list("Results (trailing 12 months)", results).Period = w.fiscal(12)
		w.balance(&balance, st)
		w.list("Balance (most recent quarter)", balance).Period = w.fiscal(0)
	}
	w.fund() // what there is of it
}

func (w *companyWriter) valuation(s *factList, st *market.Statistics) {
	unit := major(w.f.Currency)
	p := st.Proof
	s.add("market cap", proven(p, "market_cap", st.MarketCap, unit, amount))
	s.add("enterprise value", proven(p, "enterprise_value", st.EnterpriseValue, w.accounts(), amount))
	s.add("p/e (trailing)", unless(st.TrailingPE, ratios, st.TrailingLoss, loss).Of("company.trailing_pe"))
	s.add("p/e (forward)", unless(st.ForwardPE, ratios, st.ForwardLoss, loss).Of("company.forward_pe"))
	s.add("eps (trailing 12 months)", proven(p, "eps_ttm", st.EPS, unit, perShare).During(w.fiscal(12)))
	s.add("eps (forward)", proven(p, "eps_forward", st.ForwardEPS, unit, perShare))
	s.number("peg ratio", "company.peg_ratio", st.PEG, ratios)
	s.add("price to book", unless(st.PriceToBook, ratios, st.NegativeBook, negativeBook).Of("company.price_to_book"))
	s.number("price to sales (trailing 12 months)", "company.price_to_sales", st.PriceToSales, ratios)
	s.number("enterprise value to revenue", "company.ev_to_revenue", st.EVToRevenue, ratios)
	s.number("enterprise value to ebitda", "company.ev_to_ebitda", st.EVToEBITDA, ratios)
	s.add("book value a share", proven(p, "book_value", st.BookValue, w.accounts(), perShare).During(w.fiscal(0)))
	s.number("beta (5 years, monthly)", "company.beta", st.Beta, ratios)
	s.number("52-week change of the price", "company.year_change", st.YearChange, growth)
	s.number("52-week change of the S&P 500", "company.year_change_sp500", st.YearChangeSP500, growth)
}

// upcoming is the next announcement of results.
func (w *companyWriter) upcoming() {
	e := w.f.Earnings
	if e == nil {
		return
	}
	var s factList
	s.words("earnings date", w.announcement())
	s.add("eps expected", proven(e.Proof, "eps_estimate", e.EPS, e.Currency, perShare).Of("estimate.eps"))
	s.add("revenue expected", proven(e.Proof, "revenue_estimate", e.Revenue, e.Currency, amount).Of("estimate.revenue"))
	w.list("Next results", s).Period = w.expected()
}

func (w *companyWriter) payout(s *factList, st *market.Statistics) {
	unit := major(w.f.Currency)
	p := st.Proof
	s.add("dividend a share and year (announced)", proven(p, "dividend_rate", st.DividendRate, unit, perShare))
	s.number("dividend yield (announced)", "company.dividend_yield", st.DividendYield, share)
	s.add("dividend a share and year (trailing)", proven(p, "trailing_dividend_rate", st.TrailingDividendRate, unit, perShare))
	s.number("dividend yield (trailing)", "company.trailing_dividend_yield", st.TrailingDividendYield, share)
	s.number("dividend yield (average of 5 years)", "company.five_year_dividend_yield", st.FiveYearDividendYield, share)
	s.number("payout ratio", "company.payout_ratio", st.PayoutRatio, share)
	s.words("ex-dividend date (next or latest)", st.ExDividendDate.String())
	s.words("dividend paid on (next or latest)", st.DividendDate.String())
	s.add("last dividend a share", proven(p, "last_dividend", st.LastDividend, unit, func(unit string) form {
		return func(v float64) exhibit.Value { return perShare(unit)(v).Between("", on(st.LastDividendDate)) }
	}).Of("dividends.amount").During(exhibit.On(st.LastDividendDate)))
	if st.LastSplit != "" {
		s.add("last split", splitRatio(label(st.LastSplit)).During(exhibit.On(st.LastSplitDate)), exhibit.Text(on(st.LastSplitDate)))
	}
}

func on(d market.Date) string {
	if d.IsZero() {
		return ""
	}
	return " on " + d.String()
}

func (w *companyWriter) ownership(s *factList, st *market.Statistics) {
	s.number("shares outstanding", "company.shares_outstanding", st.SharesOutstanding, shares)
	s.number("shares outstanding (all classes, implied)", "company.implied_shares", st.ImpliedShares, shares)
	s.number("float", "company.float_shares", st.FloatShares, shares)
	s.add("shares short", cell(st.SharesShort, shares).Of("company.shares_short").During(exhibit.On(st.ShortDate)).Between("", on(st.ShortDate)))
	s.number("shares short the month before", "company.shares_short_before", st.SharesShortBefore, shares)
	s.number("short ratio (days of average volume)", "company.short_ratio", st.ShortRatio, ratios)
	s.number("short of float", "company.short_of_float", st.ShortOfFloat, share)
}

func (w *companyWriter) results(s *factList, st *market.Statistics) {
	p, unit := st.Proof, w.accounts()
	s.add("revenue", proven(p, "revenue_ttm", st.Revenue, unit, amount))
	s.add("revenue a share", proven(p, "revenue_per_share", st.RevenuePerShare, unit, perShare))
	s.add("gross profit", proven(p, "gross_profit_ttm", st.GrossProfit, unit, amount))
	s.add("ebitda", proven(p, "ebitda_ttm", st.EBITDA, unit, amount))
	s.add("net income to common", proven(p, "net_income_ttm", st.NetIncome, unit, amount))
	s.add("operating cash flow", proven(p, "operating_cash_flow_ttm", st.OperatingCashFlow, unit, amount))
	s.add("free cash flow (levered)", proven(p, "free_cash_flow_ttm", st.FreeCashFlow, unit, amount))
	s.number("gross margin", "company.gross_margin", st.GrossMargin, share)
	s.number("ebitda margin", "company.ebitda_margin", st.EBITDAMargin, share)
	s.number("operating margin", "company.operating_margin", st.OperatingMargin, share)
	s.number("profit margin", "company.profit_margin", st.ProfitMargin, share)
	s.number("return on assets", "company.return_on_assets", st.ReturnOnAssets, share)
	s.number("return on equity", "company.return_on_equity", st.ReturnOnEquity, share)
	s.add("revenue growth (quarter on year)", cell(st.RevenueGrowth, growth).Of("company.revenue_growth").During(w.fiscal(3)))
	s.add("earnings growth (quarter on year)", cell(st.EarningsGrowth, growth).Of("company.earnings_growth").During(w.fiscal(3)))
	s.add("quarterly earnings growth (on year)", cell(st.QuarterlyEarningsGrowth, growth).Of("company.quarterly_earnings_growth").During(w.fiscal(3)))
}

func (w *companyWriter) balance(s *factList, st *market.Statistics) {
	p, unit := st.Proof, w.accounts()
	s.add("cash", proven(p, "cash", st.Cash, unit, amount))
	s.add("cash a share", proven(p, "cash_per_share", st.CashPerShare, unit, perShare))
	s.add("debt", proven(p, "debt", st.Debt, unit, amount))
	s.add("debt to equity", cell(st.DebtToEquity, ratios).Of("company.debt_to_equity"), cell(st.DebtToEquity, share).Of("company.debt_to_equity").Between(" (", ")"))
	s.number("current ratio", "company.current_ratio", st.CurrentRatio, ratios)
	s.number("quick ratio", "company.quick_ratio", st.QuickRatio, ratios)
	s.words("most recent quarter", st.MostRecentQuarter.String())
	s.words("last fiscal year end", st.LastFiscalYearEnd.String())
	s.words("next fiscal year end", st.NextFiscalYearEnd.String())
}

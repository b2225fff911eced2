package yahoo

import (
	"math"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// settleStatistics puts each figure into its documented unit, by what e proves, or leaves it
// out.
func settleStatistics(s *market.Statistics, e *evidence) {
	p := &market.Proof{}
	settleRatios(s, e, p)
	put(p, "market_cap", &s.MarketCap, e.cap, e.Major)
	settleAccounts(s, e, p)
	settleDividends(s, e, p)
	s.Proof = orNil(p)
}

// settleRatios judges the figures a share together with the ratios made of them, and
// the ratios of the accounts.
func settleRatios(s *market.Statistics, e *evidence, p *market.Proof) {
	statisticsShares(s, e.price).settle(e.Company, p, e.share, e.held)
	value, sales := e.verdict("enterprise_value", false), e.amounts
	mixed := !value.Proven() || !sales.Proven() || value.Currency != sales.Currency
	if mixed && (units.Ratio{Price: valueOf(s.EnterpriseValue), Amount: valueOf(s.Revenue), Value: valueOf(s.EVToRevenue)}).AsItStands() {
		s.EVToRevenue = market.Number{}
	}
	if mixed && (units.Ratio{Price: valueOf(s.EnterpriseValue), Amount: valueOf(s.EBITDA), Value: valueOf(s.EVToEBITDA)}).AsItStands() {
		s.EVToEBITDA = market.Number{}
	}
	switch {
	case !sales.Proven() || sales.Currency != e.Major:
		s.PriceToSales = market.Number{}
	case e.worth > 0 && e.sales > 0 && !s.PriceToSales.IsZero() && e.Divisor > 1 && valueOf(s.PriceToSales)/(e.worth/e.sales) > math.Sqrt(e.Divisor):
		s.PriceToSales = over(s.PriceToSales, e.Divisor)
	}
}

// share is the verdict of a figure a share, by an identity or else by its ratio.
func (e *evidence) share(field string, q units.Ratio) units.Verdict {
	v := e.verdict(field, true)
	if e.held(field) {
		return v
	}
	return e.ByRatio(q, v)
}

// settleAccounts: the amounts of the accounts are in one currency, but for one that
// its margin contradicts.
func settleAccounts(s *market.Statistics, e *evidence, p *market.Proof) {
	for _, one := range []struct {
		field  string
		n      *market.Number
		margin market.Number // of the revenue
	}{
		{"gross_profit_ttm", &s.GrossProfit, s.GrossMargin}, {"ebitda_ttm", &s.EBITDA, s.EBITDAMargin},
		{"net_income_ttm", &s.NetIncome, s.ProfitMargin}, {"operating_cash_flow_ttm", &s.OperatingCashFlow, market.Number{}},
		{"free_cash_flow_ttm", &s.FreeCashFlow, market.Number{}}, {"cash", &s.Cash, market.Number{}}, {"debt", &s.Debt, market.Number{}},
		{"revenue_ttm", &s.Revenue, market.Number{}}, // last: the others are held against it
	} {
		v := e.amounts
		if e.offMargin(valueOf(*one.n), one.margin) {
			v = e.Contradicted(false)
		}
		put(p, one.field, one.n, v, e.Usual)
	}
	put(p, "enterprise_value", &s.EnterpriseValue, e.verdict("enterprise_value", false), e.Usual)
	put(p, "revenue_per_share", &s.RevenuePerShare, e.verdict("revenue_per_share", true), e.Usual)
	put(p, "cash_per_share", &s.CashPerShare, e.verdict("cash_per_share", true), e.Usual)
}

// offMargin reports whether an amount is far from its margin of the revenue: by
// half in two currencies, whose rate may be small, and by 30 times in one.
func (e *evidence) offMargin(v float64, margin market.Number) bool {
	const least = 0.005 // smaller margins are rounded too much
	if v == 0 || e.sales == 0 || math.Abs(valueOf(margin)) < least || v*valueOf(margin)*e.sales < 0 {
		return false
	}
	most := 30.0
	if !e.One() {
		most = 1.5
	}
	return math.Abs(math.Log(v/(valueOf(margin)*e.sales))) > math.Log(most)
}

// settleDividends: what is announced for a year is in pounds where the yield was
// made of the price in pounds, and in pence where it is plain that it was not.
func settleDividends(s *market.Statistics, e *evidence, p *market.Proof) {
	q := units.Yield(e.price, valueOf(s.DividendRate), valueOf(s.DividendYield))
	v := e.dividend(q, e.verdict("dividend_rate", true))
	if e.Mixed(q, v) {
		put(p, "dividend_yield", &s.DividendYield, v, "")
	}
	last := e.Dividend(valueOf(s.LastDividend), valueOf(s.DividendRate), v)
	paid := units.Yield(e.price, valueOf(s.TrailingDividendRate), valueOf(s.TrailingDividendYield))
	put(p, "trailing_dividend_rate", &s.TrailingDividendRate, e.dividend(paid, e.Dividend(valueOf(s.TrailingDividendRate), valueOf(s.DividendRate), v)), e.Major)
	put(p, "dividend_rate", &s.DividendRate, v, e.Major)
	put(p, "last_dividend", &s.LastDividend, last, e.Major)
}

// dividend is the verdict of a year's dividends by their yield where there is none
// else.
func (e *evidence) dividend(q units.Ratio, v units.Verdict) units.Verdict {
	if v.Proven() {
		return v
	}
	return e.ByRatio(q, v)
}

// settleTicker puts each figure into its documented unit, or leaves it out. A quote has
// no accounts to hold figures against: what it proves is by the ratios beside them,
// and nothing where the accounts are in another currency.
func settleTicker(t *market.Ticker) {
	u, p := units.CompanyOf(t.Currency, t.FinancialCurrency), &market.Proof{}
	byRatio := func(q units.Ratio) units.Verdict { return u.ByRatio(q, u.Unclaimed(true)) }
	put(p, "market_cap", &t.MarketCap, u.MarketCap(valueOf(t.MarketCap), valueOf(t.SharesOutstanding)*valueOf(t.Price)/u.Divisor), u.Major)
	tickerShares(t).settle(u, p, func(_ string, q units.Ratio) units.Verdict { return byRatio(q) }, func(string) bool { return false })

	announced := units.Yield(valueOf(t.Price), valueOf(t.ForwardDividendRate), valueOf(t.ForwardDividendYield)/100)
	d := byRatio(announced)
	if u.Mixed(announced, d) {
		put(p, "forward_dividend_yield_percent", &t.ForwardDividendYield, d, "")
	}
	put(p, "forward_dividend_rate", &t.ForwardDividendRate, d, u.Major)
	t.Proof = orNil(p)
}

// orNil is p, or nil when it says nothing.
func orNil(p *market.Proof) *market.Proof {
	if len(p.Units) == 0 && len(p.Unproven) == 0 {
		return nil
	}
	return p
}

// put writes what v says of the unit of the figure in a field: n becomes the
// amount in the documented currency usual, or is marked to be in another one, or
// leaves for Unproven.
func put(p *market.Proof, field string, n *market.Number, v units.Verdict, usual string) {
	switch {
	case valueOf(*n) == 0: // absent, or the same in all units
	case !v.Proven():
		p.Unproven = append(p.Unproven, market.Unproven{Field: field, Value: *n, Reason: v.Reason})
		*n = market.Number{}
	default:
		*n = inUnit(*n, v)
		if v.Currency != usual {
			p.Units = append(p.Units, market.FieldUnit{Field: field, Currency: v.Currency})
		}
	}
}

// inUnit is n in the unit that v proves, or as it is where v proves none.
func inUnit(n market.Number, v units.Verdict) market.Number {
	if n.IsZero() {
		return n
	}
	return market.Num(v.Amount(valueOf(n)))
}

// over is the figure divided, absent where divisor is 0.
func over(n market.Number, divisor float64) market.Number {
	if n.IsZero() {
		return n
	}
	return market.Num(valueOf(n) / divisor)
}

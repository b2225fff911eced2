package market

import (
	"math"

	"quotewire/internal/units"
)

// settle puts each figure into its documented unit, by what e proves, or leaves it
// out.
func (s *Statistics) settle(e *evidence) {
	p := &Proof{}
	s.settleRatios(e, p)
	p.put("market_cap", &s.MarketCap, e.cap, e.Major)
	s.settleAccounts(e, p)
	s.settleDividends(e, p)
	s.Proof = p.orNil()
}

// settleRatios judges the figures a share together with the ratios made of them, and
// the ratios of the accounts.
func (s *Statistics) settleRatios(e *evidence, p *Proof) {
	s.perShare(e.price).settle(e.Company, p, e.share, e.held)
	value, sales := e.verdict("enterprise_value", false), e.amounts
	mixed := !value.Proven() || !sales.Proven() || value.Currency != sales.Currency
	if mixed && (units.Ratio{Price: s.EnterpriseValue.value, Amount: s.Revenue.value, Value: s.EVToRevenue.value}).AsItStands() {
		s.EVToRevenue = Number{}
	}
	if mixed && (units.Ratio{Price: s.EnterpriseValue.value, Amount: s.EBITDA.value, Value: s.EVToEBITDA.value}).AsItStands() {
		s.EVToEBITDA = Number{}
	}
	switch {
	case !sales.Proven() || sales.Currency != e.Major:
		s.PriceToSales = Number{}
	case e.worth > 0 && e.sales > 0 && s.PriceToSales.ok && e.Divisor > 1 && s.PriceToSales.value/(e.worth/e.sales) > math.Sqrt(e.Divisor):
		s.PriceToSales = s.PriceToSales.over(e.Divisor)
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
func (s *Statistics) settleAccounts(e *evidence, p *Proof) {
	for _, one := range []struct {
		field  string
		n      *Number
		margin Number // of the revenue
	}{
		{"gross_profit_ttm", &s.GrossProfit, s.GrossMargin}, {"ebitda_ttm", &s.EBITDA, s.EBITDAMargin},
		{"net_income_ttm", &s.NetIncome, s.ProfitMargin}, {"operating_cash_flow_ttm", &s.OperatingCashFlow, Number{}},
		{"free_cash_flow_ttm", &s.FreeCashFlow, Number{}}, {"cash", &s.Cash, Number{}}, {"debt", &s.Debt, Number{}},
		{"revenue_ttm", &s.Revenue, Number{}}, // last: the others are held against it
	} {
		v := e.amounts
		if e.offMargin(one.n.value, one.margin) {
			v = e.Contradicted(false)
		}
		p.put(one.field, one.n, v, e.Usual)
	}
	p.put("enterprise_value", &s.EnterpriseValue, e.verdict("enterprise_value", false), e.Usual)
	p.put("revenue_per_share", &s.RevenuePerShare, e.verdict("revenue_per_share", true), e.Usual)
	p.put("cash_per_share", &s.CashPerShare, e.verdict("cash_per_share", true), e.Usual)
}

// offMargin reports whether an amount is far from its margin of the revenue: by
// half in two currencies, whose rate may be small, and by 30 times in one.
func (e *evidence) offMargin(v float64, margin Number) bool {
	const least = 0.005 // smaller margins are rounded too much
	if v == 0 || e.sales == 0 || math.Abs(margin.value) < least || v*margin.value*e.sales < 0 {
		return false
	}
	most := 30.0
	if !e.One() {
		most = 1.5
	}
	return math.Abs(math.Log(v/(margin.value*e.sales))) > math.Log(most)
}

// settleDividends: what is announced for a year is in pounds where the yield was
// made of the price in pounds, and in pence where it is plain that it was not.
func (s *Statistics) settleDividends(e *evidence, p *Proof) {
	q := units.Yield(e.price, s.DividendRate.value, s.DividendYield.value)
	v := e.dividend(q, e.verdict("dividend_rate", true))
	if e.Mixed(q, v) {
		p.put("dividend_yield", &s.DividendYield, v, "")
	}
	last := e.Dividend(s.LastDividend.value, s.DividendRate.value, v)
	paid := units.Yield(e.price, s.TrailingDividendRate.value, s.TrailingDividendYield.value)
	p.put("trailing_dividend_rate", &s.TrailingDividendRate, e.dividend(paid, e.Dividend(s.TrailingDividendRate.value, s.DividendRate.value, v)), e.Major)
	p.put("dividend_rate", &s.DividendRate, v, e.Major)
	p.put("last_dividend", &s.LastDividend, last, e.Major)
}

// dividend is the verdict of a year's dividends by their yield where there is none
// else.
func (e *evidence) dividend(q units.Ratio, v units.Verdict) units.Verdict {
	if v.Proven() {
		return v
	}
	return e.ByRatio(q, v)
}

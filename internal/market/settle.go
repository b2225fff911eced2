package market

import "math"

// settle puts each figure into its documented unit, by what e proves, or leaves it
// out.
func (s *Statistics) settle(e *evidence) {
	p := &Proof{}
	s.settleRatios(e, p)
	p.put("market_cap", &s.MarketCap, e.cap, e.major)
	s.settleAccounts(e, p)
	s.settleDividends(e, p)
	s.Proof = p.orNil()
}

// settleRatios judges the figures a share together with the ratios made of them:
// each may prove the unit of the other.
func (s *Statistics) settleRatios(e *evidence, p *Proof) {
	trailing := quoted{e.price, s.EPS, s.TrailingPE, leastPE}
	forward := quoted{e.price, s.ForwardEPS, s.ForwardPE, leastPE}
	book := quoted{e.price, s.BookValue, s.PriceToBook, leastPB}
	v, w, b := e.share("eps_ttm", trailing), e.share("eps_forward", forward), e.share("book_value", book)
	e.alike(s.EPS, s.ForwardEPS, &v, &w)
	e.ofOneClass(s.EPS, s.ForwardEPS, book, &w, &b)
	s.TrailingPE = trailing.mended(e.units, v, e.claims["eps_ttm"].value == 0)
	s.ForwardPE = forward.mended(e.units, w, e.claims["eps_forward"].value == 0 && !outOfLine(s.EPS, s.ForwardEPS))
	s.PriceToBook = book.mended(e.units, b, false)
	value, sales := e.verdict("enterprise_value", false), e.amounts
	mixed := !value.proven() || !sales.proven() || value.currency != sales.currency
	if mixed && (quoted{price: s.EnterpriseValue.value, amount: s.Revenue, ratio: s.EVToRevenue}).asItStands() {
		s.EVToRevenue = Number{}
	}
	if mixed && (quoted{price: s.EnterpriseValue.value, amount: s.EBITDA, ratio: s.EVToEBITDA}).asItStands() {
		s.EVToEBITDA = Number{}
	}
	switch {
	case !sales.proven() || sales.currency != e.major:
		s.PriceToSales = Number{}
	case e.worth > 0 && e.sales > 0 && s.PriceToSales.ok && e.divisor > 1 && s.PriceToSales.value/(e.worth/e.sales) > math.Sqrt(e.divisor):
		s.PriceToSales = Num(s.PriceToSales.value / e.divisor)
	}
	p.put("eps_ttm", &s.EPS, v, e.major)
	p.put("eps_forward", &s.ForwardEPS, w, e.major)
	p.put("book_value", &s.BookValue, b, e.usual)
}

// share is the verdict of a figure a share, by an identity or else by its ratio.
func (e *evidence) share(field string, q quoted) verdict {
	if _, ok := e.claims[field]; !ok && e.one() && !e.plain() {
		if x, ok := q.unit(e.units); ok {
			return e.is(x)
		}
	}
	return e.verdict(field, true)
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
			v = e.contradicted(false)
		}
		p.put(one.field, one.n, v, e.usual)
	}
	p.put("enterprise_value", &s.EnterpriseValue, e.verdict("enterprise_value", false), e.usual)
	p.put("revenue_per_share", &s.RevenuePerShare, e.verdict("revenue_per_share", true), e.usual)
	p.put("cash_per_share", &s.CashPerShare, e.verdict("cash_per_share", true), e.usual)
}

// offMargin reports whether an amount is far from its margin of the revenue: by
// half in two currencies, whose rate may be small, and by 30 times in one.
func (e *evidence) offMargin(v float64, margin Number) bool {
	const least = 0.005 // smaller margins are rounded too much
	if v == 0 || e.sales == 0 || math.Abs(margin.value) < least || v*margin.value*e.sales < 0 {
		return false
	}
	most := 30.0
	if !e.one() {
		most = 1.5
	}
	return math.Abs(math.Log(v/(margin.value*e.sales))) > math.Log(most)
}

// settleDividends: what is announced for a year is in pounds where the yield was
// made of the price in pounds, and in pence where it is plain that it was not.
func (s *Statistics) settleDividends(e *evidence, p *Proof) {
	q := quoted{price: e.price, amount: s.DividendRate, ratio: s.DividendYield}.inverted()
	v := e.dividend(q, e.verdict("dividend_rate", true))
	if e.divisor > 1 && !v.proven() && q.complete() && q.asItStands() {
		p.put("dividend_yield", &s.DividendYield, v, "")
	}
	last := e.latest(s.LastDividend, s.DividendRate, v)
	paid := quoted{price: e.price, amount: s.TrailingDividendRate, ratio: s.TrailingDividendYield}.inverted()
	p.put("trailing_dividend_rate", &s.TrailingDividendRate, e.dividend(paid, e.latest(s.TrailingDividendRate, s.DividendRate, v)), e.major)
	p.put("dividend_rate", &s.DividendRate, v, e.major)
	p.put("last_dividend", &s.LastDividend, last, e.major)
}

// inverted is a yield as price by dividends, as the other ratios are made.
func (q quoted) inverted() quoted {
	if q.ratio.value != 0 {
		q.ratio = Num(1 / q.ratio.value)
	}
	q.least = 1 / mostYield
	return q
}

// dividend is the verdict of a year's dividends by their yield, a fraction, where
// there is none else.
func (u units) dividend(q quoted, v verdict) verdict {
	if v.proven() || !u.one() || !q.complete() {
		return v
	}
	if x, ok := q.unit(u); ok {
		return u.is(x)
	}
	return v
}

// latest is the verdict of one dividend of a year whose dividends are v: between a
// thirteenth of them and a little more than they.
func (u units) latest(one, year Number, v verdict) verdict {
	if u.plain() || one.value == 0 {
		return u.is(ofPrice)
	}
	if !u.one() || !v.proven() || year.value == 0 {
		return u.untold(true)
	}
	part := one.value / v.amount(year).value
	const least, most = 1.0 / 13, 1.3
	switch {
	case part >= least && part <= most:
		return u.is(ofPrice)
	case part/u.divisor >= least && part/u.divisor <= most:
		return u.is(ofMinor)
	}
	return u.untold(true)
}

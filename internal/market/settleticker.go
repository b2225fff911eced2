package market

import "quotewire/internal/units"

// settle puts each figure into its documented unit, or leaves it out. A quote has
// no accounts to hold figures against: what it proves is by the ratios beside them,
// and nothing where the accounts are in another currency.
func (t *Ticker) settle() {
	u, p := units.CompanyOf(t.Currency, t.FinancialCurrency), &Proof{}
	byRatio := func(q units.Ratio) units.Verdict { return u.ByRatio(q, u.Unclaimed(true)) }
	p.put("market_cap", &t.MarketCap, u.MarketCap(t.MarketCap.value, t.SharesOutstanding.value*t.Price.value/u.Divisor), u.Major)
	t.perShare().settle(u, p, func(_ string, q units.Ratio) units.Verdict { return byRatio(q) }, func(string) bool { return false })

	announced := units.Yield(t.Price.value, t.ForwardDividendRate.value, t.ForwardDividendYield.value/100)
	d := byRatio(announced)
	if u.Mixed(announced, d) {
		p.put("forward_dividend_yield_percent", &t.ForwardDividendYield, d, "")
	}
	p.put("forward_dividend_rate", &t.ForwardDividendRate, d, u.Major)
	t.Proof = p.orNil()
}

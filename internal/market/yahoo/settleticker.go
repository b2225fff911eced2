package yahoo

import (
	"quotewire/internal/market"
	"quotewire/internal/units"
)

// settle puts each figure into its documented unit, or leaves it out. A quote has
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

package market

import "quotewire/internal/units"

// settle puts each figure into its documented unit, or leaves it out. A quote has
// no accounts to hold figures against: what it proves is by the ratios beside them,
// and nothing where the accounts are in another currency.
func (t *Ticker) settle() {
	u, p := units.CompanyOf(t.Currency, t.FinancialCurrency), &Proof{}
	trailing := units.PE(t.Price.value, t.EPS.value, t.TrailingPE.value)
	forward := units.PE(t.Price.value, t.ForwardEPS.value, t.ForwardPE.value)
	book := units.PB(t.Price.value, t.BookValue.value, t.PriceToBook.value)
	byRatio := func(q units.Ratio) units.Verdict { return u.ByRatio(q, u.Unclaimed(true)) }
	v, w, b := byRatio(trailing), byRatio(forward), byRatio(book)
	u.Reconcile(trailing, forward, book, &v, &w, &b)
	t.TrailingPE = t.TrailingPE.over(trailing.Divisor(u, v, true))
	t.ForwardPE = t.ForwardPE.over(forward.Divisor(u, w, !units.OutOfLine(t.EPS.value, t.ForwardEPS.value)))
	t.PriceToBook = t.PriceToBook.over(book.Divisor(u, b, false))
	p.put("market_cap", &t.MarketCap, u.MarketCap(t.MarketCap.value, t.SharesOutstanding.value*t.Price.value/u.Divisor), u.Major)
	p.put("eps_ttm", &t.EPS, v, u.Major)
	p.put("eps_forward", &t.ForwardEPS, w, u.Major)
	p.put("book_value", &t.BookValue, b, u.Usual)

	announced := units.Yield(t.Price.value, t.ForwardDividendRate.value, t.ForwardDividendYield.value/100)
	d := byRatio(announced)
	if u.Mixed(announced, d) {
		p.put("forward_dividend_yield_percent", &t.ForwardDividendYield, d, "")
	}
	p.put("forward_dividend_rate", &t.ForwardDividendRate, d, u.Major)
	t.Proof = p.orNil()
}

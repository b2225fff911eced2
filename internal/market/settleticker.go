package market

// settle puts each figure into its documented unit, or leaves it out. A quote has
// no accounts to hold figures against: what it proves is by the ratios beside them,
// and nothing where the accounts are in another currency.
func (t *Ticker) settle() {
	u, p := unitsOf(t.Currency, t.FinancialCurrency), &Proof{}
	trailing := quoted{t.Price.value, t.EPS, t.TrailingPE, leastPE}
	forward := quoted{t.Price.value, t.ForwardEPS, t.ForwardPE, leastPE}
	book := quoted{t.Price.value, t.BookValue, t.PriceToBook, leastPB}
	v, w, b := u.byRatio(trailing), u.byRatio(forward), u.byRatio(book)
	u.alike(t.EPS, t.ForwardEPS, &v, &w)
	u.ofOneClass(t.EPS, t.ForwardEPS, book, &w, &b)
	t.TrailingPE, t.ForwardPE = trailing.mended(u, v, true), forward.mended(u, w, !outOfLine(t.EPS, t.ForwardEPS))
	t.PriceToBook = book.mended(u, b, false)
	p.put("market_cap", &t.MarketCap, u.marketCap(t.MarketCap.value, t.SharesOutstanding.value*t.Price.value/u.divisor), u.major)
	p.put("eps_ttm", &t.EPS, v, u.major)
	p.put("eps_forward", &t.ForwardEPS, w, u.major)
	p.put("book_value", &t.BookValue, b, u.usual)

	announced := quoted{price: t.Price.value, amount: t.ForwardDividendRate, ratio: Num(t.ForwardDividendYield.value / 100)}.inverted()
	d := u.byRatio(announced)
	if u.divisor > 1 && !d.proven() && announced.complete() && announced.asItStands() {
		p.put("forward_dividend_yield_percent", &t.ForwardDividendYield, d, "")
	}
	p.put("forward_dividend_rate", &t.ForwardDividendRate, d, u.major)
	t.Proof = p.orNil()
}

// byRatio is the verdict of a figure a share by the ratio made of it.
func (u units) byRatio(q quoted) verdict {
	if u.plain() {
		return u.is(ofPrice)
	}
	if x, ok := q.unit(u); ok && u.one() {
		return u.is(x)
	}
	return u.untold(true)
}

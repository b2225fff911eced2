package market

import (
	"cmp"
	"math"
)

// evidence are the figures of a summary that prove each other's units.
type evidence struct {
	solver
	price  float64 // as quoted; 0: not known
	shares float64 // listed ones: market value by price
	net    float64 // income of twelve months
	sales  float64
	cap    verdict // of the market value
}

// The receipt of a company stands for several of its shares, which some figures
// count: their float is then far above what is listed.
const receiptFloat = 1.5

func (w *summaryWire) evidence(f *Fundamentals) *evidence {
	k, d := w.KeyStatistics, w.Financials
	e := &evidence{
		solver: solver{units: unitsOf(f.Currency, f.FinancialCurrency), claims: map[string]claim{}},
		price:  w.Price.Price.v, net: k.NetIncome.v, sales: d.Revenue.v,
	}
	e.countShares(cmp.Or(w.Detail.MarketCap, w.Price.MarketCap), k)
	if d.Cash.ok && d.Debt.ok {
		e.netDebt = d.Debt.v - d.Cash.v
	}
	if e.worth > 0 && d.Cash.ok && d.Debt.ok {
		worth, debt := e.worth, e.netDebt
		e.claim("enterprise_value", k.EnterpriseValue, claim{worth: worth, anchor: true, expect: func(rate float64) float64 { return worth*rate + debt }})
	}
	e.perShare(w)
	e.paid(w.Detail)
	e.expectations(w)
	e.solve()
	return e
}

// countShares finds how many shares are listed. The market value is in the whole
// currency, unless the shares outstanding say that it is in the minor one.
func (e *evidence) countShares(worth figure, k keyStatisticsWire) {
	counted := cmp.Or(k.ImpliedShares.v, k.SharesOutstanding.v)
	e.shares, e.cap = max(counted, 0), e.is(ofPrice)
	price := e.price / e.divisor
	if worth.v <= 0 || price <= 0 {
		return
	}
	e.worth, e.shares = worth.v, worth.v/price
	switch e.cap = e.marketCap(worth.v, counted*price); {
	case !e.cap.proven():
		e.worth, e.shares = 0, counted
	default:
		e.worth, e.shares = e.worth/e.cap.divisor, e.shares/e.cap.divisor
	}
}

// marketCap is the verdict of a market value that should be near expected, the
// price times the shares outstanding; 0 where these are not known. It is never in
// the currency of the accounts.
func (u units) marketCap(worth, expected float64) verdict {
	if u.divisor == 1 || expected <= 0 || worth <= 0 {
		return u.is(ofPrice)
	}
	c := claim{slack: minorSlack, expect: always(expected)}
	switch {
	case c.misfit(worth, 1) <= 1:
		return u.is(ofPrice)
	case c.misfit(worth/u.divisor, 1) <= 1:
		return u.is(ofMinor)
	}
	return verdict{reason: "it is the price times the shares outstanding neither in " + u.major + " nor in " + u.price}
}

func always(v float64) func(float64) float64 { return func(float64) float64 { return v } }

// claim adds a figure that an identity says something of.
func (e *evidence) claim(field string, n figure, c claim) {
	if !n.ok || n.v == 0 {
		return
	}
	if c.slack == 0 {
		c.slack = roughly
		if e.one() {
			c.slack = minorSlack
		}
	}
	c.value = n.v
	e.claims[field] = c
}

// perShare: income, revenue, cash and equity over the shares are what there is of
// them a share. Equity is what debt is a known part of, or what the income is a
// known return on.
func (e *evidence) perShare(w *summaryWire) {
	if e.shares <= 0 {
		return
	}
	k, d := w.KeyStatistics, w.Financials
	anchor := k.FloatShares.v < receiptFloat*e.shares
	a := func(field string, n figure, total float64) {
		c := claim{expect: always(total / e.shares), minor: true}
		if !anchor && !e.one() { // else it may be of a share that the receipt stands for
			c.only, c.slack = []unit{ofAccounts}, parity
		}
		if total != 0 {
			e.claim(field, n, c)
		}
	}
	if e.net != 0 {
		e.claim("eps_ttm", k.EPS, claim{expect: always(e.net / e.shares), minor: true, anchor: anchor})
	}
	a("revenue_per_share", d.RevenuePerShare, e.sales)
	a("cash_per_share", d.CashPerShare, d.Cash.v)
	switch {
	case d.DebtToEquity.v > 1 && d.Debt.v > 0:
		a("book_value", k.BookValue, d.Debt.v/d.DebtToEquity.v*100)
	case d.ReturnOnEquity.v != 0:
		a("book_value", k.BookValue, e.net/d.ReturnOnEquity.v)
	}
	e.forward(w, anchor)
}

// forward holds the earnings expected against the estimate of the next fiscal
// year, which they are, where its currency is named; else against those that were,
// with the slack that growth needs.
func (e *evidence) forward(w *summaryWire, anchor bool) {
	k := w.KeyStatistics
	for _, t := range w.EarningsTrend.Trend {
		if next := t.Earnings; t.Period == "+1y" && !next.none() && next.Average.v != 0 && !e.one() && next.Currency == e.units.accounts {
			e.claim("eps_forward", k.ForwardEPS, claim{expect: always(next.Average.v), minor: true, anchor: anchor})
			return
		}
	}
	if e.net != 0 {
		e.claim("eps_forward", k.ForwardEPS, claim{expect: always(e.net / e.shares), minor: true, slack: max(yearsSlack, e.slackOfOne())})
	}
}

func (e *evidence) slackOfOne() float64 {
	if e.one() {
		return minorSlack
	}
	return 0
}

// paid: the part of the earnings that is paid out.
func (e *evidence) paid(d detailWire) {
	if e.shares > 0 && d.PayoutRatio.v > 0 && e.net > 0 {
		e.claim("dividend_rate", d.DividendRate, claim{
			expect: always(d.PayoutRatio.v * e.net / e.shares), minor: true, slack: max(yearsSlack, e.slackOfOne()),
		})
	}
}

// expectations: what analysts expect of a year is near what the last one brought.
// A currency that the source names is believed of the figure that it is named of,
// unless the figure contradicts it.
func (e *evidence) expectations(w *summaryWire) {
	for _, t := range w.EarningsTrend.Trend {
		times, known := ofYear(t.Period)
		if !known {
			continue
		}
		if !t.Revenue.none() {
			e.expected("revenue "+t.Period, t.Revenue.Average, t.Revenue.Currency, e.sales/times)
		}
		if !t.Earnings.none() && e.shares > 0 {
			e.expected("eps "+t.Period, t.Earnings.Average, t.Earnings.Currency, e.net/e.shares/times)
		}
	}
	if sum, n, named := w.EarningsHistory.year(); n > 0 && e.shares > 0 {
		e.expected("eps history", figure{sum * 4 / n, true}, named, e.net/e.shares)
	}
	c := w.Calendar.Earnings
	e.expected("revenue", c.Revenue, w.EarningsTrend.currency(), e.sales/4)
	if e.shares > 0 {
		e.expected("eps", c.EPS, w.EarningsTrend.currency(), e.net/e.shares/4)
	}
}

// ofYear is how many times a period of estimates is in a year.
func ofYear(period string) (times float64, ok bool) {
	switch period {
	case "0q", "+1q":
		return 4, true
	case "0y", "+1y":
		return 1, true
	}
	return 0, false
}

func (e *evidence) expected(field string, n figure, currency string, of float64) {
	if of == 0 || math.IsInf(of, 0) {
		return
	}
	eps := field[0] == 'e'
	if eps && n.v*of <= 0 {
		return // gains after losses, or losses after gains, prove nothing
	}
	c := claim{expect: always(of), minor: eps, slack: yearsSlack}
	if e.one() && eps {
		c.slack = 2 * minorSlack // 10: half of the way to a hundredth
	}
	switch major := MajorUnit(currency); {
	case currency == "":
		c.anchor = !eps
	case major == e.major && e.one():
		// Named in pounds may still be in pence.
	case major == e.accounts:
		c.only, c.named = []unit{ofAccounts}, true
		e.named = e.named || !eps && claim{value: n.v, expect: c.expect, slack: c.slack}.misfit(n.v, 1) <= 1
	case major == e.major:
		c.only, c.named, c.anchor = []unit{ofPrice, ofMinor}, true, !eps
		if e.divisor == 1 || !eps {
			c.only = c.only[:1]
		}
	default:
		return // a third currency, of which nothing is known
	}
	e.claim(field, n, c)
}

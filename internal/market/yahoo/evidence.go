package yahoo

import (
	"cmp"
	"math"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// evidence are the figures of a summary that prove each other's units, and what they
// prove.
type evidence struct {
	units.Company
	price   float64 // as quoted; 0: not known
	shares  float64 // listed ones: market value by price
	worth   float64 // market value, in the whole currency of the price; 0: not known
	netDebt float64
	net     float64 // income of twelve months
	sales   float64
	claims  map[string]units.Claim

	cap      units.Verdict // of the market value
	amounts  units.Verdict // of the amounts of the accounts
	verdicts map[string]units.Verdict
}

// The receipt of a company stands for several of its shares, which some figures
// count: their float is then far above what is listed.
const receiptFloat = 1.5

func (w *summaryWire) evidence(f *market.Fundamentals) *evidence {
	k, d := w.KeyStatistics, w.Financials
	e := &evidence{
		Company: units.CompanyOf(f.Currency, f.FinancialCurrency), claims: map[string]units.Claim{},
		price: w.Price.Price.v, net: k.NetIncome.v, sales: d.Revenue.v,
	}
	e.countShares(cmp.Or(w.Detail.MarketCap, w.Price.MarketCap), k)
	if d.Cash.ok && d.Debt.ok {
		e.netDebt = d.Debt.v - d.Cash.v
	}
	if e.worth > 0 && d.Cash.ok && d.Debt.ok {
		e.claim("enterprise_value", k.EnterpriseValue, units.Claim{Worth: e.worth, Expected: e.netDebt, Anchor: true})
	}
	e.perShare(w)
	e.paid(w.Detail)
	e.expectations(w)
	e.amounts, e.verdicts = units.Prove(e.Company, e.worth, e.netDebt, e.claims)
	return e
}

// held reports whether an identity says something of the figure of a field.
func (e *evidence) held(field string) bool {
	_, ok := e.verdicts[field]
	return ok
}

// verdict is in which unit the figure of a field is; minor says that it may be in
// a minor one.
func (e *evidence) verdict(field string, minor bool) units.Verdict {
	if v, ok := e.verdicts[field]; ok {
		return v
	}
	return e.Unclaimed(minor)
}

// countShares finds how many shares are listed. The market value is in the whole
// currency, unless the shares outstanding say that it is in the minor one.
func (e *evidence) countShares(worth figure, k keyStatisticsWire) {
	counted := cmp.Or(k.ImpliedShares.v, k.SharesOutstanding.v)
	e.shares, e.cap = max(counted, 0), e.MarketCap(worth.v, 0)
	price := e.price / e.Divisor
	if worth.v <= 0 || price <= 0 {
		return
	}
	if e.cap = e.MarketCap(worth.v, counted*price); e.cap.Proven() {
		e.worth = worth.v / e.cap.Divisor
		e.shares = e.worth / price
	}
}

// claim adds a figure that an identity says something of.
func (e *evidence) claim(field string, n figure, c units.Claim) {
	if n.ok && n.v != 0 {
		c.Value = n.v
		e.claims[field] = c
	}
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
	basis := units.SameYear
	if !anchor {
		basis = units.Receipt
	}
	hold := func(field string, n figure, total float64) {
		if total != 0 {
			e.claim(field, n, units.Claim{Expected: total / e.shares, Basis: basis, Minor: true})
		}
	}
	if e.net != 0 {
		e.claim("eps_ttm", k.EPS, units.Claim{Expected: e.net / e.shares, Minor: true, Anchor: anchor})
	}
	hold("revenue_per_share", d.RevenuePerShare, e.sales)
	hold("cash_per_share", d.CashPerShare, d.Cash.v)
	switch {
	case d.DebtToEquity.v > 1 && d.Debt.v > 0:
		hold("book_value", k.BookValue, d.Debt.v/d.DebtToEquity.v*100)
	case d.ReturnOnEquity.v != 0:
		hold("book_value", k.BookValue, e.net/d.ReturnOnEquity.v)
	}
	e.forward(w, anchor)
}

// forward holds the earnings expected against the estimate of the next fiscal
// year, which they are, where its currency is named; else against those that were,
// with the slack that growth needs.
func (e *evidence) forward(w *summaryWire, anchor bool) {
	k := w.KeyStatistics
	for _, t := range w.EarningsTrend.Trend {
		if next := t.Earnings; t.Period == "+1y" && !next.none() && next.Average.v != 0 && !e.One() && next.Currency == e.Accounts {
			e.claim("eps_forward", k.ForwardEPS, units.Claim{Expected: next.Average.v, Minor: true, Anchor: anchor})
			return
		}
	}
	if e.net != 0 {
		e.claim("eps_forward", k.ForwardEPS, units.Claim{Expected: e.net / e.shares, Basis: units.OtherYear, Minor: true})
	}
}

// paid: the part of the earnings that is paid out.
func (e *evidence) paid(d detailWire) {
	if e.shares > 0 && d.PayoutRatio.v > 0 && e.net > 0 {
		e.claim("dividend_rate", d.DividendRate, units.Claim{Expected: d.PayoutRatio.v * e.net / e.shares, Basis: units.OtherYear, Minor: true})
	}
}

// expectations: what analysts expect of a year is near what the last one brought.
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
	times, ok = map[string]float64{"0q": 4, "+1q": 4, "0y": 1, "+1y": 1}[period]
	return times, ok
}

func (e *evidence) expected(field string, n figure, currency string, of float64) {
	if of == 0 || math.IsInf(of, 0) {
		return
	}
	eps := strings.HasPrefix(field, "eps")
	if eps && n.v*of <= 0 {
		return // gains after losses, or losses after gains, prove nothing
	}
	e.claim(field, n, units.Claim{Expected: of, Basis: units.Forecast, Minor: eps, Anchor: !eps, Named: currency})
}

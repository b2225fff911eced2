package market

// settle names the currency of what analysts expect of the next results; named is
// what the source says it is, empty where it does not.
func (e *Earnings) settle(v *evidence, named string) {
	p := &Proof{}
	revenue := v.estimate("revenue", named, verdict{reason: "none"})
	eps := v.estimate("eps", named, revenue)
	switch {
	case eps.proven():
		e.Currency = eps.currency
	case revenue.proven():
		e.Currency = revenue.currency
	}
	p.put("eps_estimate", &e.EPS, eps, e.Currency)
	p.put("eps_low", &e.EPSLow, eps, e.Currency)
	p.put("eps_high", &e.EPSHigh, eps, e.Currency)
	p.put("revenue_estimate", &e.Revenue, revenue, e.Currency)
	p.put("revenue_low", &e.RevenueLow, revenue, e.Currency)
	p.put("revenue_high", &e.RevenueHigh, revenue, e.Currency)
	e.Proof = p.orNil()
}

// settleHistory names the currency of the earnings a share of past quarters, which
// together are near those of the last twelve months.
func (e *evidence) settleHistory(results []EarningsResult) {
	for i := range results {
		r := &results[i]
		v := e.estimate("eps history", r.Currency, verdict{reason: "none"})
		r.Currency, r.Uncertain = v.currency, v.reason
		r.Estimate, r.Actual, r.Difference = v.amount(r.Estimate), v.amount(r.Actual), v.amount(r.Difference)
	}
}

// settle names the currencies of a period's estimates.
func (t *Estimate) settle(v *evidence) {
	revenue := v.estimate("revenue "+t.Period, t.Revenue.Currency, verdict{reason: "none"})
	eps := v.estimate("eps "+t.Period, t.EPS.Currency, revenue)
	t.Revenue.settle(revenue)
	t.EPS.settle(eps)
	b := &t.EPSBefore
	b.Days7, b.Days30, b.Days60, b.Days90 = eps.amount(b.Days7), eps.amount(b.Days30), eps.amount(b.Days60), eps.amount(b.Days90)
}

func (f *Forecast) settle(v verdict) {
	if !f.Average.ok && !f.Low.ok && !f.High.ok && !f.YearAgo.ok {
		return
	}
	f.Currency, f.Uncertain = v.currency, v.reason
	f.Average, f.Low, f.High, f.YearAgo = v.amount(f.Average), v.amount(f.Low), v.amount(f.High), v.amount(f.YearAgo)
}

// estimate is the verdict of what analysts expect, or had expected. named is the
// currency that the source names of it; beside is the verdict of the revenue of the
// same period.
func (e *evidence) estimate(field, named string, beside verdict) verdict {
	eps := field[0] == 'e'
	major := MajorUnit(named)
	if major != "" && major != e.major && major != e.units.accounts {
		return verdict{reason: "the source names " + oneLine(named) + ", in which neither the price nor the accounts are"}
	}
	v := e.verdict(field, eps)
	if _, held := e.claims[field]; held || v.proven() || !eps || major == "" {
		return v
	}
	// Nothing to hold it against, as of a year of losses before one of gains: it is in
	// the currency that is named, where that is proven of the revenue.
	if beside.proven() && beside.currency == major && (e.divisor == 1 || major != e.major) {
		return beside
	}
	return v
}

package market

import (
	"strings"

	"quotewire/internal/units"
)

// settle names the currency of what analysts expect of the next results; named is
// what the source says it is, empty where it does not.
func (e *Earnings) settle(v *evidence, named string) {
	p := &Proof{}
	revenue := v.estimate("revenue", named, units.Verdict{Reason: "none"})
	eps := v.estimate("eps", named, revenue)
	switch {
	case eps.Proven():
		e.Currency = eps.Currency
	case revenue.Proven():
		e.Currency = revenue.Currency
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
		v := e.estimate("eps history", r.Currency, units.Verdict{Reason: "none"})
		r.Currency, r.Uncertain = v.Currency, v.Reason
		r.Estimate, r.Actual, r.Difference = r.Estimate.inUnit(v), r.Actual.inUnit(v), r.Difference.inUnit(v)
	}
}

// settle names the currencies of a period's estimates.
func (t *Estimate) settle(v *evidence) {
	revenue := v.estimate("revenue "+t.Period, t.Revenue.Currency, units.Verdict{Reason: "none"})
	eps := v.estimate("eps "+t.Period, t.EPS.Currency, revenue)
	t.Revenue.settle(revenue)
	t.EPS.settle(eps)
	b := &t.EPSBefore
	b.Days7, b.Days30, b.Days60, b.Days90 = b.Days7.inUnit(eps), b.Days30.inUnit(eps), b.Days60.inUnit(eps), b.Days90.inUnit(eps)
}

func (f *Forecast) settle(v units.Verdict) {
	if !f.Average.ok && !f.Low.ok && !f.High.ok && !f.YearAgo.ok {
		return
	}
	f.Currency, f.Uncertain = v.Currency, v.Reason
	f.Average, f.Low, f.High, f.YearAgo = f.Average.inUnit(v), f.Low.inUnit(v), f.High.inUnit(v), f.YearAgo.inUnit(v)
}

// estimate is the verdict of what analysts expect, or had expected. named is the
// currency that the source names of it; beside is the verdict of the revenue of the
// same period.
func (e *evidence) estimate(field, named string, beside units.Verdict) units.Verdict {
	eps := strings.HasPrefix(field, "eps")
	if !e.Knows(named) {
		return units.Verdict{Reason: "the source names " + oneLine(named) + ", in which neither the price nor the accounts are"}
	}
	v, major := e.verdict(field, eps), units.Major(named)
	if e.held(field) || v.Proven() || !eps || major == "" {
		return v
	}
	// Nothing to hold it against, as of a year of losses before one of gains: it is in
	// the currency that is named, where that is proven of the revenue.
	if beside.Proven() && beside.Currency == major && (e.Divisor == 1 || major != e.Major) {
		return beside
	}
	return v
}

package yahoo

import (
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/units"
)

// settleEarnings names the currency of what analysts expect of the next results; named is
// what the source says it is, empty where it does not.
func settleEarnings(e *market.Earnings, v *evidence, named string) {
	p := &market.Proof{}
	revenue := v.estimate("revenue", named, units.Verdict{Reason: "none"})
	eps := v.estimate("eps", named, revenue)
	switch {
	case eps.Proven():
		e.Currency = eps.Currency
	case revenue.Proven():
		e.Currency = revenue.Currency
	}
	put(p, "eps_estimate", &e.EPS, eps, e.Currency)
	put(p, "eps_low", &e.EPSLow, eps, e.Currency)
	put(p, "eps_high", &e.EPSHigh, eps, e.Currency)
	put(p, "revenue_estimate", &e.Revenue, revenue, e.Currency)
	put(p, "revenue_low", &e.RevenueLow, revenue, e.Currency)
	put(p, "revenue_high", &e.RevenueHigh, revenue, e.Currency)
	e.Proof = orNil(p)
}

// settleHistory names the currency of the earnings a share of past quarters, which
// together are near those of the last twelve months.
func (e *evidence) settleHistory(results []market.EarningsResult) {
	for i := range results {
		r := &results[i]
		v := e.estimate("eps history", r.Currency, units.Verdict{Reason: "none"})
		r.Currency, r.Uncertain = v.Currency, v.Reason
		r.Estimate, r.Actual, r.Difference = inUnit(r.Estimate, v), inUnit(r.Actual, v), inUnit(r.Difference, v)
	}
}

// settleEstimate names the currencies of a period's estimates.
func settleEstimate(t *market.Estimate, v *evidence) {
	revenue := v.estimate("revenue "+t.Period, t.Revenue.Currency, units.Verdict{Reason: "none"})
	eps := v.estimate("eps "+t.Period, t.EPS.Currency, revenue)
	settleForecast(&t.Revenue, revenue)
	settleForecast(&t.EPS, eps)
	b := &t.EPSBefore
	b.Days7, b.Days30, b.Days60, b.Days90 = inUnit(b.Days7, eps), inUnit(b.Days30, eps), inUnit(b.Days60, eps), inUnit(b.Days90, eps)
}

func settleForecast(f *market.Forecast, v units.Verdict) {
	if f.Average.IsZero() && f.Low.IsZero() && f.High.IsZero() && f.YearAgo.IsZero() {
		return
	}
	f.Currency, f.Uncertain = v.Currency, v.Reason
	f.Average, f.Low, f.High, f.YearAgo = inUnit(f.Average, v), inUnit(f.Low, v), inUnit(f.High, v), inUnit(f.YearAgo, v)
}

// estimate is the verdict of what analysts expect, or had expected. named is the
// currency that the source names of it; beside is the verdict of the revenue of the
// same period.
func (e *evidence) estimate(field, named string, beside units.Verdict) units.Verdict {
	eps := strings.HasPrefix(field, "eps")
	if !e.Knows(named) {
		return units.Verdict{Reason: "the source names " + client.Line(named) + ", in which neither the price nor the accounts are"}
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

package yahoo

import (
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// maxResults bounds the quarters, periods and months that are kept.
const maxResults = 12

type calendarWire struct {
	ExDividend figure `json:"exDividendDate"`
	Dividend   figure `json:"dividendDate"`
	Earnings   struct {
		Dates       []figure `json:"earningsDate"`
		Calls       []figure `json:"earningsCallDate"`
		Estimated   bool     `json:"isEarningsDateEstimate"`
		EPS         figure   `json:"earningsAverage"`
		EPSLow      figure   `json:"earningsLow"`
		EPSHigh     figure   `json:"earningsHigh"`
		Revenue     figure   `json:"revenueAverage"`
		RevenueLow  figure   `json:"revenueLow"`
		RevenueHigh figure   `json:"revenueHigh"`
	} `json:"earnings"`
}

type earningsHistoryWire struct {
	History []struct {
		Quarter    figure `json:"quarter"`
		Currency   string `json:"currency"`
		Estimate   figure `json:"epsEstimate"`
		Actual     figure `json:"epsActual"`
		Difference figure `json:"epsDifference"`
		Surprise   figure `json:"surprisePercent"` // a fraction, despite its name
	} `json:"history"`
}

func (w *summaryWire) earnings(v *evidence) market.Earnings {
	c := w.Calendar.Earnings
	e := market.Earnings{Next: moments(c.Dates), Calls: moments(c.Calls), History: w.EarningsHistory.results()}
	e.Estimated = c.Estimated && len(e.Next) > 0
	// All zeros are what Yahoo writes where no analyst has an estimate.
	if c.EPS.v != 0 || c.EPSLow.v != 0 || c.EPSHigh.v != 0 || c.Revenue.v != 0 || c.RevenueLow.v != 0 || c.RevenueHigh.v != 0 {
		e.EPS, e.EPSLow, e.EPSHigh = c.EPS.num(), c.EPSLow.num(), c.EPSHigh.num()
		e.Revenue, e.RevenueLow, e.RevenueHigh = c.Revenue.num(), c.RevenueLow.num(), c.RevenueHigh.num()
		settleEarnings(&e, v, w.EarningsTrend.currency())
	}
	v.settleHistory(e.History)
	return e
}

// results are the quarters that have an estimate or a result, newest first.
func (w earningsHistoryWire) results() []market.EarningsResult {
	var results []market.EarningsResult
	for _, q := range w.History {
		r := market.EarningsResult{
			Quarter: q.Quarter.day(), Currency: client.Line(q.Currency),
			Estimate: q.Estimate.num(), Actual: q.Actual.num(), Difference: q.Difference.num(), Surprise: q.Surprise.num(),
		}
		if !r.Quarter.IsZero() && (!r.Actual.IsZero() || !r.Estimate.IsZero()) {
			results = append(results, r)
		}
	}
	slices.SortStableFunc(results, func(a, b market.EarningsResult) int { return b.Quarter.Compare(a.Quarter) })
	return slices.Clone(results[:min(len(results), maxResults)])
}

// year is the sum of the latest four results, how many they are, and the currency
// that they are said to be in.
func (w earningsHistoryWire) year() (sum, n float64, named string) {
	results := w.results()
	for _, r := range results[:min(len(results), 4)] {
		if !r.Actual.IsZero() {
			sum, n, named = sum+valueOf(r.Actual), n+1, r.Currency
		}
	}
	return sum, n, named
}

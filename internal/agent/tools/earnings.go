package tools

import (
	"cmp"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// earnings is the next results and the last few.
func (w *companyWriter) earnings() {
	e := w.f.Earnings
	if e == nil {
		return
	}
	var s factList
	unit, p := e.Currency, e.Proof
	s.words("earnings date", w.announcement())
	for _, at := range e.Calls {
		s.words("conference call", w.at(at))
	}
	s.add("eps expected", proven(p, "eps_estimate", e.EPS, unit, perShare).Of("estimate.eps"))
	s.add("eps expected (lowest)", proven(p, "eps_low", e.EPSLow, unit, perShare).Of("estimate.eps_low"))
	s.add("eps expected (highest)", proven(p, "eps_high", e.EPSHigh, unit, perShare).Of("estimate.eps_high"))
	s.add("revenue expected", proven(p, "revenue_estimate", e.Revenue, unit, amount).Of("estimate.revenue"))
	s.add("revenue expected (lowest)", proven(p, "revenue_low", e.RevenueLow, unit, amount).Of("estimate.revenue_low"))
	s.add("revenue expected (highest)", proven(p, "revenue_high", e.RevenueHigh, unit, amount).Of("estimate.revenue_high"))
	w.list("Next results", s).Period = w.expected()
	var rows []exhibit.Row
	doubt := ""
	for _, r := range e.History {
		eps := perShare(label(r.Currency))
		if r.Uncertain != "" {
			doubt = "; unit not certain: " + foreign(r.Uncertain)
		}
		rows = append(rows, row(exhibit.Day(r.Quarter), reported(r.Estimate, eps), reported(r.Actual, eps),
			cell(r.Difference, difference(label(r.Currency))), cell(r.Surprise, growth)).During(exhibit.Fiscal(r.Quarter, 3)))
	}
	w.table("Earnings a share of past quarters, newest first"+doubt, []exhibit.Head{
		column("quarter ended", ""), column("estimate", "estimate.eps"), column("actual", "earnings.eps_actual"),
		column("difference", "earnings.eps_difference"), column("surprise", "earnings.eps_surprise"),
	}, rows).Chart = exhibit.Chart{Type: exhibit.Bars, Y: []int{1, 2}}
}

// expected is the quarter of the next results: the present one of the estimates, where
// they expect the same of it.
func (w *companyWriter) expected() exhibit.Period {
	for _, e := range w.f.Trend {
		if e.Period == "0q" && e.EPS.Average == w.f.Earnings.EPS {
			return estimated(e)
		}
	}
	return exhibit.Period{}
}

// estimated is the period of an estimate, where its end is known.
func estimated(e market.Estimate) exhibit.Period {
	if e.End.IsZero() {
		return exhibit.Period{}
	}
	return exhibit.Fiscal(e.End, months(e.Period))
}

// difference is money a share with its sign.
func difference(currency string) form {
	return func(v float64) exhibit.Value { return exhibit.Number(v, exhibit.Signed(4), exhibit.AShare(currency)) }
}

// period names the periods of estimates.
func period(code string) string {
	return cmp.Or(map[string]string{
		"0q": "this quarter", "+1q": "next quarter", "0y": "this fiscal year", "+1y": "next fiscal year",
		"+5y": "next five years a year", "-5y": "past five years a year",
	}[code], label(code))
}

// months is how long a period of estimates is, 0 where it is none of a statement.
func months(code string) int {
	return map[string]int{"0q": 3, "+1q": 3, "0y": 12, "+1y": 12}[code]
}

// estimates is what analysts expect of each period.
func (w *companyWriter) estimates() {
	for _, e := range w.f.Trend {
		title := "Estimates for " + period(e.Period)
		if !e.End.IsZero() {
			title += ", which ends " + e.End.String()
		}
		var s factList
		s.number("growth expected", "estimate.growth", e.Growth, growth)
		eps := perShare(label(e.EPS.Currency))
		s.forecast("eps", e.EPS, eps)
		s.forecast("revenue", e.Revenue, amount(label(e.Revenue.Currency)))
		s.number("eps expected 7 days ago", "estimate.eps_7_days_ago", e.EPSBefore.Days7, eps)
		s.number("eps expected 30 days ago", "estimate.eps_30_days_ago", e.EPSBefore.Days30, eps)
		s.number("eps expected 60 days ago", "estimate.eps_60_days_ago", e.EPSBefore.Days60, eps)
		s.number("eps expected 90 days ago", "estimate.eps_90_days_ago", e.EPSBefore.Days90, eps)
		s.add("analysts who raised it", recent("estimate.raised", e.Revisions.Up7, e.Revisions.Up30)...)
		s.add("analysts who cut it", recent("estimate.cut", e.Revisions.Down7, e.Revisions.Down30)...)
		w.list(title, s).Period = estimated(e)
	}
}

// forecast is what is expected of a figure: "eps" or "revenue".
func (l *factList) forecast(name string, f market.Forecast, write form) {
	field := func(what string) exhibit.Field { return exhibit.Field("estimate." + name + what) }
	l.add(name+" expected", uncertain(cell(f.Average, write), f.Uncertain).Of(field("")))
	l.number(name+" expected (lowest)", field("_low"), f.Low, write)
	l.number(name+" expected (highest)", field("_high"), f.High, write)
	l.number(name+" a year before (actual)", field("_year_ago"), f.YearAgo, write)
	l.number(name+" growth over it", field("_growth"), f.Growth, growth)
	l.number(name+" analysts", field("_analysts"), f.Analysts, tally)
}

// recent is two counts, of a week and of a month.
func recent(field exhibit.Field, week, month market.Number) []exhibit.Value {
	values := []exhibit.Value{cell(week, tally).Of(field+"_7_days").Between("", " in 7 days"), cell(month, tally).Of(field+"_30_days").Between("", " in 30 days")}
	if values[0].Kind != exhibit.Absent {
		values[1] = values[1].Between(", ", "")
	}
	return values
}

package tools

import (
	"strings"

	"quotewire/internal/market"
)

// earnings is the next results and the last few.
func (w *companyWriter) earnings() {
	e := w.f.Earnings
	if e == nil {
		return
	}
	var s sheet
	unit, p := e.Currency, e.Proof
	s.line("earnings date", w.announcement())
	for _, at := range e.Calls {
		s.line("conference call", w.at(at))
	}
	s.proven(p, "eps_estimate", "eps expected", e.EPS, unit, perShare)
	s.proven(p, "eps_low", "eps expected (lowest)", e.EPSLow, unit, perShare)
	s.proven(p, "eps_high", "eps expected (highest)", e.EPSHigh, unit, perShare)
	s.proven(p, "revenue_estimate", "revenue expected", e.Revenue, unit, amount)
	s.proven(p, "revenue_low", "revenue expected (lowest)", e.RevenueLow, unit, amount)
	s.proven(p, "revenue_high", "revenue expected (highest)", e.RevenueHigh, unit, amount)
	w.list("Next results", &s)
	var rows []string
	doubt := ""
	for _, r := range e.History {
		eps := perShare(label(r.Currency))
		if r.Uncertain != "" {
			doubt = "; unit not certain: " + foreign(r.Uncertain)
		}
		rows = append(rows, row(r.Quarter.String(), reported(r.Estimate, eps), reported(r.Actual, eps),
			cell(r.Difference, func(v float64) string { return join(signed(v, 4), label(r.Currency)) }), cell(r.Surprise, growth)))
	}
	w.add("Earnings a share of past quarters, newest first"+doubt, "quarter ended | estimate | actual | difference | surprise", rows)
}

// reported is a figure of a table that says when it is absent.
func reported(n market.Number, write func(float64) string) string {
	if s := cell(n, write); s != "" {
		return s
	}
	return "not reported"
}

// period names the periods of estimates.
func period(code string) string {
	switch code {
	case "0q":
		return "this quarter"
	case "+1q":
		return "next quarter"
	case "0y":
		return "this fiscal year"
	case "+1y":
		return "next fiscal year"
	case "+5y":
		return "next five years a year"
	case "-5y":
		return "past five years a year"
	}
	return label(code)
}

// estimates is what analysts expect of each period.
func (w *companyWriter) estimates() {
	for _, e := range w.f.Trend {
		title := "Estimates for " + period(e.Period)
		if !e.End.IsZero() {
			title += ", which ends " + e.End.String()
		}
		var s sheet
		s.number("growth expected", e.Growth, growth)
		eps := perShare(label(e.EPS.Currency))
		w.forecast(&s, "eps", e.EPS, eps)
		w.forecast(&s, "revenue", e.Revenue, amount(label(e.Revenue.Currency)))
		s.number("eps expected 7 days ago", e.EPSBefore.Days7, eps)
		s.number("eps expected 30 days ago", e.EPSBefore.Days30, eps)
		s.number("eps expected 60 days ago", e.EPSBefore.Days60, eps)
		s.number("eps expected 90 days ago", e.EPSBefore.Days90, eps)
		s.line("analysts who raised it", recent(e.Revisions.Up7, e.Revisions.Up30))
		s.line("analysts who cut it", recent(e.Revisions.Down7, e.Revisions.Down30))
		w.list(title, &s)
	}
}

func (w *companyWriter) forecast(s *sheet, name string, f market.Forecast, write func(float64) string) {
	s.number(name+" expected", f.Average, func(v float64) string { return uncertain(write(v), f.Uncertain) })
	s.number(name+" expected (lowest)", f.Low, write)
	s.number(name+" expected (highest)", f.High, write)
	s.number(name+" a year before (actual)", f.YearAgo, write)
	s.number(name+" growth over it", f.Growth, growth)
	s.number(name+" analysts", f.Analysts, tally)
}

// recent is two counts, of a week and of a month.
func recent(week, month market.Number) string {
	var texts []string
	if s := cell(week, tally); s != "" {
		texts = append(texts, s+" in 7 days")
	}
	if s := cell(month, tally); s != "" {
		texts = append(texts, s+" in 30 days")
	}
	return strings.Join(texts, ", ")
}

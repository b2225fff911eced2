package tools

import (
	"fmt"

	"quotewire/internal/market"
)

// analysts is what they advise.
func (w *companyWriter) analysts() {
	a := w.f.Analysts
	if a == nil {
		return
	}
	price := priced(w.f.Currency)
	var s sheet
	s.number("price target (mean)", a.TargetMean, price)
	s.number("price target (median)", a.TargetMedian, price)
	s.number("price target (lowest)", a.TargetLow, price)
	s.number("price target (highest)", a.TargetHigh, price)
	s.number("analysts with a target", a.Opinions, tally)
	s.number("mean rating (1 strong buy, 5 sell)", a.RatingMean, ratios)
	s.line("rating in the source's word", label(a.Rating))
	w.list("What analysts say; it is their opinion", &s)

	var months []string
	for _, m := range a.Months {
		months = append(months, row(month(m.Period), cell(m.StrongBuy, tally), cell(m.Buy, tally), cell(m.Hold, tally), cell(m.Sell, tally), cell(m.StrongSell, tally)))
	}
	w.add("Ratings by month, in numbers of analysts", "month | strong buy | buy | hold | sell | strong sell", months)

	title := "Changes of ratings, newest first"
	if a.AllChanges > len(a.Changes) {
		title += fmt.Sprintf(", the latest %d of %d", len(a.Changes), a.AllChanges)
	}
	w.add(title, "date | firm | action | from | to | target | target before", changes(a.Changes, w.f.Currency))
}

func changes(list []market.RatingChange, currency string) (rows []string) {
	price := priced(currency)
	for _, c := range list {
		rows = append(rows, row(c.At.UTC().Format("2006-01-02"), label(c.Firm), action(c.Action), label(c.From), label(c.To),
			cell(c.Target, price), cell(c.TargetBefore, price)))
	}
	return rows
}

// month names Yahoo's months.
func month(code string) string {
	switch code {
	case "0m":
		return "this month"
	case "-1m":
		return "last month"
	case "-2m":
		return "2 months ago"
	case "-3m":
		return "3 months ago"
	}
	return label(code)
}

// action names what an analyst did.
func action(code string) string {
	switch code {
	case "up":
		return "upgraded"
	case "down":
		return "downgraded"
	case "main":
		return "maintained"
	case "reit":
		return "reiterated"
	case "init":
		return "began"
	}
	return label(code)
}

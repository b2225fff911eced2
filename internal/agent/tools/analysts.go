package tools

import (
	"cmp"
	"fmt"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// analysts is what they advise.
func (w *companyWriter) analysts() {
	a := w.f.Analysts
	if a == nil {
		return
	}
	price := priced(w.f.Currency)
	var s factList
	s.number("price target (mean)", "analysts.target_mean", a.TargetMean, price)
	s.number("price target (median)", "analysts.target_median", a.TargetMedian, price)
	s.number("price target (lowest)", "analysts.target_low", a.TargetLow, price)
	s.number("price target (highest)", "analysts.target_high", a.TargetHigh, price)
	s.number("analysts with a target", "analysts.targets", a.Opinions, tally)
	s.number("mean rating (1 strong buy, 5 sell)", "analysts.rating_mean", a.RatingMean, ratios)
	s.words("rating in the source's word", label(a.Rating))
	w.told("What analysts say; it is their opinion", s)

	var rows []exhibit.Row
	for _, m := range a.Months {
		rows = append(rows, row(exhibit.Text(month(m.Period)), cell(m.StrongBuy, tally), cell(m.Buy, tally), cell(m.Hold, tally), cell(m.Sell, tally), cell(m.StrongSell, tally)))
	}
	w.table("Ratings by month, in numbers of analysts", []exhibit.Head{
		column("month", ""), column("strong buy", "analysts.strong_buy"), column("buy", "analysts.buy"), column("hold", "analysts.hold"),
		column("sell", "analysts.sell"), column("strong sell", "analysts.strong_sell"),
	}, rows).Chart = exhibit.Chart{Type: exhibit.Bars, Y: []int{1, 2, 3, 4, 5}}

	title := "Changes of ratings, newest first"
	if a.AllChanges > len(a.Changes) {
		title += fmt.Sprintf(", the latest %d of %d", len(a.Changes), a.AllChanges)
	}
	w.table(title, []exhibit.Head{
		column("date", ""), column("firm", ""), column("action", ""), column("from", ""), column("to", ""),
		column("target", "analysts.target"), column("target before", "analysts.target_before"),
	}, changes(a.Changes, w.f.Currency))
}

func changes(list []market.RatingChange, currency string) (rows []exhibit.Row) {
	price := priced(currency)
	for _, c := range list {
		day := market.DateOf(c.At.UTC())
		one := row(exhibit.Day(day), exhibit.Text(label(c.Firm)), exhibit.Text(action(c.Action)), exhibit.Text(label(c.From)), exhibit.Text(label(c.To)), cell(c.Target, price), cell(c.TargetBefore, price))
		one.Name, one.Period = label(c.Firm), exhibit.On(day)
		rows = append(rows, one)
	}
	return rows
}

// month names Yahoo's months.
func month(code string) string {
	return cmp.Or(map[string]string{"0m": "this month", "-1m": "last month", "-2m": "2 months ago", "-3m": "3 months ago"}[code], label(code))
}

// action names what an analyst did.
func action(code string) string {
	return cmp.Or(map[string]string{
		"up": "upgraded", "down": "downgraded", "main": "maintained", "reit": "reiterated", "init": "began",
	}[code], label(code))
}

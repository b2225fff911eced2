package tools

import (
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// fund is what an ETF or fund is, costs, returned and holds.
func (w *companyWriter) fund() {
	f := w.f.Fund
	if f == nil {
		return
	}
	var s factList
	s.words("category", label(f.Category))
	s.words("family", label(f.Family))
	s.words("legal type", label(f.LegalType))
	s.words("inception", f.Inception.String())
	s.number("expense ratio (a year)", "fund.expense_ratio", f.ExpenseRatio, share)
	s.number("turnover of the holdings (a year)", "fund.turnover", f.Turnover, share)
	s.number("total assets", "fund.assets", f.Assets, amount(major(w.f.Currency)))
	s.number("net asset value a share", "fund.nav", f.NAV, priced(w.f.Currency))
	s.number("yield", "fund.yield", f.Yield, share)
	s.number("beta (3 years)", "fund.beta", f.Beta, ratios)
	w.told("Fund", s)
	w.returns(f.Returns)

	var mix factList
	for _, part := range []struct {
		name string
		n    market.Number
	}{{"stocks", f.Stocks}, {"bonds", f.Bonds}, {"cash", f.Cash}, {"preferred", f.Preferred}, {"convertible", f.Convertible}, {"other", f.Other}} {
		mix.number(part.name, exhibit.Field("fund."+part.name), part.n, share)
	}
	w.told("Parts of the assets", mix)
	var holdings, sectors []exhibit.Row
	for _, h := range f.Holdings {
		one := row(exhibit.Text(label(h.Symbol)), exhibit.Text(label(h.Name)), cell(h.Part, share))
		one.Name = label(h.Name)
		holdings = append(holdings, one)
	}
	w.table("Largest holdings", []exhibit.Head{column("symbol", ""), column("name", ""), column("of the assets", "fund.holding")}, holdings)
	for _, x := range f.Sectors {
		sectors = append(sectors, row(exhibit.Text(label(x.Name)), cell(x.Part, share)))
	}
	w.table("Sectors of its stocks", []exhibit.Head{column("sector", ""), column("of the stocks", "fund.sector")}, sectors).Chart = exhibit.Chart{Type: exhibit.Bars, Y: []int{1}}
}

func (w *companyWriter) returns(r *market.FundReturns) {
	if r == nil {
		return
	}
	var s factList
	add := func(name string, field exhibit.Field, n market.Number, months int) {
		v := cell(n, growth).Of(field)
		switch {
		case r.AsOf.IsZero():
		case months == 0:
			v.Period = exhibit.Span(market.Date{Year: r.AsOf.Year, Month: time.January, Day: 1}, r.AsOf)
		default:
			v.Period = exhibit.Fiscal(r.AsOf, months)
		}
		s.add(name, v)
	}
	add("this year", "fund.return_ytd", r.YTD, 0)
	add("1 month", "fund.return_1_month", r.OneMonth, 1)
	add("3 months", "fund.return_3_months", r.ThreeMonth, 3)
	add("1 year", "fund.return_1_year", r.OneYear, 12)
	add("3 years (a year)", "fund.return_3_years", r.ThreeYear, 36)
	add("5 years (a year)", "fund.return_5_years", r.FiveYear, 60)
	add("10 years (a year)", "fund.return_10_years", r.TenYear, 120)
	title := "Total returns"
	if !r.AsOf.IsZero() {
		title += " up to " + r.AsOf.String()
	}
	w.list(title, s)
}

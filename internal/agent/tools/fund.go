package tools

import "quotewire/internal/market"

// fund is what an ETF or fund is, costs, returned and holds.
func (w *companyWriter) fund() {
	f := w.f.Fund
	if f == nil {
		return
	}
	var s sheet
	s.line("category", label(f.Category))
	s.line("family", label(f.Family))
	s.line("legal type", label(f.LegalType))
	s.line("inception", f.Inception.String())
	s.number("expense ratio (a year)", f.ExpenseRatio, share)
	s.number("turnover of the holdings (a year)", f.Turnover, share)
	s.number("total assets", f.Assets, amount(major(w.f.Currency)))
	s.number("net asset value a share", f.NAV, priced(w.f.Currency))
	s.number("yield", f.Yield, share)
	s.number("beta (3 years)", f.Beta, ratios)
	w.list("Fund", &s)
	w.returns(f.Returns)

	var mix sheet
	for _, part := range []struct {
		name string
		n    market.Number
	}{{"stocks", f.Stocks}, {"bonds", f.Bonds}, {"cash", f.Cash}, {"preferred", f.Preferred}, {"convertible", f.Convertible}, {"other", f.Other}} {
		mix.number(part.name, part.n, share)
	}
	w.list("Parts of the assets", &mix)
	var holdings, sectors []string
	for _, h := range f.Holdings {
		holdings = append(holdings, row(label(h.Symbol), label(h.Name), cell(h.Part, share)))
	}
	w.add("Largest holdings", "symbol | name | of the assets", holdings)
	for _, x := range f.Sectors {
		sectors = append(sectors, row(label(x.Name), cell(x.Part, share)))
	}
	w.add("Sectors of its stocks", "sector | of the stocks", sectors)
}

func (w *companyWriter) returns(r *market.FundReturns) {
	if r == nil {
		return
	}
	var s sheet
	s.number("this year", r.YTD, growth)
	s.number("1 month", r.OneMonth, growth)
	s.number("3 months", r.ThreeMonth, growth)
	s.number("1 year", r.OneYear, growth)
	s.number("3 years (a year)", r.ThreeYear, growth)
	s.number("5 years (a year)", r.FiveYear, growth)
	s.number("10 years (a year)", r.TenYear, growth)
	title := "Total returns"
	if !r.AsOf.IsZero() {
		title += " up to " + r.AsOf.String()
	}
	w.list(title, &s)
}

package tools

import (
	"cmp"
	"fmt"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// holders is who owns the shares.
func (w *companyWriter) holders() {
	h := w.f.Holders
	if h == nil {
		return
	}
	var s factList
	s.number("held by insiders", "holders.insiders", h.Insiders, share)
	s.number("held by institutions", "holders.institutions", h.Institutions, share)
	s.number("held by institutions, of the float", "holders.institutions_of_float", h.InstitutionsOfFloat, share)
	s.number("institutions", "holders.institution_count", h.InstitutionCount, tally)
	w.told("Shares", s)
	columns := []exhibit.Head{
		column("name", ""), column("report of", ""), column("shares", "holders.shares"), column("of all shares", "holders.part"),
		column("value (as the source gives it)", "holders.value"), column("change of the position", "holders.change"),
	}
	w.table("Largest institutions", columns, owners(h.TopInstitutions))
	w.table("Largest funds", columns, owners(h.TopFunds))
}

func owners(list []market.Holder) (rows []exhibit.Row) {
	for _, o := range list {
		rows = append(rows, row(exhibit.Text(label(o.Name)), exhibit.Day(o.Date), cell(o.Shares, sharesInDigits), cell(o.Part, share),
			cell(o.Value, unnamed), cell(o.Change, growth)).During(exhibit.On(o.Date)))
	}
	return rows
}

// sharesInDigits is a number of shares in a table.
func sharesInDigits(v float64) exhibit.Value { return number(v, exhibit.Fixed(0), exhibit.Shares) }

// unnamed is money whose currency the source does not name.
func unnamed(v float64) exhibit.Value { return exhibit.Number(v, exhibit.Fixed(0), exhibit.Unit{}) }

// insiders is what directors, officers and large owners bought and sold.
func (w *companyWriter) insiders() {
	h := w.f.Holders
	if h == nil {
		return
	}
	if a := h.Activity; a != nil {
		var s factList
		s.number("purchases", "insiders.purchases", a.Purchases, tally)
		s.number("shares bought", "insiders.bought", a.Bought, shares)
		s.number("sales", "insiders.sales", a.Sales, tally)
		s.number("shares sold", "insiders.sold", a.Sold, shares)
		s.number("net shares bought", "insiders.net", a.Net, shares)
		s.number("net, of the insiders' shares", "insiders.net_part", a.NetPart, growth)
		s.number("shares held by insiders", "insiders.held", a.TotalShares, shares)
		w.told("All insiders over "+label(a.Period), s)
	}
	title := "Trades, newest first"
	if h.AllTrades > len(h.Trades) {
		title += fmt.Sprintf(", the latest %d of %d", len(h.Trades), h.AllTrades)
	}
	var rows []exhibit.Row
	for _, t := range h.Trades {
		one := row(exhibit.Day(t.Date), exhibit.Text(label(t.Name)), exhibit.Text(label(t.Relation)), exhibit.Text(label(t.Text)), cell(t.Shares, sharesInDigits), cell(t.Value, unnamed), exhibit.Text(ownership(t.Ownership)))
		one.Name, one.Period = label(t.Name), exhibit.On(t.Date)
		rows = append(rows, one)
	}
	w.table(title, []exhibit.Head{
		column("date", ""), column("name", ""), column("relation", ""), column("what", ""), column("shares", "insiders.trade_shares"),
		column("value (as the source gives it)", "insiders.trade_value"), column("ownership", ""),
	}, rows)
}

func ownership(code string) string {
	return cmp.Or(map[string]string{"D": "direct", "I": "indirect"}[code], label(code))
}

package tools

import (
	"fmt"

	"quotewire/internal/market"
)

// holders is who owns the shares.
func (w *companyWriter) holders() {
	h := w.f.Holders
	if h == nil {
		return
	}
	var s sheet
	s.number("held by insiders", h.Insiders, share)
	s.number("held by institutions", h.Institutions, share)
	s.number("held by institutions, of the float", h.InstitutionsOfFloat, share)
	s.number("institutions", h.InstitutionCount, tally)
	w.list("Shares", &s)
	const header = "name | report of | shares | of all shares | value (as the source gives it) | change of the position"
	w.add("Largest institutions", header, owners(h.TopInstitutions))
	w.add("Largest funds", header, owners(h.TopFunds))
}

func owners(list []market.Holder) (rows []string) {
	for _, o := range list {
		rows = append(rows, row(label(o.Name), o.Date.String(), cell(o.Shares, tally), cell(o.Part, share), cell(o.Value, tally), cell(o.Change, growth)))
	}
	return rows
}

// insiders is what directors, officers and large owners bought and sold.
func (w *companyWriter) insiders() {
	h := w.f.Holders
	if h == nil {
		return
	}
	if a := h.Activity; a != nil {
		var s sheet
		s.number("purchases", a.Purchases, tally)
		s.number("shares bought", a.Bought, count)
		s.number("sales", a.Sales, tally)
		s.number("shares sold", a.Sold, count)
		s.number("net shares bought", a.Net, count)
		s.number("net, of the insiders' shares", a.NetPart, growth)
		s.number("shares held by insiders", a.TotalShares, count)
		w.list("All insiders over "+label(a.Period), &s)
	}
	title := "Trades, newest first"
	if h.AllTrades > len(h.Trades) {
		title += fmt.Sprintf(", the latest %d of %d", len(h.Trades), h.AllTrades)
	}
	var rows []string
	for _, t := range h.Trades {
		rows = append(rows, row(t.Date.String(), label(t.Name), label(t.Relation), label(t.Text), cell(t.Shares, tally), cell(t.Value, tally), ownership(t.Ownership)))
	}
	w.add(title, "date | name | relation | what | shares | value (as the source gives it) | ownership", rows)
}

func ownership(code string) string {
	switch code {
	case "D":
		return "direct"
	case "I":
		return "indirect"
	}
	return label(code)
}

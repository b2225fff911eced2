package yahoo

import (
	"cmp"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Bounds of a profile.
const (
	maxSummary  = 4000 // characters
	maxOfficers = 20
)

type profileWire struct {
	Sector      string `json:"sector"`
	Industry    string `json:"industry"`
	Address1    string `json:"address1"`
	Address2    string `json:"address2"`
	City        string `json:"city"`
	State       string `json:"state"`
	Zip         string `json:"zip"`
	Country     string `json:"country"`
	Phone       string `json:"phone"`
	Website     string `json:"website"`
	Summary     string `json:"longBusinessSummary"`
	Description string `json:"description"` // of a coin
	Employees   figure `json:"fullTimeEmployees"`
	Officers    []struct {
		Name       string `json:"name"`
		Title      string `json:"title"`
		Age        figure `json:"age"`
		FiscalYear figure `json:"fiscalYear"`
		Pay        figure `json:"totalPay"`
	} `json:"companyOfficers"`
}

func (w profileWire) profile() market.Profile {
	p := market.Profile{
		Sector: client.Line(w.Sector), Industry: client.Line(w.Industry),
		Address: client.Line(strings.Trim(w.Address1+", "+w.Address2, ", ")), City: client.Line(w.City),
		State: client.Line(w.State), Zip: client.Line(w.Zip), Country: client.Line(w.Country),
		Phone: client.Line(w.Phone), Website: webLink(w.Website),
		Employees: w.Employees.positive(),
		Summary:   client.Lines(cmp.Or(w.Summary, w.Description), maxSummary),
	}
	for _, o := range w.Officers {
		if name := client.Line(o.Name); name != "" && len(p.Officers) < maxOfficers {
			p.Officers = append(p.Officers, market.Officer{
				Name: name, Title: client.Line(o.Title), Age: o.Age.positive(),
				FiscalYear: o.FiscalYear.positive(), Pay: o.Pay.positive(),
			})
		}
	}
	return p
}

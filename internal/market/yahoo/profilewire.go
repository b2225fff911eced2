package yahoo

import (
	"cmp"
	"strings"

	"quotewire/internal/market"
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
		Sector: oneLine(w.Sector), Industry: oneLine(w.Industry),
		Address: oneLine(strings.Trim(w.Address1+", "+w.Address2, ", ")), City: oneLine(w.City),
		State: oneLine(w.State), Zip: oneLine(w.Zip), Country: oneLine(w.Country),
		Phone: oneLine(w.Phone), Website: webLink(w.Website),
		Employees: w.Employees.positive(),
		Summary:   paragraph(cmp.Or(w.Summary, w.Description), maxSummary),
	}
	for _, o := range w.Officers {
		if name := oneLine(o.Name); name != "" && len(p.Officers) < maxOfficers {
			p.Officers = append(p.Officers, market.Officer{
				Name: name, Title: oneLine(o.Title), Age: o.Age.positive(),
				FiscalYear: o.FiscalYear.positive(), Pay: o.Pay.positive(),
			})
		}
	}
	return p
}

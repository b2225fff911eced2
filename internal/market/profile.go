package market

// Profile says who a company is, or what a fund or coin is.
type Profile struct {
	Sector    string    `json:"sector,omitempty"`
	Industry  string    `json:"industry,omitempty"`
	Address   string    `json:"address,omitempty"` // street only
	City      string    `json:"city,omitempty"`
	State     string    `json:"state,omitempty"`
	Zip       string    `json:"zip,omitempty"`
	Country   string    `json:"country,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Website   string    `json:"website,omitempty"` // http or https
	Employees Number    `json:"employees,omitzero"`
	Summary   string    `json:"summary,omitempty"` // at most 4,000 characters
	Officers  []Officer `json:"officers,omitempty"`
}

// Officer is one of a company's leading people.
type Officer struct {
	Name       string `json:"name"`
	Title      string `json:"title,omitempty"`
	Age        Number `json:"age,omitzero"`
	FiscalYear Number `json:"fiscal_year,omitzero"` // of Pay
	Pay        Number `json:"pay,omitzero"`         // in that year; Yahoo does not say the currency
}

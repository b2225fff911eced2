package market

// Fund is what an ETF or fund is and holds. Parts and returns are fractions.
type Fund struct {
	Category  string `json:"category,omitempty"`
	Family    string `json:"family,omitempty"`
	LegalType string `json:"legal_type,omitempty"`
	Inception Date   `json:"inception,omitzero"`
	// ExpenseRatio is of a year: 0.002 is 0.2 %. A ratio of 0 is absent, because
	// Yahoo also writes 0 where it does not know.
	ExpenseRatio Number `json:"expense_ratio,omitzero"`
	Turnover     Number `json:"turnover,omitzero"`     // of the holdings in a year
	Assets       Number `json:"total_assets,omitzero"` // in Fundamentals.Currency
	NAV          Number `json:"nav,omitzero"`
	Yield        Number `json:"yield,omitzero"`
	Beta         Number `json:"beta_3y,omitzero"`

	Returns *FundReturns `json:"returns,omitempty"`

	Cash        Number `json:"cash,omitzero"` // parts of the assets
	Stocks      Number `json:"stocks,omitzero"`
	Bonds       Number `json:"bonds,omitzero"`
	Preferred   Number `json:"preferred,omitzero"`
	Convertible Number `json:"convertible,omitzero"`
	Other       Number `json:"other,omitzero"`

	Holdings []Holding `json:"holdings,omitempty"` // largest first
	Sectors  []Sector  `json:"sectors,omitempty"`  // largest first
}

// FundReturns are total returns up to AsOf; those of more than a year are
// annualised.
type FundReturns struct {
	AsOf       Date   `json:"as_of,omitzero"`
	YTD        Number `json:"ytd,omitzero"`
	OneMonth   Number `json:"1m,omitzero"`
	ThreeMonth Number `json:"3m,omitzero"`
	OneYear    Number `json:"1y,omitzero"`
	ThreeYear  Number `json:"3y,omitzero"`
	FiveYear   Number `json:"5y,omitzero"`
	TenYear    Number `json:"10y,omitzero"`
}

// Holding is one of a fund's largest positions.
type Holding struct {
	Symbol string `json:"symbol,omitempty"` // as Yahoo gives it, not always one that it quotes
	Name   string `json:"name,omitempty"`
	Part   Number `json:"part,omitzero"` // of the assets
}

// Sector is the part of a fund's stocks in one sector.
type Sector struct {
	Name string `json:"name"` // such as Real estate
	Part Number `json:"part,omitzero"`
}

package market

// Holders says who owns the shares. Parts of the shares are fractions. Values
// are Yahoo's, at times in the minor unit of the currency.
type Holders struct {
	Insiders            Number `json:"insiders,omitzero"`              // part of all shares
	Institutions        Number `json:"institutions,omitzero"`          // part of all shares
	InstitutionsOfFloat Number `json:"institutions_of_float,omitzero"` // part of the float
	InstitutionCount    Number `json:"institution_count,omitzero"`

	TopInstitutions []Holder `json:"top_institutions,omitempty"` // largest first, as Yahoo lists them
	TopFunds        []Holder `json:"top_funds,omitempty"`

	// Trades are the insiders' latest, newest first, at most MaxInsiderTrades of
	// AllTrades.
	Trades    []InsiderTrade   `json:"trades,omitempty"`
	AllTrades int              `json:"all_trades,omitempty"`
	Activity  *InsiderActivity `json:"activity,omitempty"`
}

// MaxInsiderTrades is the most transactions of insiders that are kept.
const MaxInsiderTrades = 50

// Holder is an institution or fund that owns shares.
type Holder struct {
	Name   string `json:"name"`
	Date   Date   `json:"date,omitzero"` // of its report
	Shares Number `json:"shares,omitzero"`
	Part   Number `json:"part,omitzero"` // of all shares
	Value  Number `json:"value,omitzero"`
	Change Number `json:"change,omitzero"` // of its position since the report before
}

// InsiderTrade is one transaction of a director, officer or large owner.
type InsiderTrade struct {
	Date      Date   `json:"date,omitzero"`
	Name      string `json:"name"`
	Relation  string `json:"relation,omitempty"`
	Text      string `json:"text,omitempty"` // such as Sale at price 226.35 per share.
	Shares    Number `json:"shares,omitzero"`
	Value     Number `json:"value,omitzero"`
	Ownership string `json:"ownership,omitempty"` // D direct, I indirect
}

// InsiderActivity sums up the insiders' purchases and sales.
type InsiderActivity struct {
	Period      string `json:"period,omitempty"` // such as 6m
	Purchases   Number `json:"purchases,omitzero"`
	Bought      Number `json:"bought,omitzero"` // shares
	Sales       Number `json:"sales,omitzero"`
	Sold        Number `json:"sold,omitzero"`         // shares
	Net         Number `json:"net,omitzero"`          // shares
	NetPart     Number `json:"net_part,omitzero"`     // of the insiders' shares
	TotalShares Number `json:"total_shares,omitzero"` // held by insiders
}

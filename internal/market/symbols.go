package market

// Match is one result of a symbol search.
type Match struct {
	Symbol   Symbol `json:"symbol"`
	Name     string `json:"name,omitempty"`
	Kind     Kind   `json:"kind"`
	Exchange string `json:"exchange,omitempty"` // a reader's name, such as NASDAQ
	Origin   Origin `json:"-"`
}

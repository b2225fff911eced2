package market

// MaxMembers is the most members of an index that are kept. The lists of larger
// indices come cut from Yahoo.
const MaxMembers = 150

// Members are the quotes of what an index is made of. It is immutable: callers
// share it.
type Members struct {
	Index Symbol    `json:"index"`
	Rows  []*Ticker `json:"rows"` // in Yahoo's order
	// Missing are members that Yahoo names and has no quote of.
	Missing []Symbol `json:"missing,omitempty"`
	// Cut says that the index has more members than MaxMembers.
	Cut bool `json:"cut,omitempty"`
	Origin
}

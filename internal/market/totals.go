package market

// OptionTotals are sums over the chains of all expirations of one symbol. A sum
// is absent when no contract has the figure.
type OptionTotals struct {
	Symbol     Symbol  `json:"symbol"`
	Underlying *Ticker `json:"underlying,omitempty"`
	// Of says how many expirations there are; Expirations are those whose chain
	// came. Where these are fewer the totals are partial and Missing says why.
	Of          int            `json:"of"`
	Expirations []ExpiryTotal  `json:"expirations"` // soonest first
	Missing     []MissingChain `json:"missing,omitempty"`
	OptionSums
	Freshness
}

// Partial reports whether chains are missing from the totals.
func (t *OptionTotals) Partial() bool { return len(t.Missing) > 0 }

// ExpiryTotal is the sums over the chain of one expiration.
type ExpiryTotal struct {
	Expiry Date `json:"expiry"`
	OptionSums
}

// MissingChain is an expiration whose chain could not be had.
type MissingChain struct {
	Expiry Date  `json:"expiry"`
	Err    error `json:"-"`
}

// OptionSums count contracts.
type OptionSums struct {
	CallVolume       Number `json:"call_volume,omitzero"`
	PutVolume        Number `json:"put_volume,omitzero"`
	CallOpenInterest Number `json:"call_open_interest,omitzero"`
	PutOpenInterest  Number `json:"put_open_interest,omitzero"`
	// Puts by calls; absent without calls.
	VolumeRatio       Number `json:"put_call_volume_ratio,omitzero"`
	OpenInterestRatio Number `json:"put_call_open_interest_ratio,omitzero"`
	Calls             int    `json:"calls"` // contracts listed
	Puts              int    `json:"puts"`
}

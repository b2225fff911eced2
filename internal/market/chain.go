package market

import "time"

// Chain is the options on one symbol that expire on one day. It is immutable:
// callers share it.
type Chain struct {
	Symbol      Symbol  `json:"symbol"`
	Expiry      Date    `json:"expiry"`
	Expirations []Date  `json:"expirations"` // of all chains of the symbol, soonest first
	Underlying  *Ticker `json:"underlying,omitempty"`
	// Calls and Puts are ordered by strike.
	Calls []Contract `json:"calls"`
	Puts  []Contract `json:"puts"`
	Origin
}

// Contract is one option. Prices are for one share, in Currency.
type Contract struct {
	Symbol string `json:"symbol"` // the contract's, such as AAPL250228C00110000
	// Size is REGULAR for a hundred shares.
	Size     string `json:"size,omitempty"`
	Currency string `json:"currency,omitempty"`
	Strike   Number `json:"strike"`
	Last     Number `json:"last,omitzero"`
	// Bid and Ask are absent where nobody makes either; a bid of 0 below an ask is
	// one.
	Bid          Number `json:"bid,omitzero"`
	Ask          Number `json:"ask,omitzero"`
	Volume       Number `json:"volume,omitzero"` // contracts, of the last day that it traded
	OpenInterest Number `json:"open_interest,omitzero"`
	// ImpliedVolatility is of a year, a fraction: 0.35 is 35 %. It is absent
	// without a bid and an ask, when Yahoo writes where its search for it began.
	ImpliedVolatility Number    `json:"implied_volatility,omitzero"`
	InTheMoney        bool      `json:"in_the_money"`
	LastTrade         time.Time `json:"last_trade,omitzero"` // UTC
}

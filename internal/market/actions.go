package market

// Actions are the dividends and splits of a period. It is immutable: callers
// share it.
type Actions struct {
	Symbol   Symbol `json:"symbol"`
	Name     string `json:"name,omitempty"`
	Currency string `json:"currency,omitempty"` // of the dividends that name none of their own
	From     Date   `json:"from,omitzero"`      // zero: since trading began
	To       Date   `json:"to"`
	// FirstTrade is when trading began, where Yahoo says so.
	FirstTrade Date       `json:"first_trade,omitzero"`
	Dividends  []Dividend `json:"dividends"` // oldest first
	Splits     []Split    `json:"splits"`    // oldest first
	Origin
}

// Dividend is paid on each share held before its ex-date.
type Dividend struct {
	Date     Date   `json:"date"`   // ex-date at the exchange
	Amount   Number `json:"amount"` // a share of today: adjusted for later splits
	Currency string `json:"currency,omitempty"`
}

// Split turns Denominator shares into Numerator shares on Date.
type Split struct {
	Date        Date   `json:"date"` // first day of trading after it
	Numerator   Number `json:"numerator"`
	Denominator Number `json:"denominator"`
	Ratio       string `json:"ratio,omitempty"` // such as 4:1
}

// ratio is a split as Yahoo names it, else in its numbers.
func (s Split) ratio() string {
	if s.Ratio != "" {
		return s.Ratio
	}
	return s.Numerator.Plain() + ":" + s.Denominator.Plain()
}

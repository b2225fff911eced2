package yahoo

import (
	"encoding/json"

	finance "github.com/piquette/finance-go"

	"quotewire/internal/market"
)

// tickerOf reads a quote that came inside another answer, nil when it is none.
func (y *Source) tickerOf(raw json.RawMessage) *market.Ticker {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	r := newRow(fields)
	symbol, err := market.ParseSymbol(r.texts["symbol"])
	if err != nil || r.texts["quoteType"] == "" || r.texts["quoteType"] == "NONE" {
		return nil
	}
	body, err := r.safe(y.fields)
	if err != nil {
		return nil
	}
	var quote finance.Equity
	if decode(body, &quote) != nil {
		return nil
	}
	return y.signed(newTicker(symbol, &quote, r))
}

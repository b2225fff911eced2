package market

import (
	"reflect"
	"slices"

	"quotewire/internal/spelling"
	"quotewire/internal/units"
)

// subject is what an answer says it is about.
type subject struct {
	symbol   Symbol
	currency string // of its prices, empty where it has none or does not say
}

func (t *Ticker) about() subject       { return subject{t.Symbol, t.Currency} }
func (h *History) about() subject      { return subject{h.Symbol, h.Currency} }
func (f *Fundamentals) about() subject { return subject{symbol: f.Symbol} }
func (s *Statements) about() subject   { return subject{symbol: s.Symbol} }
func (a *Actions) about() subject      { return subject{symbol: a.Symbol} }
func (c *Chain) about() subject        { return subject{symbol: c.Symbol} }
func (m *Members) about() subject      { return subject{symbol: m.Index} }

// vet is the last line before an answer about symbol, which is empty where the question was
// about none, is kept below it: the error of one that is none, that is about another symbol,
// or whose currency shows that it is about another listing.
func (s *monitor) vet(symbol Symbol, v any) error {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && p.IsNil() {
		return &Error{Kind: ErrMalformed, Symbol: symbol.String(), Message: "neither an answer nor an error"}
	}
	answer, ok := v.(interface{ about() subject })
	if !ok || symbol == (Symbol{}) {
		return nil
	}
	switch about := answer.about(); {
	case about.symbol != symbol:
		return &Error{Kind: ErrMalformed, Symbol: symbol.String(), Message: "the answer is about another symbol"}
	case !s.decides && !listedIn(symbol, about.currency):
		return &Error{Kind: ErrUnknownSymbol, Symbol: symbol.String(), Message: "the answer is about a listing in another currency"}
	}
	return nil
}

// listedIn reports whether a symbol can have prices in a currency, in its minor unit or
// whole, as far as is known. USDT stands for the dollar of a coin. Who decides about symbols
// is not held to it: there are more lines in other currencies than a table has.
func listedIn(symbol Symbol, currency string) bool {
	listing, ok := spelling.ListingOf(symbol.String())
	if !ok || len(listing.Currencies) == 0 || currency == "" {
		return true
	}
	if currency == tether && spelling.KindOf(symbol.String()) == spelling.Crypto {
		currency = usd
	}
	return slices.ContainsFunc(listing.Currencies, func(c string) bool { return units.Major(c) == units.Major(currency) })
}

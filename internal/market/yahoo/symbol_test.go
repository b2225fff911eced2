package yahoo

import "quotewire/internal/market"

// symbolOf is the symbol of a text that is one.
func symbolOf(text string) market.Symbol {
	s, err := market.ParseSymbol(text)
	if err != nil {
		panic(err)
	}
	return s
}

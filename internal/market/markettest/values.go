package markettest

import (
	"testing"

	"quotewire/internal/market"
)

// Symbol is the symbol of a text.
func Symbol(t testing.TB, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Symbols are those of texts.
func Symbols(t testing.TB, texts ...string) (all []market.Symbol) {
	t.Helper()
	for _, text := range texts {
		all = append(all, Symbol(t, text))
	}
	return all
}

// Date is the day of a text.
func Date(t testing.TB, text string) market.Date {
	t.Helper()
	d, err := market.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Plain is a figure as it came, with -1 for an absent one.
func Plain(n market.Number) float64 {
	if v, ok := n.Get(); ok {
		return v
	}
	return -1
}

package tools

import (
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

// symbolArg reads a symbol that the model wrote; a failed result says what is
// wrong with it.
func symbolArg(text string) (market.Symbol, *agent.Result) {
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		r := failed(label(text)+" is no symbol", label(text)+": "+advice(err))
		return symbol, &r
	}
	return symbol, nil
}

// reading is "BRK.B: read as BRK-B", empty where what was written is the symbol.
func reading(written string, got market.Symbol) string {
	if written = short(label(strings.TrimSpace(written)), 60); got == (market.Symbol{}) || strings.EqualFold(written, got.String()) {
		return ""
	}
	return fmt.Sprintf("%s: read as %s", written, got)
}

// dayArg reads a date that the model wrote, zero for none.
func dayArg(name, text string) (market.Date, *agent.Result) {
	if text == "" {
		return market.Date{}, nil
	}
	day, err := market.ParseDate(text)
	if err != nil {
		r := failed(name+" is no date", fmt.Sprintf("%s is %v", name, err))
		return day, &r
	}
	return day, nil
}

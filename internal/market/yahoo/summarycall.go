package yahoo

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// summaryModules are the parts of a summary that this package reads.
func summaryModules() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[summaryWire]()) {
		names = append(names, f.Tag.Get("json"))
	}
	return names
}

// Fundamentals asks for all modules at once: a request each would be
// eighteen, and Yahoo counts requests.
func (y *Source) Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error) {
	f, err := ask(ctx, y, client.Request{
		Path: "/v10/finance/quoteSummary/" + symbol.String(),
		Query: url.Values{
			"modules":   {strings.Join(summaryModules(), ",")},
			"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"},
		},
		Symbol: symbol.String(),
		Crumb:  true,
	}, func(answer summaryAnswer) (*market.Fundamentals, error) { return readFundamentals(answer, symbol) })
	if e, ok := errors.AsType[*market.Error](err); ok && errors.Is(e.Kind, market.ErrUnknownSymbol) && strings.Contains(strings.ToLower(e.Said), "no fundamentals data") {
		// Yahoo knows the symbol, and says so with the code of an unknown one.
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: e.Symbol, Status: e.Status, Said: e.Said}
	}
	if err != nil {
		return nil, err
	}
	f.Origin, f.Pages = y.about(symbol, "/key-statistics/"), y.sections(symbol)
	return f, nil
}

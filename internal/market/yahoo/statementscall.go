package yahoo

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// itemsAsked are what to ask for.
func itemsAsked(q market.StatementQuery) []item {
	items := itemsOf(q.Kind)
	if q.Frequency == market.Trailing {
		items = slices.DeleteFunc(items, func(it item) bool { return it.kind == market.BalanceSheet })
	}
	return items
}

// Statements asks for all that Yahoo keeps, about four years or five quarters.
func (y *Source) Statements(ctx context.Context, symbol market.Symbol, q market.StatementQuery) (*market.Statements, error) {
	items := itemsAsked(q)
	types := make([]string, len(items))
	for i, it := range items {
		types[i] = string(q.Frequency) + it.key
	}
	s, err := ask(ctx, y, client.Request{
		Path: "/ws/fundamentals-timeseries/v1/finance/timeseries/" + symbol.String(),
		Query: url.Values{
			"type":    {strings.Join(types, ",")},
			"period1": {strconv.FormatInt(time.Date(1985, time.January, 1, 0, 0, 0, 0, time.UTC).Unix(), 10)},
			"period2": {strconv.FormatInt(y.now().AddDate(0, 0, 1).Unix(), 10)},
			"lang":    {"en-US"}, "region": {"US"},
		},
		Symbol: symbol.String(),
	}, func(answer seriesAnswer) (*market.Statements, error) { return readStatements(answer, symbol, q, items) })
	if err != nil {
		return nil, err
	}
	s.Origin = y.about(symbol, "/financials/")
	return s, nil
}

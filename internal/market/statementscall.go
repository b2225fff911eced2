package market

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Statements are the financial statements of symbol. What has none, such as an
// index or a coin, is an error that wraps ErrNoData. While Yahoo refuses us or is
// down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Statements(ctx context.Context, symbol Symbol, query StatementQuery) (*Statements, error) {
	if symbol == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	query, err := query.normal()
	if err != nil {
		return nil, err
	}
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Statements, error) {
		key := fmt.Sprintf("%s|%s|%s", symbol, query.Kind, query.Frequency)
		return kept(ctx, m, m.depth.statements, key, symbol.String(), func(ctx context.Context) (*Statements, error) {
			return m.fetchStatements(ctx, symbol, query)
		})
	})
}

// normal is the query with its defaults, or an error that wraps ErrQuery.
func (q StatementQuery) normal() (StatementQuery, error) {
	q.Kind = StatementKind(strings.ToLower(strings.TrimSpace(string(q.Kind))))
	q.Frequency = Frequency(strings.ToLower(strings.TrimSpace(string(q.Frequency))))
	if q.Kind == "" {
		q.Kind = AllStatements
	}
	if q.Frequency == "" {
		q.Frequency = Annual
	}
	if !slices.Contains([]StatementKind{IncomeStatement, BalanceSheet, CashFlow, AllStatements}, q.Kind) {
		return q, fmt.Errorf("%w: kind: %.20q: want one of income, balance, cash, all", ErrQuery, q.Kind)
	}
	if !slices.Contains([]Frequency{Annual, Quarterly, Trailing}, q.Frequency) {
		return q, fmt.Errorf("%w: frequency: %.20q: want one of annual, quarterly, trailing", ErrQuery, q.Frequency)
	}
	if q.Kind == BalanceSheet && q.Frequency == Trailing {
		return q, fmt.Errorf("%w: frequency: a balance sheet is of one day and has no trailing form: want annual or quarterly", ErrQuery)
	}
	return q, nil
}

// items are what to ask for.
func (q StatementQuery) items() []item {
	items := itemsOf(q.Kind)
	if q.Frequency == Trailing {
		items = slices.DeleteFunc(items, func(it item) bool { return it.kind == BalanceSheet })
	}
	return items
}

// fetchStatements asks for all that Yahoo keeps, about four years or five quarters.
func (m *Market) fetchStatements(ctx context.Context, symbol Symbol, q StatementQuery) (s *Statements, err error) {
	items := q.items()
	types := make([]string, len(items))
	for i, it := range items {
		types[i] = string(q.Frequency) + it.key
	}
	now := m.now()
	err = m.transport.ask(ctx, request{
		path: "/ws/fundamentals-timeseries/v1/finance/timeseries/" + symbol.String(),
		query: url.Values{
			"type":    {strings.Join(types, ",")},
			"period1": {strconv.FormatInt(time.Date(1985, time.January, 1, 0, 0, 0, 0, time.UTC).Unix(), 10)},
			"period2": {strconv.FormatInt(now.AddDate(0, 0, 1).Unix(), 10)},
			"lang":    {"en-US"}, "region": {"US"},
		},
		symbol: symbol.String(),
		read: func(body []byte) error {
			s, err = readStatements(body, symbol, q, items)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	s.Origin = m.about(symbol, "/financials/")
	return s, nil
}

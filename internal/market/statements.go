package market

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// StatementKind is one of a company's financial statements.
type StatementKind string

// The statements.
const (
	IncomeStatement StatementKind = "income"
	BalanceSheet    StatementKind = "balance"
	CashFlow        StatementKind = "cash"
	AllStatements   StatementKind = "all"
)

// Frequency is how much time a statement covers.
type Frequency string

// The frequencies.
const (
	Annual    Frequency = "annual"
	Quarterly Frequency = "quarterly"
	Trailing  Frequency = "trailing" // the last twelve months; a balance sheet has none
)

// StatementQuery asks for statements. The zero Kind is AllStatements, the zero
// Frequency Annual.
type StatementQuery struct {
	Kind      StatementKind
	Frequency Frequency
}

// Statements are a company's figures by fiscal period. It is immutable: callers
// share it.
type Statements struct {
	Symbol    Symbol        `json:"symbol"`
	Kind      StatementKind `json:"kind"`
	Frequency Frequency     `json:"frequency"`
	// Currency is that of the accounts: of all amounts that name no other.
	Currency string            `json:"currency,omitempty"`
	Periods  []StatementPeriod `json:"periods"` // newest first
	Items    []StatementItem   `json:"items"`   // in Yahoo's order, those that any period has
	Origin
}

// StatementPeriod is a fiscal period.
type StatementPeriod struct {
	End  Date   `json:"end"`  // its last day, which Yahoo moves to the end of the month
	Type string `json:"type"` // 12M, 3M or TTM
}

// StatementItem is one line of a statement.
type StatementItem struct {
	Statement StatementKind `json:"statement"`
	Key       string        `json:"key"`   // Yahoo's, such as TotalRevenue
	Label     string        `json:"label"` // a reader's, such as Total revenue
	Unit      Unit          `json:"unit"`
	// Currency of the amounts; empty where Unit is UnitShares or UnitRatio.
	Currency string `json:"currency,omitempty"`
	// Values stand in the order of Statements.Periods; one that was not reported is
	// absent, as is one in another currency than the newest. Of a restated figure
	// it is the later one.
	Values []Number `json:"values"`
}

// Unit is what a figure counts.
type Unit string

// The units of a statement's items.
const (
	UnitCurrency Unit = "currency"
	UnitPerShare Unit = "currency per share"
	UnitShares   Unit = "shares"
	UnitRatio    Unit = "ratio"
)

// Statements are the financial statements of symbol. What has none, such as an
// index or a coin, is an error that wraps ErrNoData. While the source refuses us or is
// down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) Statements(ctx context.Context, symbol Symbol, query StatementQuery) (*Statements, error) {
	query, err := query.normal()
	if err != nil {
		return nil, err
	}
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Statements, error) {
		key := fmt.Sprintf("%s|%s|%s", symbol, query.Kind, query.Frequency)
		return kept(ctx, m, m.caches.statements, key, symbol.String(), func(ctx context.Context) (*Statements, error) {
			return ask(ctx, m, m.roles.statements, symbol, func(ctx context.Context, s StatementsSource) (*Statements, error) {
				return s.Statements(ctx, symbol, query)
			})
		})
	})
}

// normal is the query with its defaults, or an error that wraps ErrQuery.
func (q StatementQuery) normal() (StatementQuery, error) {
	q.Kind = cmp.Or(StatementKind(strings.ToLower(strings.TrimSpace(string(q.Kind)))), AllStatements)
	q.Frequency = cmp.Or(Frequency(strings.ToLower(strings.TrimSpace(string(q.Frequency)))), Annual)
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

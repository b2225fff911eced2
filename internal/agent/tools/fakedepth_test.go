package tools

import (
	"context"
	"errors"
	"testing"

	"quotewire/internal/market"
)

// fakeDepth is the part of a fakeMarket that holds market depth. What it does not
// hold there is no data of.
type fakeDepth struct {
	fundamentals *market.Fundamentals
	statements   *market.Statements
	actions      *market.Actions
	chains       map[string]*market.Chain // by expiry; "": the nearest
	totals       *market.OptionTotals
	news         *market.News
	screen       *market.Screen
	trends       *market.Trends

	depthErr     error
	statementsOf market.StatementQuery // the last that was asked for, as are these
	screenOf     market.ScreenQuery
	newsOf       string
	newsLimit    int
}

func held[V any](d *fakeDepth, v *V) (*V, error) {
	switch {
	case d.depthErr != nil:
		return nil, d.depthErr
	case v == nil:
		return nil, &market.Error{Kind: market.ErrNoData, Message: "SECRET"}
	}
	return v, nil
}

// of names an answer after the symbol asked for, where a test names none.
func of[V any](symbol market.Symbol, name func(*V) *market.Symbol) func(*V, error) (*V, error) {
	return func(v *V, err error) (*V, error) {
		if err != nil || *name(v) != (market.Symbol{}) {
			return v, err
		}
		named := *v
		*name(&named) = symbol
		return &named, nil
	}
}

func (d *fakeDepth) Fundamentals(context.Context, market.Symbol) (*market.Fundamentals, error) {
	return held(d, d.fundamentals)
}

func (d *fakeDepth) Statements(_ context.Context, symbol market.Symbol, q market.StatementQuery) (*market.Statements, error) {
	d.statementsOf = q
	return of(symbol, func(s *market.Statements) *market.Symbol { return &s.Symbol })(held(d, d.statements))
}

func (d *fakeDepth) Actions(_ context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error) {
	if !from.IsZero() || !to.IsZero() {
		return nil, errors.New("not all actions are asked for")
	}
	return of(symbol, func(a *market.Actions) *market.Symbol { return &a.Symbol })(held(d, d.actions))
}

func (d *fakeDepth) Options(_ context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error) {
	return of(symbol, func(c *market.Chain) *market.Symbol { return &c.Symbol })(held(d, d.chains[expiry.String()]))
}

func (d *fakeDepth) OptionTotals(_ context.Context, symbol market.Symbol) (*market.OptionTotals, error) {
	return of(symbol, func(t *market.OptionTotals) *market.Symbol { return &t.Symbol })(held(d, d.totals))
}

func (d *fakeDepth) News(_ context.Context, query string, limit int) (*market.News, error) {
	d.newsOf, d.newsLimit = query, limit
	return held(d, d.news)
}

func (d *fakeDepth) Screen(_ context.Context, _ string, q market.ScreenQuery) (*market.Screen, error) {
	d.screenOf = q
	return held(d, d.screen)
}

func (d *fakeDepth) Trending(context.Context, string) (*market.Trends, error) {
	return held(d, d.trends)
}

func day(t testing.TB, text string) market.Date {
	t.Helper()
	d, err := market.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

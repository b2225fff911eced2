package api

import (
	"context"

	"quotewire/internal/market"
)

// fakeDepth is market depth without a market.
type fakeDepth struct {
	fundamentals *market.Fundamentals
	statements   *market.Statements
	actions      *market.Actions
	chain        *market.Chain
	totals       *market.OptionTotals
	articles     *market.News
	screen       *market.Screen
	trends       *market.Trends

	depthErr error
	last     any // the last query
}

func (f *fakeDepth) Fundamentals(_ context.Context, s market.Symbol) (*market.Fundamentals, error) {
	f.last = s
	return f.fundamentals, f.depthErr
}

func (f *fakeDepth) Statements(_ context.Context, _ market.Symbol, q market.StatementQuery) (*market.Statements, error) {
	f.last = q
	return f.statements, f.depthErr
}

func (f *fakeDepth) Actions(context.Context, market.Symbol, market.Date, market.Date) (*market.Actions, error) {
	return f.actions, f.depthErr
}

func (f *fakeDepth) Options(_ context.Context, _ market.Symbol, expiry market.Date) (*market.Chain, error) {
	f.last = expiry
	return f.chain, f.depthErr
}

func (f *fakeDepth) OptionTotals(context.Context, market.Symbol) (*market.OptionTotals, error) {
	return f.totals, f.depthErr
}

func (f *fakeDepth) News(_ context.Context, _ string, limit int) (*market.News, error) {
	f.last = limit
	return f.articles, f.depthErr
}

func (f *fakeDepth) Screen(_ context.Context, _ string, q market.ScreenQuery) (*market.Screen, error) {
	f.last = q
	return f.screen, f.depthErr
}

func (f *fakeDepth) Trending(_ context.Context, region string) (*market.Trends, error) {
	f.last = region
	return f.trends, f.depthErr
}

package market

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Bounds of a screen's page.
const (
	MaxScreenRows   = 100
	MaxScreenOffset = 10_000
)

// ScreenQuery asks for a part of a screen's rows.
type ScreenQuery struct {
	Limit  int // 1 to MaxScreenRows; 0: 25
	Offset int // rows to pass over
	// Region is where instruments trade, one of ScreenRegions; empty: us. Only day_gainers,
	// day_losers and most_actives know others.
	Region string
}

// Screen is one page of the instruments that pass a predefined screen, best
// first. It is immutable: callers share it.
type Screen struct {
	Name        string    `json:"name"`
	Region      string    `json:"region"`
	Title       string    `json:"title,omitempty"`
	Description string    `json:"description,omitempty"`
	Total       Number    `json:"total,omitzero"` // rows of the whole screen
	Offset      int       `json:"offset"`
	Rows        []*Ticker `json:"rows"`
	Origin
}

// Trends are the symbols that most people look at in a region now. It is
// immutable: callers share it.
type Trends struct {
	Region  string   `json:"region"`
	Symbols []Symbol `json:"symbols"` // most wanted first
	Origin
}

// Screen is a page of the predefined screen name, one of ScreenNames. A page past
// the last is empty and no error. While the source refuses us or is down it is what
// it said up to a day ago, marked Stale with its Age.
func (m *Market) Screen(ctx context.Context, name string, query ScreenQuery) (*Screen, error) {
	name, query, err := normalScreen(name, query)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s|%s|%d|%d", name, query.Region, query.Offset, query.Limit)
	return kept(ctx, m, m.caches.screens, key, "", func(ctx context.Context) (*Screen, error) {
		return ask(ctx, m, m.roles.screens, Symbol{}, func(ctx context.Context, s ScreenSource) (*Screen, error) {
			return m.judgedScreen(s.Screen(ctx, name, query))
		})
	})
}

// Trending are the symbols that most people look at now in region, one of
// TrendRegions; empty: us. None at all is no error. While the source refuses us or is
// down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) Trending(ctx context.Context, region string) (*Trends, error) {
	region = cmp.Or(strings.ToLower(strings.TrimSpace(region)), "us")
	if !slices.Contains(TrendRegions(), region) {
		return nil, fmt.Errorf("%w: region: %.20q: want one of %s", ErrQuery, region, strings.Join(TrendRegions(), ", "))
	}
	return kept(ctx, m, m.caches.trends, region, "", func(ctx context.Context) (*Trends, error) {
		return ask(ctx, m, m.roles.trends, Symbol{}, func(ctx context.Context, s TrendsSource) (*Trends, error) { return s.Trending(ctx, region) })
	})
}

package market

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ScreenNames are the predefined screens that Screen knows.
func ScreenNames() []string {
	return []string{
		"day_gainers", "day_losers", "most_actives",
		"day_gainers_etfs", "day_losers_etfs", "most_actives_etfs",
		"day_gainers_cryptocurrencies", "day_losers_cryptocurrencies", "most_actives_cryptocurrencies",
		"all_cryptocurrencies_us",
		"aggressive_small_caps", "small_cap_gainers", "growth_technology_stocks",
		"undervalued_growth_stocks", "undervalued_large_caps", "most_shorted_stocks",
		"conservative_foreign_funds", "high_yield_bond", "portfolio_anchors",
		"solid_large_growth_funds", "solid_midcap_growth_funds", "top_mutual_funds",
	}
}

// ScreenRegions are the regions of day_gainers, day_losers and most_actives:
// countries by their code, and parts of the world.
func ScreenRegions() []string {
	return []string{
		"us", "au", "br", "ca", "de", "es", "fr", "gb", "hk", "in", "it", "nz", "sg",
		"americas", "asia", "europe",
	}
}

// TrendRegions are the countries that Trending knows, by their code.
func TrendRegions() []string {
	return []string{"us", "au", "br", "ca", "de", "es", "fr", "gb", "hk", "in", "it", "sg"}
}

// regional reports whether screen name exists for other regions than us.
func regional(name string) bool {
	return name == "day_gainers" || name == "day_losers" || name == "most_actives"
}

// normalScreen is name and q with their defaults, or an error that wraps ErrQuery.
func normalScreen(name string, q ScreenQuery) (string, ScreenQuery, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if !slices.Contains(ScreenNames(), name) {
		return "", q, fmt.Errorf("%w: name: %.40q: want one of %s", ErrQuery, name, strings.Join(ScreenNames(), ", "))
	}
	q.Region, q.Limit = cmp.Or(strings.ToLower(strings.TrimSpace(q.Region)), "us"), cmp.Or(q.Limit, 25)
	if !slices.Contains(ScreenRegions(), q.Region) {
		return "", q, fmt.Errorf("%w: region: %.20q: want one of %s", ErrQuery, q.Region, strings.Join(ScreenRegions(), ", "))
	}
	if q.Region != "us" && !regional(name) {
		return "", q, fmt.Errorf("%w: region: %s is there for the us only: want us, or one of day_gainers, day_losers, most_actives", ErrQuery, name)
	}
	if q.Limit < 1 || q.Limit > MaxScreenRows {
		return "", q, fmt.Errorf("%w: limit: %d: want 1 to %d", ErrQuery, q.Limit, MaxScreenRows)
	}
	if q.Offset < 0 || q.Offset > MaxScreenOffset {
		return "", q, fmt.Errorf("%w: offset: %d: want 0 to %d", ErrQuery, q.Offset, MaxScreenOffset)
	}
	return name, q, nil
}

func screenTTL(s *Screen) time.Duration { return rowsTTL(s.Rows) }

// rowsTTL is short while any of the rows is traded.
func rowsTTL(rows []*Ticker) time.Duration {
	for _, row := range rows {
		if row.Kind == KindCrypto || row.State == StateOpen || row.State == StatePre || row.State == StatePost {
			return time.Minute
		}
	}
	return whileClosed
}

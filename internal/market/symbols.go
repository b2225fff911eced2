package market

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Match is one result of a symbol search.
type Match struct {
	Symbol   Symbol `json:"symbol"`
	Name     string `json:"name,omitempty"`
	Kind     Kind   `json:"kind"`
	Exchange string `json:"exchange,omitempty"` // a reader's name, such as NASDAQ
	Origin   Origin `json:"-"`
}

// MaxMatches is the most that one search gives.
const MaxMatches = 20

// maxQuery is the longest text to search for, in characters.
const maxQuery = 100

// Search finds symbols by name, symbol or identifier (ISIN, SEDOL), best match
// first; an empty result is no error. limit is 1 to MaxMatches.
func (m *Market) Search(ctx context.Context, query string, limit int) ([]Match, error) {
	query, err := searched(query, limit, MaxMatches)
	if err != nil {
		return nil, err
	}
	item, err := m.caches.matches.Get(ctx, strings.ToLower(query), func(ctx context.Context) ([]Match, error) {
		return ask(ctx, m, m.roles.matches, Symbol{}, func(ctx context.Context, s Searcher) ([]Match, error) { return s.Search(ctx, query) })
	})
	if err != nil {
		return nil, m.failure(ctx, "", err)
	}
	matches := slices.Clone(item.Value[:min(limit, len(item.Value))])
	if item.Stale && len(matches) > 0 {
		m.servedStale(matches[0].Origin.Source)
		for i := range matches {
			matches[i].Origin.Stale, matches[i].Origin.Age = true, item.Age
		}
	}
	return matches, nil
}

// searched is a text to search for without blanks around it, for 1 to most results.
func searched(query string, limit, most int) (string, error) {
	query = strings.TrimSpace(query)
	n := utf8.RuneCountInString(query)
	if !utf8.ValidString(query) || n < 1 || n > maxQuery || strings.ContainsFunc(query, unicode.IsControl) {
		return "", fmt.Errorf("%w: q: want 1 to %d characters without control characters", ErrQuery, maxQuery)
	}
	if limit < 1 || limit > most {
		return "", fmt.Errorf("%w: limit: %d: want 1 to %d", ErrQuery, limit, most)
	}
	return query, nil
}

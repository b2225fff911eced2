package market

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxMatches is the most that one search gives.
const MaxMatches = 20

// maxQuery is the longest text to search for, in characters.
const maxQuery = 100

// Search finds symbols by name, symbol or identifier (ISIN, SEDOL), best match
// first; an empty result is no error. limit is 1 to MaxMatches.
func (m *Market) Search(ctx context.Context, query string, limit int) ([]Match, error) {
	query = strings.TrimSpace(query)
	n := utf8.RuneCountInString(query)
	if !utf8.ValidString(query) || n < 1 || n > maxQuery || strings.ContainsFunc(query, unicode.IsControl) {
		return nil, fmt.Errorf("%w: q: want 1 to %d characters without control characters", ErrQuery, maxQuery)
	}
	if limit < 1 || limit > MaxMatches {
		return nil, fmt.Errorf("%w: limit: %d: want 1 to %d", ErrQuery, limit, MaxMatches)
	}
	item, err := m.symbols.Get(ctx, strings.ToLower(query), func(ctx context.Context) ([]Match, error) {
		return m.fetchMatches(ctx, query)
	})
	if err != nil {
		return nil, m.failure(ctx, "", err)
	}
	matches := slices.Clone(item.Value[:min(limit, len(item.Value))])
	if item.Stale {
		for i := range matches {
			matches[i].Origin.Stale, matches[i].Origin.Age = true, item.Age
		}
	}
	return matches, nil
}

// searchAnswer is the envelope of a search.
type searchAnswer struct {
	Quotes []json.RawMessage `json:"quotes"`
}

// searchQuote is one result of a search.
type searchQuote struct {
	Symbol     string `json:"symbol"`
	LongName   string `json:"longname"`
	ShortName  string `json:"shortname"`
	QuoteType  string `json:"quoteType"`
	ExchDisp   string `json:"exchDisp"`
	ExchangeID string `json:"exchange"`
}

// fetchMatches asks Yahoo for all that one search can give, so that the same text
// with another limit is not asked again.
func (m *Market) fetchMatches(ctx context.Context, query string) (matches []Match, err error) {
	err = m.transport.ask(ctx, request{
		path: "/v1/finance/search",
		query: url.Values{
			"q":           {query},
			"quotesCount": {strconv.Itoa(MaxMatches)},
			"newsCount":   {"0"},
		},
		read: func(body []byte) error {
			matches, err = readMatches(body)
			origin := m.from("")
			for i := range matches {
				matches[i].Origin = origin
			}
			return err
		},
	})
	return matches, err
}

// readMatches skips what has no symbol that could be asked for.
func readMatches(body []byte) ([]Match, error) {
	var answer searchAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if answer.Quotes == nil {
		return nil, missing("quotes", body)
	}
	matches := make([]Match, 0, min(len(answer.Quotes), MaxMatches))
	for _, raw := range answer.Quotes {
		var q searchQuote
		if decode(raw, &q) != nil {
			continue
		}
		symbol, err := ParseSymbol(q.Symbol)
		if err != nil || len(matches) == MaxMatches {
			continue
		}
		matches = append(matches, Match{
			Symbol:   symbol,
			Name:     firstText(q.LongName, q.ShortName),
			Kind:     kindOf(q.QuoteType),
			Exchange: firstText(q.ExchDisp, q.ExchangeID),
		})
	}
	return matches, nil
}

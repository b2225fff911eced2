package yahoo

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

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

// Search asks Yahoo for all that one search can give, so that the same text
// with another limit is not asked again.
func (y *Source) Search(ctx context.Context, query string) ([]market.Match, error) {
	var matches []market.Match
	err := y.client.Ask(ctx, client.Request{
		Path: "/v1/finance/search",
		Query: url.Values{
			"q":           {query},
			"quotesCount": {strconv.Itoa(market.MaxMatches)},
			"newsCount":   {"0"},
		},
		Read: func(body []byte) (err error) {
			matches, err = readMatches(body, y.from(""))
			return err
		},
	})
	return matches, err
}

// readMatches skips what has no symbol that could be asked for.
func readMatches(body []byte, origin market.Origin) ([]market.Match, error) {
	var answer searchAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if answer.Quotes == nil {
		return nil, client.Missing("quotes", body)
	}
	matches := make([]market.Match, 0, min(len(answer.Quotes), market.MaxMatches))
	for _, raw := range answer.Quotes {
		var q searchQuote
		if decode(raw, &q) != nil {
			continue
		}
		symbol, err := market.ParseSymbol(q.Symbol)
		if err != nil || len(matches) == market.MaxMatches {
			continue
		}
		matches = append(matches, market.Match{
			Symbol: symbol, Name: firstText(q.LongName, q.ShortName), Kind: kindOf(q.QuoteType), Exchange: firstText(q.ExchDisp, q.ExchangeID), Origin: origin,
		})
	}
	return matches, nil
}

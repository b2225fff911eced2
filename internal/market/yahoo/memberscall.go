package yahoo

import (
	"context"
	"net/url"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Members asks for the list, then for all quotes in one request: one for
// each would be thirty, and would push thirty tickers out of their cache.
func (y *Source) Members(ctx context.Context, index market.Symbol) (*market.Members, error) {
	list, err := ask(ctx, y, client.Request{
		Path:   "/v10/finance/quoteSummary/" + index.String(),
		Query:  url.Values{"modules": {"components"}, "formatted": {"false"}},
		Symbol: index.String(),
		Crumb:  true,
	}, readComponents)
	if err != nil {
		return nil, err
	}
	asked := list[:min(len(list), market.MaxMembers)]
	return ask(ctx, y, client.Request{
		Path:   "/v7/finance/quote",
		Query:  url.Values{"symbols": {strings.Join(namesOf(asked), ",")}},
		Symbol: index.String(),
		Crumb:  true,
	}, func(answer quoteAnswer) (*market.Members, error) {
		m := &market.Members{Index: index, Cut: len(asked) < len(list), Origin: y.about(index, "/components/")}
		return m, y.readMembers(answer, asked, m)
	})
}

type componentsAnswer struct {
	Summary *struct {
		Result []*struct {
			Components *struct {
				Components []any `json:"components"`
			} `json:"components"`
		} `json:"result"`
	} `json:"quoteSummary"`
}

// readComponents skips names that could not be asked for. Of more than may be members it
// reads one.
func readComponents(answer componentsAnswer) (list []market.Symbol, err error) {
	if answer.Summary == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no quoteSummary in the answer"}
	}
	seen := map[market.Symbol]bool{}
	for _, result := range answer.Summary.Result {
		if result == nil || result.Components == nil {
			continue
		}
		for _, c := range result.Components.Components {
			name, _ := c.(string)
			if s, err := market.ParseSymbol(name); err == nil && !seen[s] && len(list) <= market.MaxMembers {
				seen[s] = true
				list = append(list, s)
			}
		}
	}
	if len(list) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no members are known"}
	}
	return list, nil
}

// readMembers reads the quotes of want into members, in its order, and says which are missing.
func (y *Source) readMembers(answer quoteAnswer, want []market.Symbol, members *market.Members) error {
	if answer.Quote == nil {
		return &market.Error{Kind: market.ErrMalformed, Message: "no quoteResponse in the answer"}
	}
	found := map[market.Symbol]*market.Ticker{}
	for _, raw := range answer.Quote.Result {
		if t := y.tickerOf(raw); t != nil {
			found[t.Symbol] = t
		}
	}
	for _, s := range want {
		if t := found[s]; t != nil {
			members.Rows = append(members.Rows, t)
		} else {
			members.Missing = append(members.Missing, s)
		}
	}
	if len(members.Rows) == 0 {
		return &market.Error{Kind: market.ErrMalformed, Message: "no quote of any member in the answer"}
	}
	return nil
}

package yahoo

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Members asks for the list, then for all quotes in one request: one for
// each would be thirty, and would push thirty tickers out of their cache.
func (y *Source) Members(ctx context.Context, index market.Symbol) (*market.Members, error) {
	list, cut, err := y.fetchComponents(ctx, index)
	if err != nil {
		return nil, err
	}
	members := &market.Members{Index: index, Cut: cut}
	err = y.client.Ask(ctx, client.Request{
		Path:   "/v7/finance/quote",
		Query:  url.Values{"symbols": {strings.Join(namesOf(list), ",")}},
		Symbol: index.String(),
		Crumb:  true,
		Read: func(body []byte) error {
			members.Rows, members.Missing, err = y.readQuotes(body, list)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	members.Origin = y.about(index, "/components/")
	return members, nil
}

func (y *Source) fetchComponents(ctx context.Context, index market.Symbol) (list []market.Symbol, cut bool, err error) {
	err = y.client.Ask(ctx, client.Request{
		Path:   "/v10/finance/quoteSummary/" + index.String(),
		Query:  url.Values{"modules": {"components"}, "formatted": {"false"}},
		Symbol: index.String(),
		Crumb:  true,
		Read: func(body []byte) error {
			list, cut, err = readComponents(body)
			return err
		},
	})
	return list, cut, err
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

// readComponents skips names that could not be asked for.
func readComponents(body []byte) (list []market.Symbol, cut bool, err error) {
	var answer componentsAnswer
	if err := unwrap(body, &answer); err != nil {
		return nil, false, err
	}
	if answer.Summary == nil {
		return nil, false, &market.Error{Kind: market.ErrMalformed, Message: "no quoteSummary in the answer"}
	}
	seen := map[market.Symbol]bool{}
	for _, result := range answer.Summary.Result {
		if result == nil || result.Components == nil {
			continue
		}
		for _, c := range result.Components.Components {
			name, _ := c.(string)
			s, err := market.ParseSymbol(name)
			if err != nil || seen[s] {
				continue
			}
			if len(list) == market.MaxMembers {
				return list, true, nil
			}
			seen[s] = true
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, false, &market.Error{Kind: market.ErrNoData, Message: "no members are known"}
	}
	return list, false, nil
}

// readQuotes reads the quotes of want, in its order, and says which are missing.
func (y *Source) readQuotes(body []byte, want []market.Symbol) (rows []*market.Ticker, missing []market.Symbol, err error) {
	var answer struct {
		Quote *struct {
			Result []json.RawMessage `json:"result"`
		} `json:"quoteResponse"`
	}
	if err := unwrap(body, &answer); err != nil {
		return nil, nil, err
	}
	if answer.Quote == nil {
		return nil, nil, &market.Error{Kind: market.ErrMalformed, Message: "no quoteResponse in the answer"}
	}
	found := map[market.Symbol]*market.Ticker{}
	for _, raw := range answer.Quote.Result {
		if t := y.tickerOf(raw); t != nil {
			found[t.Symbol] = t
		}
	}
	for _, s := range want {
		if t := found[s]; t != nil {
			rows = append(rows, t)
		} else {
			missing = append(missing, s)
		}
	}
	if len(rows) == 0 {
		return nil, nil, &market.Error{Kind: market.ErrMalformed, Message: "no quote of any member in the answer"}
	}
	return rows, missing, nil
}

package market

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Members are the quotes of the members of index, such as ^DJI. A symbol that
// Yahoo knows no members of is an error that wraps ErrNoData. While Yahoo
// refuses us or is down it is what Yahoo said up to a day ago, marked Stale with
// its Age.
func (m *Market) Members(ctx context.Context, index Symbol) (*Members, error) {
	if index == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	return kept(ctx, m, m.depth.members, index.String(), index.String(), func(ctx context.Context) (*Members, error) {
		return m.fetchMembers(ctx, index)
	})
}

// fetchMembers asks for the list, then for all quotes in one request: one for
// each would be thirty, and would push thirty tickers out of their cache.
func (m *Market) fetchMembers(ctx context.Context, index Symbol) (*Members, error) {
	list, cut, err := m.fetchComponents(ctx, index)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.String()
	}
	members := &Members{Index: index, Cut: cut}
	err = m.transport.ask(ctx, request{
		path:   "/v7/finance/quote",
		query:  url.Values{"symbols": {strings.Join(names, ",")}},
		symbol: index.String(),
		crumb:  true,
		read: func(body []byte) error {
			members.Rows, members.Missing, err = m.readQuotes(body, list)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	members.Origin = m.about(index, "/components/")
	return members, nil
}

func membersTTL(m *Members) time.Duration { return rowsTTL(m.Rows) }

func (m *Market) fetchComponents(ctx context.Context, index Symbol) (list []Symbol, cut bool, err error) {
	err = m.transport.ask(ctx, request{
		path:   "/v10/finance/quoteSummary/" + index.String(),
		query:  url.Values{"modules": {"components"}, "formatted": {"false"}},
		symbol: index.String(),
		crumb:  true,
		read: func(body []byte) error {
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
func readComponents(body []byte) (list []Symbol, cut bool, err error) {
	var answer componentsAnswer
	if err := decode(body, &answer); err != nil {
		return nil, false, err
	}
	if f := faultOf(body); f != nil {
		return nil, false, f.err()
	}
	if answer.Summary == nil {
		return nil, false, &Error{Kind: ErrMalformed, Message: "no quoteSummary in the answer"}
	}
	seen := map[Symbol]bool{}
	for _, result := range answer.Summary.Result {
		if result == nil || result.Components == nil {
			continue
		}
		for _, c := range result.Components.Components {
			name, _ := c.(string)
			s, err := ParseSymbol(name)
			if err != nil || seen[s] {
				continue
			}
			if len(list) == MaxMembers {
				return list, true, nil
			}
			seen[s] = true
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, false, &Error{Kind: ErrNoData, Message: "no members are known"}
	}
	return list, false, nil
}

// readQuotes reads the quotes of want, in its order, and says which are missing.
func (m *Market) readQuotes(body []byte, want []Symbol) (rows []*Ticker, missing []Symbol, err error) {
	var answer struct {
		Quote *struct {
			Result []json.RawMessage `json:"result"`
		} `json:"quoteResponse"`
	}
	if err := decode(body, &answer); err != nil {
		return nil, nil, err
	}
	if f := faultOf(body); f != nil {
		return nil, nil, f.err()
	}
	if answer.Quote == nil {
		return nil, nil, &Error{Kind: ErrMalformed, Message: "no quoteResponse in the answer"}
	}
	found := map[Symbol]*Ticker{}
	for _, raw := range answer.Quote.Result {
		if t := m.tickerOf(raw); t != nil {
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
		return nil, nil, &Error{Kind: ErrMalformed, Message: "no quote of any member in the answer"}
	}
	return rows, missing, nil
}

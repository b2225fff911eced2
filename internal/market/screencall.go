package market

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Screen is a page of the predefined screen name, one of ScreenNames. A page past
// the last is empty and no error. While Yahoo refuses us or is down it is what
// Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Screen(ctx context.Context, name string, query ScreenQuery) (*Screen, error) {
	name, query, err := normalScreen(name, query)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s|%s|%d|%d", name, query.Region, query.Offset, query.Limit)
	return kept(ctx, m, m.depth.screens, key, "", func(ctx context.Context) (*Screen, error) {
		return m.fetchScreen(ctx, name, query)
	})
}

// fetchScreen asks for one page. Yahoo has a screen of its own for each region.
func (m *Market) fetchScreen(ctx context.Context, name string, q ScreenQuery) (screen *Screen, err error) {
	id := name
	if q.Region != "us" {
		id += "_" + q.Region
	}
	err = m.transport.ask(ctx, request{
		path: "/v1/finance/screener/predefined/saved",
		query: url.Values{
			"scrIds": {id}, "count": {strconv.Itoa(q.Limit)}, "start": {strconv.Itoa(q.Offset)},
			"lang": {"en-US"}, "region": {"US"},
		},
		crumb: true,
		read: func(body []byte) error {
			screen, err = m.readScreen(body, q.Limit)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	screen.Name, screen.Region, screen.Offset = name, q.Region, q.Offset
	screen.Origin = m.from("/research-hub/screener/" + name + "/")
	return screen, nil
}

type screenAnswer struct {
	Finance *struct {
		Result []*struct {
			Title       string            `json:"title"`
			Description string            `json:"description"`
			Total       figure            `json:"total"`
			Quotes      []json.RawMessage `json:"quotes"`
		} `json:"result"`
		Error *fault `json:"error"`
	} `json:"finance"`
}

// readScreen skips rows that are no quote.
func (m *Market) readScreen(body []byte, limit int) (*Screen, error) {
	var answer screenAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if f := faultOf(body); f != nil {
		return nil, f.err()
	}
	if answer.Finance == nil || len(answer.Finance.Result) == 0 || answer.Finance.Result[0] == nil {
		return nil, &Error{Kind: ErrMalformed, Message: "no screen in the answer"}
	}
	w := answer.Finance.Result[0]
	s := &Screen{Title: oneLine(w.Title), Description: oneLine(w.Description), Total: w.Total.num(), Rows: []*Ticker{}}
	for _, raw := range w.Quotes {
		if row := m.tickerOf(raw); row != nil && len(s.Rows) < limit {
			s.Rows = append(s.Rows, row)
		}
	}
	if len(w.Quotes) > 0 && len(s.Rows) == 0 {
		return nil, &Error{Kind: ErrMalformed, Message: "no quote in any row of the screen"}
	}
	return s, nil
}

// maxTrends is the most symbols that are asked for.
const maxTrends = 50

// Trending are the symbols that most people look at now in region, one of
// TrendRegions; empty: us. None at all is no error. While Yahoo refuses us or is
// down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Trending(ctx context.Context, region string) (*Trends, error) {
	if region = strings.ToLower(strings.TrimSpace(region)); region == "" {
		region = "us"
	}
	if !slices.Contains(TrendRegions(), region) {
		return nil, fmt.Errorf("%w: region: %.20q: want one of %s", ErrQuery, region, strings.Join(TrendRegions(), ", "))
	}
	return kept(ctx, m, m.depth.trends, region, "", func(ctx context.Context) (*Trends, error) {
		return m.fetchTrends(ctx, region)
	})
}

func (m *Market) fetchTrends(ctx context.Context, region string) (trends *Trends, err error) {
	err = m.transport.ask(ctx, request{
		path:  "/v1/finance/trending/" + strings.ToUpper(region),
		query: url.Values{"count": {strconv.Itoa(maxTrends)}, "lang": {"en-US"}},
		read: func(body []byte) error {
			trends, err = readTrends(body)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	trends.Region, trends.Origin = region, m.from("/markets/stocks/trending/")
	return trends, nil
}

type trendsAnswer struct {
	Finance *struct {
		Result []*struct {
			Quotes []struct {
				Symbol any `json:"symbol"`
			} `json:"quotes"`
		} `json:"result"`
		Error *fault `json:"error"`
	} `json:"finance"`
}

// readTrends skips what could not be asked for.
func readTrends(body []byte) (*Trends, error) {
	var answer trendsAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if f := faultOf(body); f != nil {
		return nil, f.err()
	}
	if answer.Finance == nil || answer.Finance.Result == nil {
		return nil, &Error{Kind: ErrMalformed, Message: "no trends in the answer"}
	}
	t := &Trends{Symbols: []Symbol{}}
	for _, result := range answer.Finance.Result {
		if result == nil {
			continue
		}
		for _, q := range result.Quotes {
			text, _ := q.Symbol.(string)
			if s, err := ParseSymbol(text); err == nil && len(t.Symbols) < maxTrends {
				t.Symbols = append(t.Symbols, s)
			}
		}
	}
	return t, nil
}

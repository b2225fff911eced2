package yahoo

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Screen asks for one page. Yahoo has a screen of its own for each region.
func (y *Source) Screen(ctx context.Context, name string, q market.ScreenQuery) (*market.Screen, error) {
	id := name
	if q.Region != "us" {
		id += "_" + q.Region
	}
	screen, err := ask(ctx, y, client.Request{
		Path: "/v1/finance/screener/predefined/saved",
		Query: url.Values{
			"scrIds": {id}, "count": {strconv.Itoa(q.Limit)}, "start": {strconv.Itoa(q.Offset)},
			"lang": {"en-US"}, "region": {"US"},
		},
		Crumb: true,
	}, func(body []byte) (*market.Screen, error) { return y.readScreen(body, q.Limit) })
	if err != nil {
		return nil, err
	}
	screen.Name, screen.Region, screen.Offset = name, q.Region, q.Offset
	screen.Origin = y.from("/research-hub/screener/" + name + "/")
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
	} `json:"finance"`
}

// readScreen skips rows that are no quote.
func (y *Source) readScreen(body []byte, limit int) (*market.Screen, error) {
	var answer screenAnswer
	if err := unwrap(body, &answer); err != nil {
		return nil, err
	}
	if answer.Finance == nil || len(answer.Finance.Result) == 0 || answer.Finance.Result[0] == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no screen in the answer"}
	}
	w := answer.Finance.Result[0]
	s := &market.Screen{Title: client.Line(w.Title), Description: client.Line(w.Description), Total: w.Total.num(), Rows: []*market.Ticker{}}
	for _, raw := range w.Quotes {
		if row := y.tickerOf(raw); row != nil && len(s.Rows) < limit {
			s.Rows = append(s.Rows, row)
		}
	}
	if len(w.Quotes) > 0 && len(s.Rows) == 0 {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no quote in any row of the screen"}
	}
	return s, nil
}

// maxTrends is the most symbols that are asked for.
const maxTrends = 50

func (y *Source) Trending(ctx context.Context, region string) (*market.Trends, error) {
	trends, err := ask(ctx, y, client.Request{
		Path:  "/v1/finance/trending/" + strings.ToUpper(region),
		Query: url.Values{"count": {strconv.Itoa(maxTrends)}, "lang": {"en-US"}},
	}, func(body []byte) (*market.Trends, error) { return readTrends(body) })
	if err != nil {
		return nil, err
	}
	trends.Region, trends.Origin = region, y.from("/markets/stocks/trending/")
	return trends, nil
}

type trendsAnswer struct {
	Finance *struct {
		Result []*struct {
			Quotes []struct {
				Symbol any `json:"symbol"`
			} `json:"quotes"`
		} `json:"result"`
	} `json:"finance"`
}

// readTrends skips what could not be asked for.
func readTrends(body []byte) (*market.Trends, error) {
	var answer trendsAnswer
	if err := unwrap(body, &answer); err != nil {
		return nil, err
	}
	if answer.Finance == nil || answer.Finance.Result == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no trends in the answer"}
	}
	t := &market.Trends{Symbols: []market.Symbol{}}
	for _, result := range answer.Finance.Result {
		if result == nil {
			continue
		}
		for _, q := range result.Quotes {
			text, _ := q.Symbol.(string)
			if s, err := market.ParseSymbol(text); err == nil && len(t.Symbols) < maxTrends {
				t.Symbols = append(t.Symbols, s)
			}
		}
	}
	return t, nil
}

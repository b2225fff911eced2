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
	return ask(ctx, y, client.Request{
		Path: "/v1/finance/screener/predefined/saved",
		Query: url.Values{
			"scrIds": {id}, "count": {strconv.Itoa(q.Limit)}, "start": {strconv.Itoa(q.Offset)},
			"lang": {"en-US"}, "region": {"US"},
		},
		Crumb: true,
	}, func(answer screenAnswer) (*market.Screen, error) { return y.readScreen(answer, name, q) })
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
func (y *Source) readScreen(answer screenAnswer, name string, q market.ScreenQuery) (*market.Screen, error) {
	if answer.Finance == nil || len(answer.Finance.Result) == 0 || answer.Finance.Result[0] == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no screen in the answer"}
	}
	w := answer.Finance.Result[0]
	s := &market.Screen{
		Name: name, Region: q.Region, Title: client.Line(w.Title), Description: client.Line(w.Description), Total: w.Total.num(), Offset: q.Offset,
		Rows: []*market.Ticker{}, Origin: y.from("/research-hub/screener/" + name + "/"),
	}
	for _, raw := range w.Quotes {
		if row := y.tickerOf(raw); row != nil && len(s.Rows) < q.Limit {
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
	return ask(ctx, y, client.Request{
		Path:  "/v1/finance/trending/" + strings.ToUpper(region),
		Query: url.Values{"count": {strconv.Itoa(maxTrends)}, "lang": {"en-US"}},
	}, func(answer trendsAnswer) (*market.Trends, error) { return y.readTrends(answer, region) })
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
func (y *Source) readTrends(answer trendsAnswer, region string) (*market.Trends, error) {
	if answer.Finance == nil || answer.Finance.Result == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no trends in the answer"}
	}
	t := &market.Trends{Region: region, Symbols: []market.Symbol{}, Origin: y.from("/markets/stocks/trending/")}
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

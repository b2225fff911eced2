package yahoo

import (
	"context"
	"net/url"
	"strconv"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// News asks for all that one question can give, so that the same query with
// another limit is not asked again.
func (y *Source) News(ctx context.Context, query string) (*market.News, error) {
	return ask(ctx, y, client.Request{
		Path: "/v1/finance/search",
		Query: url.Values{
			"q":           {query},
			"quotesCount": {"0"},
			"newsCount":   {strconv.Itoa(market.MaxArticles)},
			"lang":        {"en-US"}, "region": {"US"},
		},
	}, func(answer newsAnswer) (*market.News, error) { return y.readNews(answer, query) })
}

type newsAnswer struct {
	News []struct {
		Title     string `json:"title"`
		Publisher string `json:"publisher"`
		Link      string `json:"link"`
		Time      figure `json:"providerPublishTime"`
		Type      string `json:"type"`
		Symbols   []any  `json:"relatedTickers"`
	} `json:"news"`
}

// readNews skips what has no title or no address.
func (y *Source) readNews(answer newsAnswer, query string) (*market.News, error) {
	if answer.News == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no news in the answer"}
	}
	news := &market.News{Query: query, Articles: []market.Article{}, Origin: y.from("")}
	for _, w := range answer.News {
		a := market.Article{
			Title: client.Line(w.Title), Publisher: client.Line(w.Publisher), Time: w.Time.moment(),
			Link: webLink(w.Link), Video: w.Type == "VIDEO",
		}
		if a.Title == "" || a.Link == "" || len(news.Articles) == market.MaxArticles {
			continue
		}
		a.Symbols = symbolsIn(w.Symbols)
		news.Articles = append(news.Articles, a)
	}
	return news, nil
}

// symbolsIn are the first few of texts that are symbols.
func symbolsIn(texts []any) []market.Symbol {
	const most = 20
	var symbols []market.Symbol
	for _, v := range texts {
		text, _ := v.(string)
		if s, err := market.ParseSymbol(text); err == nil && len(symbols) < most {
			symbols = append(symbols, s)
		}
	}
	return symbols
}

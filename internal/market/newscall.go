package market

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// News is what was written of late about query, a symbol or a few words, at most
// limit articles, 1 to MaxArticles. None at all is no error. While Yahoo refuses
// us or is down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) News(ctx context.Context, query string, limit int) (*News, error) {
	query = strings.TrimSpace(query)
	n := utf8.RuneCountInString(query)
	if !utf8.ValidString(query) || n < 1 || n > maxQuery || strings.ContainsFunc(query, unicode.IsControl) {
		return nil, fmt.Errorf("%w: q: want 1 to %d characters without control characters", ErrQuery, maxQuery)
	}
	if limit < 1 || limit > MaxArticles {
		return nil, fmt.Errorf("%w: limit: %d: want 1 to %d", ErrQuery, limit, MaxArticles)
	}
	news, err := m.newsAbout(ctx, query)
	if err != nil || len(news.Articles) <= limit {
		return news, err
	}
	part := *news
	part.Articles = part.Articles[:limit:limit]
	return &part, nil
}

// newsAbout asks for words as they are, and for a symbol in Yahoo's spelling. Words
// that could be a symbol too, such as inflation US, are words.
func (m *Market) newsAbout(ctx context.Context, query string) (*News, error) {
	ask := func(ctx context.Context, query string) (*News, error) {
		return kept(ctx, m, m.depth.news, strings.ToLower(query), "", func(ctx context.Context) (*News, error) {
			return m.fetchNews(ctx, query)
		})
	}
	symbol, err := ParseSymbol(query)
	if err != nil || strings.ContainsFunc(query, unicode.IsSpace) || strings.EqualFold(symbol.s, query) && !symbol.doubtful() {
		return ask(ctx, query)
	}
	news, err := ask(ctx, symbol.s)
	if err != nil || len(news.Articles) > 0 || !symbol.doubtful() {
		return news, err
	}
	if t, err := m.Quote(ctx, symbol); err == nil && t.Symbol != symbol {
		return ask(ctx, t.Symbol.s)
	}
	return news, nil
}

// fetchNews asks for all that one question can give, so that the same query with
// another limit is not asked again.
func (m *Market) fetchNews(ctx context.Context, query string) (news *News, err error) {
	err = m.transport.ask(ctx, request{
		path: "/v1/finance/search",
		query: url.Values{
			"q":           {query},
			"quotesCount": {"0"},
			"newsCount":   {strconv.Itoa(MaxArticles)},
			"lang":        {"en-US"}, "region": {"US"},
		},
		read: func(body []byte) error {
			news, err = readNews(body)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	news.Query, news.Origin = query, m.from("")
	return news, nil
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
func readNews(body []byte) (*News, error) {
	var answer newsAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if f := faultOf(body); f != nil {
		return nil, f.err()
	}
	if answer.News == nil {
		return nil, &Error{Kind: ErrMalformed, Message: "no news in the answer"}
	}
	news := &News{Articles: []Article{}}
	for _, w := range answer.News {
		a := Article{
			Title: oneLine(w.Title), Publisher: oneLine(w.Publisher), Time: w.Time.moment(),
			Link: webLink(w.Link), Video: w.Type == "VIDEO",
		}
		if a.Title == "" || a.Link == "" || len(news.Articles) == MaxArticles {
			continue
		}
		a.Symbols = symbolsIn(w.Symbols)
		news.Articles = append(news.Articles, a)
	}
	return news, nil
}

// symbolsIn are the first few of texts that are symbols.
func symbolsIn(texts []any) []Symbol {
	const most = 20
	var symbols []Symbol
	for _, v := range texts {
		text, _ := v.(string)
		if s, err := ParseSymbol(text); err == nil && len(symbols) < most {
			symbols = append(symbols, s)
		}
	}
	return symbols
}

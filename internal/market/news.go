package market

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// MaxArticles is the most that one question for news gives.
const MaxArticles = 50

// News is what was written of late about a symbol or a subject. It is immutable:
// callers share it.
type News struct {
	Query    string    `json:"query"`
	Articles []Article `json:"articles"` // in the source's order
	Origin
}

// Article is one piece of news.
type Article struct {
	Title     string    `json:"title"`
	Publisher string    `json:"publisher,omitempty"`
	Time      time.Time `json:"time,omitzero"` // of publication, UTC
	Link      string    `json:"link"`          // http or https
	Video     bool      `json:"video,omitempty"`
	Symbols   []Symbol  `json:"symbols,omitempty"` // that it is about
}

// News is what was written of late about query, a symbol or a few words, at most
// limit articles, 1 to MaxArticles. None at all is no error. While the source refuses
// us or is down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) News(ctx context.Context, query string, limit int) (*News, error) {
	query, err := searched(query, limit, MaxArticles)
	if err != nil {
		return nil, err
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
		return kept(ctx, m, m.caches.news, strings.ToLower(query), "", func(ctx context.Context) (*News, error) {
			return ask(ctx, m, m.roles.news, Symbol{}, func(ctx context.Context, s NewsSource) (*News, error) { return s.News(ctx, query) })
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

package api

import (
	"net/http"

	"quotewire/internal/market"
)

const defaultArticles = 10

type newsData struct {
	Symbol   market.Symbol    `json:"symbol"`
	Articles []market.Article `json:"articles"`
	market.Origin
	aged
}

func (s *Server) news(x *exchange, r *http.Request) error {
	symbol, err := symbolOf(r)
	if err != nil {
		return err
	}
	values, err := parseQuery(r.URL.RawQuery, []string{"limit"})
	if err != nil {
		return err
	}
	limit, err := wholeOf(values, "limit", defaultArticles, 1, market.MaxArticles)
	if err != nil {
		return err
	}
	n, err := s.market.News(r.Context(), symbol.String(), limit)
	if err != nil {
		return noData(err, "there is no news about this symbol", "ask for another symbol")
	}
	if of, err := market.ParseSymbol(n.Query); err == nil {
		symbol = of // the source may know it by another one
	}
	d := newsData{symbol, n.Articles, n.Origin, agedBy(n.Origin)}
	if d.Articles == nil {
		d.Articles = []market.Article{}
	}
	return x.json(http.StatusOK, d)
}

package marketdata

import (
	"net/http"

	"quotewire/internal/api/query"
	"quotewire/internal/market"
)

const defaultArticles = 10

type newsData struct {
	Symbol   market.Symbol    `json:"symbol"`
	Articles []market.Article `json:"articles"`
	market.Origin
	aged
}

// News answers with articles about a symbol.
func (d *Routes) News(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	symbol, err := symbolOf(r)
	if err != nil {
		return nil, err
	}
	q := query.Parse(r.URL.RawQuery, "limit")
	limit := q.Whole("limit", defaultArticles, 1, market.MaxArticles)
	if err := q.Err(); err != nil {
		return nil, err
	}
	n, err := d.Market.News(r.Context(), symbol.String(), limit)
	if err != nil {
		return nil, noData(err, "there is no news about this symbol", "ask for another symbol")
	}
	if of, err := market.ParseSymbol(n.Query); err == nil {
		symbol = of // the source may know it by another one
	}
	news := newsData{symbol, n.Articles, n.Origin, agedBy(n.Origin)}
	if news.Articles == nil {
		news.Articles = []market.Article{}
	}
	return answer(news, n.Origin), nil
}

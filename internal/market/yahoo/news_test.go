package yahoo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/market"
)

func TestNews(t *testing.T) {
	f := newFakeYahoo(t)
	var asked []string
	f.on("/v1/finance/search", func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		fmt.Fprint(w, `{"quotes":[{"symbol":"AAPL"}],"news":[null,{"shouldNot":"exist"},`+
			`{"title":"Script","link":"javascript:alert(1)"},{"title":"Local","link":"file:///etc/passwd"},{"title":"Bare","link":"//example.com/x"},{"title":"User","link":"https://u:p@example.com/"},`+
			`{"title":"  Apple\n rises ","publisher":"Wire","link":"https://example.com/a?b=c","providerPublishTime":1740442800,"type":"VIDEO","relatedTickers":["AAPL",7,"../x","^GSPC"]},`+
			`{"title":"Later","link":"http://example.com/2","providerPublishTime":"soon","relatedTickers":"AAPL"}]}`)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	for _, limit := range []int{2, 50, 1} {
		news, err := m.News(t.Context(), " Apple ", limit)
		if err != nil || len(news.Articles) != min(limit, 2) || news.Query != "Apple" {
			t.Fatalf("News(%d) = %+v, %v", limit, news, err)
		}
		if cap(news.Articles) > limit && len(news.Articles) == limit {
			t.Errorf("News(%d) lets a caller append into what others share", limit)
		}
		a := news.Articles[0]
		if a.Title != "Apple rises" || a.Publisher != "Wire" || a.Link != "https://example.com/a?b=c" || a.Time.Unix() != 1740442800 || !a.Video || !slices.Equal(a.Symbols, []market.Symbol{symbolOf("AAPL"), symbolOf("^GSPC")}) {
			t.Errorf("article = %+v", a)
		}
		if limit > 1 {
			if b := news.Articles[1]; b.Title != "Later" || !b.Time.IsZero() || b.Symbols != nil {
				t.Errorf("article = %+v", b)
			}
		}
	}
	if len(asked) != 1 || !strings.Contains(asked[0], "newsCount=50") || !strings.Contains(asked[0], "quotesCount=0") {
		t.Errorf("asked %q, want once for all limits", asked)
	}
	f.says("/v1/finance/search", http.StatusOK, `{"news":[]}`)
	if news, err := m.News(t.Context(), "nobody", 5); err != nil || news.Articles == nil || len(news.Articles) != 0 {
		t.Errorf("no news = %+v, %v; want none and no error", news, err)
	}
}

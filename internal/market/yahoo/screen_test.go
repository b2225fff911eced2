package yahoo

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"quotewire/internal/market"
)

func TestScreen(t *testing.T) {
	f := newFakeYahoo(t)
	var asked []string
	f.on("/v1/finance/screener/predefined/saved", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, q.Get("scrIds")+" "+q.Get("start")+"+"+q.Get("count")+" "+q.Get("crumb"))
		fmt.Fprint(w, `{"finance":{"result":[{"title":"Day Gainers","description":"The greatest gains.","total":76,"quotes":[null,7,{"symbol":"../x","quoteType":"EQUITY"},{"symbol":"GONE","quoteType":"NONE"},`+
			`{"symbol":"U","quoteType":"EQUITY","currency":"USD","regularMarketPrice":28,"regularMarketChangePercent":30.4145,"ask":0,"marketState":"REGULAR"},`+
			`{"symbol":"V","quoteType":"ETF","regularMarketPrice":{"raw":7.5,"fmt":"7.50"}}]}],"error":null}}`)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	s, err := m.Screen(t.Context(), " Day_Gainers ", market.ScreenQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "day_gainers" || s.Region != "us" || s.Title != "Day Gainers" || s.Total != market.Num(76) || len(s.Rows) != 2 {
		t.Fatalf("screen = %+v", s)
	}
	if u := s.Rows[0]; u.Symbol.String() != "U" || u.Price != market.Num(28) || u.ChangePercent != market.Num(30.4145) || !u.Ask.IsZero() || !u.Volume.IsZero() || u.State != market.StateOpen {
		t.Errorf("row = %+v", u)
	}
	if v := s.Rows[1]; v.Kind != market.KindETF || v.Price != market.Num(7.5) {
		t.Errorf("row = %+v", v)
	}
	if s, err = m.Screen(t.Context(), "most_actives", market.ScreenQuery{Limit: 1, Offset: 5, Region: "DE"}); err != nil || len(s.Rows) != 1 || s.Region != "de" || s.Offset != 5 {
		t.Errorf("page = %+v, %v", s, err)
	}
	if want := []string{"day_gainers 0+25 " + fakeCrumb, "most_actives_de 5+1 " + fakeCrumb}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestScreenPastItsEnd(t *testing.T) {
	f := newFakeYahoo(t)
	f.says("/v1/finance/screener/predefined/saved", 200, `{"finance":{"result":[{"title":"Day Gainers","total":76,"quotes":[]}],"error":null}}`)
	m := newTestMarket(t, options{BaseURL: f.URL})
	if s, err := m.Screen(t.Context(), "day_gainers", market.ScreenQuery{Offset: 100}); err != nil || len(s.Rows) != 0 || s.Total != market.Num(76) {
		t.Errorf("page past the end = %+v, %v", s, err)
	}
}

func TestTrending(t *testing.T) {
	f := newFakeYahoo(t)
	f.says("/v1/finance/trending/GB", 200, `{"finance":{"result":[{"quotes":[{"symbol":"BTC-USD"},{"symbol":7},null,{"symbol":"a/b"},{"symbol":"pltr"}]}],"error":null}}`)
	f.says("/v1/finance/trending/US", 200, `{"finance":{"result":[],"error":null}}`)
	m := newTestMarket(t, options{BaseURL: f.URL})
	if got, err := m.Trending(t.Context(), "gb"); err != nil || got.Region != "gb" || !slices.Equal(got.Symbols, []market.Symbol{symbolOf("BTC-USD"), symbolOf("PLTR")}) {
		t.Errorf("Trending = %+v, %v", got, err)
	}
	if got, err := m.Trending(t.Context(), ""); err != nil || got.Region != "us" || got.Symbols == nil || len(got.Symbols) != 0 {
		t.Errorf("Trending of nothing = %+v, %v", got, err)
	}
}

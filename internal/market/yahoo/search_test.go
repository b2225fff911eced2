package yahoo

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func TestSearch(t *testing.T) {
	f := newFakeYahoo(t)
	var query string
	f.on("/v1/finance/search", func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.Query().Get("q")
		w.Write([]byte(`{"quotes":[{"symbol":"AAPL","longname":"Apple Inc.","quoteType":"EQUITY","exchDisp":"NASDAQ","exchange":"NMS"},` +
			`{"symbol":"not one"},{"shouldNot":"exist"},7,null,{"symbol":"APC.DE","shortname":"APPLE  \n INC","quoteType":"EQUITY","exchange":"GER","longname":{}}],"count":"x"}`))
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	got, err := m.Search(t.Context(), " Apple & Co ", 10)
	if err != nil {
		t.Fatal(err)
	}
	yahoo := market.Origin{Source: "yahoo", Provider: "Yahoo Finance", AsOf: got[0].Origin.AsOf}
	want := []market.Match{{Symbol: sym(t, "AAPL"), Name: "Apple Inc.", Kind: market.KindEquity, Exchange: "NASDAQ", Origin: yahoo}, {Symbol: sym(t, "APC.DE"), Name: "APPLE INC", Kind: market.KindEquity, Exchange: "GER", Origin: yahoo}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(market.Symbol{})); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
	if query != "Apple & Co" {
		t.Errorf("asked for %q", query)
	}
	if got, err := m.Search(t.Context(), "apple & co", 1); err != nil || len(got) != 1 {
		t.Errorf("Search of one = %v, %v", got, err)
	}
	if n := f.count("/v1/finance/search"); n != 1 {
		t.Errorf("%d requests for one text, want 1", n)
	}
}

func TestSearchesThatAreRefused(t *testing.T) {
	m := newTestMarket(t, options{BaseURL: "http://127.0.0.1:1"})
	for _, tt := range []struct {
		query string
		limit int
		word  string
	}{{"", 5, "q:"}, {"  ", 5, "q:"}, {strings.Repeat("x", 101), 5, "100"}, {"a\x00b", 5, "control"}, {"a\nb", 5, "control"}, {"\xff", 5, "q:"}, {"apple", 0, "limit"}, {"apple", 21, "20"}} {
		if _, err := m.Search(t.Context(), tt.query, tt.limit); !errors.Is(err, market.ErrQuery) || !strings.Contains(err.Error(), tt.word) {
			t.Errorf("Search(%.20q, %d): %v, want ErrQuery with %q", tt.query, tt.limit, err, tt.word)
		}
	}
}

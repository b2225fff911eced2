package yahoo

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/market"
)

const membersBody = `{"quoteSummary":{"result":[{"components":{"components":["MMM","AXP",7,"../x","MMM","GONE"],"maxAge":1}}],"error":null}}`

func TestMembers(t *testing.T) {
	f := newFakeYahoo(t)
	f.says("/v10/finance/quoteSummary/^DJI", 200, membersBody)
	var asked []string
	f.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("symbols"))
		fmt.Fprint(w, `{"quoteResponse":{"result":[`+
			`{"symbol":"AXP","quoteType":"EQUITY","currency":"USD","regularMarketPrice":300.5,"regularMarketChangePercent":1.25,"marketState":"REGULAR"},`+
			`{"symbol":"MMM","quoteType":"EQUITY","regularMarketPrice":150},{"symbol":"GONE","quoteType":"NONE"},{"symbol":"ELSE","quoteType":"EQUITY"}],"error":null}}`)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	for range 2 { // the second is served from memory
		got, err := m.Members(t.Context(), symbolOf("^DJI"))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Rows) != 2 || got.Rows[0].Symbol != (symbolOf("MMM")) || got.Rows[1].ChangePercent != market.Num(1.25) || !got.Rows[0].ChangePercent.IsZero() ||
			!slices.Equal(got.Missing, []market.Symbol{symbolOf("GONE")}) || got.Cut || got.AsOf.IsZero() {
			t.Errorf("members = %+v", got)
		}
	}
	if want := []string{"MMM,AXP,GONE"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestMembersAreFew(t *testing.T) {
	names := make([]string, market.MaxMembers+1)
	for i := range names {
		names[i] = `"S` + strconv.Itoa(i) + `"`
	}
	f := newFakeYahoo(t)
	f.says("/v10/finance/quoteSummary/^DJI", 200, `{"quoteSummary":{"result":[{"components":{"components":[`+strings.Join(names, ",")+`]}}]}}`)
	f.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		rows := strings.ReplaceAll(r.URL.Query().Get("symbols"), ",", `","quoteType":"EQUITY"},{"symbol":"`)
		fmt.Fprint(w, `{"quoteResponse":{"result":[{"symbol":"`+rows+`","quoteType":"EQUITY"}],"error":null}}`)
	})
	got, err := newTestMarket(t, options{BaseURL: f.URL}).Members(t.Context(), symbolOf("^DJI"))
	if err != nil || !got.Cut || len(got.Rows) != market.MaxMembers || len(got.Missing) > 0 {
		t.Errorf("members = %+v, %v", got, err)
	}
}

func TestNoMembers(t *testing.T) {
	f := newFakeYahoo(t)
	m := newTestMarket(t, options{BaseURL: f.URL})
	for body, want := range map[string]error{
		`{"quoteSummary":{"result":[{}],"error":null}}`:                               market.ErrNoData,
		`{"quoteSummary":{"result":[{"components":{"components":[]}}],"error":null}}`: market.ErrNoData,
		`{"quoteSummary":{"result":[null],"error":null}}`:                             market.ErrNoData,
		`{}`: market.ErrMalformed,
		`{"quoteSummary":{"result":null,"error":{"code":"Not Found","description":""}}}`: market.ErrUnknownSymbol,
	} {
		f.says("/v10/finance/quoteSummary/^DJI", 200, body)
		if _, err := m.Members(t.Context(), symbolOf("^DJI")); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
	f.says("/v10/finance/quoteSummary/^DJI", 200, membersBody)
	f.says("/v7/finance/quote", 200, `{"quoteResponse":{"result":[],"error":null}}`)
	if _, err := m.Members(t.Context(), symbolOf("^DJI")); !errors.Is(err, market.ErrMalformed) {
		t.Errorf("members without a quote: %v", err)
	}
	if _, err := m.Members(t.Context(), market.Symbol{}); !errors.Is(err, market.ErrSymbol) {
		t.Errorf("no symbol: %v", err)
	}
}

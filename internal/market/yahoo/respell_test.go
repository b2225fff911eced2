package yahoo

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/market"
)

// knowing is a Yahoo that knows some symbols and counts what each was asked for.
type knowing struct {
	*fakeYahoo
	mu    sync.Mutex
	asked []string // symbols, in the order asked for
}

func newKnowing(t testing.TB, symbols ...string) *knowing {
	k := &knowing{fakeYahoo: newFakeYahoo(t)}
	known := func(w http.ResponseWriter, symbol, body, unknown string, status int) {
		k.mu.Lock()
		k.asked = append(k.asked, symbol)
		k.mu.Unlock()
		for _, s := range symbols {
			if s == symbol {
				fmt.Fprint(w, body)
				return
			}
		}
		w.WriteHeader(status)
		fmt.Fprint(w, unknown)
	}
	k.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		s := r.URL.Query().Get("symbols")
		known(w, s, quoteBody(s), `{"quoteResponse":{"result":[],"error":null}}`, 200)
	})
	k.on("/v8/finance/chart", func(w http.ResponseWriter, r *http.Request) {
		s := strings.TrimPrefix(r.URL.Path, "/v8/finance/chart/")
		body := fmt.Sprintf(`{"chart":{"result":[{"meta":{"symbol":%q,"exchangeTimezoneName":"America/New_York","dataGranularity":"1d"},"timestamp":[1739543400],`+
			`"indicators":{"quote":[{"open":[10],"high":[12],"low":[9],"close":[11],"volume":[5]}],"adjclose":[{"adjclose":[11]}]}}],"error":null}}`, s)
		known(w, s, body, `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}`, 404)
	})
	for _, s := range append(symbols, "BRK.B", "VOD.L", "XX.Y", "XX-Y") {
		k.on("/v10/finance/quoteSummary/"+s, func(w http.ResponseWriter, _ *http.Request) {
			known(w, s, fmt.Sprintf(`{"quoteSummary":{"result":[{"price":{"symbol":%q,"longName":"Example"}}],"error":null}}`, s),
				`{"quoteSummary":{"result":null,"error":{"code":"Not Found","description":"No fundamentals data found for any of the summaryTypes=price"}}}`, 404)
		})
		k.on("/v7/finance/options/"+s, func(w http.ResponseWriter, _ *http.Request) {
			body := `{"optionChain":{"result":[{"underlyingSymbol":%q,"expirationDates":[1739577600],"options":[{"expirationDate":1739577600,"calls":[{"contractSymbol":"X","strike":10}],"puts":[]}]}],"error":null}}`
			known(w, s, fmt.Sprintf(body, s), `{"optionChain":{"result":[{"underlyingSymbol":"`+s+`","expirationDates":[],"options":[]}],"error":null}}`, 200)
		})
		k.on("/ws/fundamentals-timeseries/v1/finance/timeseries/"+s, func(w http.ResponseWriter, _ *http.Request) {
			known(w, s, fmt.Sprintf(`{"timeseries":{"result":[{"meta":{"symbol":[%q],"type":["annualTotalRevenue"]},"annualTotalRevenue":[{"asOfDate":"2024-12-31","periodType":"12M","currencyCode":"USD","reportedValue":{"raw":5}}]}],"error":null}}`, s),
				`{"timeseries":{"result":[],"error":null}}`, 200)
		})
	}
	k.on("/v1/finance/search", func(w http.ResponseWriter, r *http.Request) {
		s := r.URL.Query().Get("q")
		known(w, s, `{"news":[{"title":"T","link":"https://example.com/"}]}`, `{"news":[]}`, 200)
	})
	return k
}

// take gives what was asked for since the last call.
func (k *knowing) take() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := strings.Join(k.asked, " ")
	k.asked = nil
	return s
}

// everyQuestion asks each endpoint and gives the symbol that the answer is of.
func everyQuestion(m *market.Market) map[string]func(*testing.T, market.Symbol) (string, error) {
	return map[string]func(*testing.T, market.Symbol) (string, error){
		"quote": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.Quote(t.Context(), s)
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"history": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.History(t.Context(), market.HistoryQuery{Symbol: s, Range: "1mo"})
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"fundamentals": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.Fundamentals(t.Context(), s)
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"statements": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.Statements(t.Context(), s, market.StatementQuery{Kind: market.IncomeStatement})
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"actions": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.Actions(t.Context(), s, market.Date{}, market.Date{})
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"options": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.Options(t.Context(), s, market.Date{})
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
		"totals": func(t *testing.T, s market.Symbol) (string, error) {
			v, err := m.OptionTotals(t.Context(), s)
			if err != nil {
				return "", err
			}
			return v.Symbol.String(), nil
		},
	}
}

// New York's spelling of a class of share leads to Yahoo's in all that can be asked,
// and the answer says which symbol it is of.
func TestUnknownClassIsTriedWithADash(t *testing.T) {
	k := newKnowing(t, "BRK-B")
	m := newTestMarket(t, options{BaseURL: k.URL})
	for name, ask := range everyQuestion(m) {
		if got, err := ask(t, sym(t, "BRK.B")); err != nil || got != "BRK-B" {
			t.Errorf("%s of BRK.B is of %q (%v)", name, got, err)
		}
		k.take()
		if got, err := ask(t, sym(t, "BRK-B")); err != nil || got != "BRK-B" || k.take() != "" {
			t.Errorf("%s of BRK-B is of %q (%v), and was not kept", name, got, err)
		}
	}
	news, err := m.News(t.Context(), "BRK.B", 5)
	if err != nil || news.Query != "BRK-B" || len(news.Articles) != 1 {
		t.Errorf("news %+v (%v)", news, err)
	}
	if news, err = m.News(t.Context(), "inflation US", 5); err != nil || news.Query != "inflation US" {
		t.Errorf("news about words are %+v (%v)", news, err)
	}
}

// A suffix of Yahoo's is never taken for a class, and one that is unknown in both
// spellings stays what was asked for.
func TestKnownSymbolsAreTakenAsTheyAre(t *testing.T) {
	k := newKnowing(t, "VOD.L", "F.F", "X.V", "7203.T", "VOD-L", "F-F", "X-V")
	m := newTestMarket(t, options{BaseURL: k.URL})
	for _, s := range []string{"VOD.L", "F.F", "X.V", "7203.T"} {
		if v, err := m.Quote(t.Context(), sym(t, s)); err != nil || v.Symbol.String() != s || k.take() != s {
			t.Errorf("quote of %s is %+v (%v)", s, v, err)
		}
	}
	k = newKnowing(t)
	m = newTestMarket(t, options{BaseURL: k.URL})
	for name, ask := range everyQuestion(m) {
		_, err := ask(t, sym(t, "XX.Y"))
		e := wantKind(t, err, market.ErrUnknownSymbol)
		if e.Symbol != "XX.Y" && e.Symbol != "" || e.Tried.String() != "XX-Y" {
			t.Errorf("%s: the error is %v, of %q", name, e, e.Symbol)
		}
	}
	k.take()
	for s, want := range map[string]string{"AB.C": "AB.C AB-C", "RDS-A": "RDS-A", "NOSUCH": "NOSUCH", "RCI.B.TO": "RCI.B.TO RCI-B.TO", "BAC.PRL": "BAC.PRL BAC-PL", "REI.UN": "REI.UN REI-UN.TO", "ACHR.WS": "ACHR.WS ACHR-WT", "ABCD.US": "ABCD.US ABCD", "035900.KS": "035900.KS 035900.KQ", "EURUSD": "EURUSD EURUSD=X", "123.X": "123.X"} {
		if _, err := m.Quote(t.Context(), sym(t, s)); err == nil {
			t.Errorf("%s has a quote", s)
		}
		if got := k.take(); got != want {
			t.Errorf("for %s the source was asked for %q, want %q", s, got, want)
		}
	}
}

// Nothing of a symbol that is known is no reason to try another one.
func TestNothingIsNotUnknown(t *testing.T) {
	k := newKnowing(t, "VOD-L")
	k.on("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, quoteBody(r.URL.Query().Get("symbols"))) })
	m := newTestMarket(t, options{BaseURL: k.URL, Timeout: 5 * time.Second})
	_, err := m.Options(t.Context(), sym(t, "VOD.L"), market.Date{})
	if e := wantKind(t, err, market.ErrNoData); e.Tried != (market.Symbol{}) || k.take() != "VOD.L" {
		t.Errorf("the error is %v", err)
	}
}

// An ampersand is a part of the symbol, in a path and in a query.
func TestAmpersandIsSentAsOne(t *testing.T) {
	k := newKnowing(t, "M&M.NS")
	m := newTestMarket(t, options{BaseURL: k.URL})
	for name, ask := range everyQuestion(m) {
		if got, err := ask(t, sym(t, "m&m.ns")); err != nil || got != "M&M.NS" {
			t.Errorf("%s is of %q (%v)", name, got, err)
		}
	}
	if n, err := m.News(t.Context(), "NSE:M&M", 5); err != nil || n.Query != "M&M.NS" || len(n.Articles) != 1 {
		t.Errorf("news %+v (%v)", n, err)
	}
}

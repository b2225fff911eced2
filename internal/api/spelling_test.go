package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
)

// yahooOf is a Yahoo on a real socket that knows the quotes and bars of some symbols.
func yahooOf(t *testing.T, symbols ...string) *market.Market {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "A3", Value: "cookie", Path: "/"})
		w.WriteHeader(http.StatusNotFound)
	})
	mux.HandleFunc("/v1/test/getcrumb", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "crumb") })
	mux.HandleFunc("/v7/finance/quote", func(w http.ResponseWriter, r *http.Request) {
		s := r.URL.Query().Get("symbols")
		if !slices.Contains(symbols, s) {
			fmt.Fprint(w, `{"quoteResponse":{"result":[],"error":null}}`)
			return
		}
		fmt.Fprintf(w, `{"quoteResponse":{"result":[{"quoteType":"EQUITY","symbol":%q,"currency":"INR","regularMarketPrice":3100}],"error":null}}`, s)
	})
	mux.HandleFunc("/v8/finance/chart/", func(w http.ResponseWriter, r *http.Request) {
		s := strings.TrimPrefix(r.URL.Path, "/v8/finance/chart/")
		if !slices.Contains(symbols, s) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}`)
			return
		}
		fmt.Fprintf(w, `{"chart":{"result":[{"meta":{"symbol":%q,"dataGranularity":"1d"},"timestamp":[1739543400],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1]}]}}],"error":null}}`, s)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	source, err := yahoo.New(yahoo.Options{Client: client.Options{BaseURL: server.URL}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := market.New(market.Options{Sources: []market.Source{source}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// A symbol may be written as people do: the answer is of Yahoo's and says so.
func TestSymbolsAsPeopleWriteThem(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market = yahooOf(t, "M&M.NS", "BRK-B", "AAPL", "EURUSD=X") })
	for path, want := range map[string]string{
		"/api/quotes/M%26M.NS":      "M&M.NS ",
		"/api/quotes/M&M.NS":        "M&M.NS ",
		"/api/quotes/NSE:m%26m":     "M&M.NS ",
		"/api/history/M%26M.NS":     "M&M.NS ",
		"/api/quotes/BRK.B":         "BRK-B BRK.B",
		"/api/quotes/brk%2Fb":       "BRK-B ",
		"/api/quotes/AAPL%20US":     "AAPL ",
		"/api/quotes/%C2%A0$aapl":   "AAPL ",
		"/api/quotes/EUR%2FUSD":     "EURUSD=X ",
		"/api/history/BRK.B":        "BRK-B ",
		"/api/quotes/NASDAQ:AAPL":   "AAPL ",
		"/api/quotes/EURUSD":        "EURUSD=X EURUSD",
		"/api/history/NYSE%3ABRK.B": "BRK-B ",
	} {
		got := body(t, w.do(t, t.Context(), http.MethodGet, path, "", nil))
		var d struct{ Symbol, Asked string }
		if err := json.Unmarshal([]byte(got), &d); err != nil || d.Symbol+" "+d.Asked != want {
			t.Errorf("%s: %s (%v), want it to be of %s", path, got, err, want)
		}
	}
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=M%26M.NS,nse:m%26m,BRK.B,NOSUCH", "", nil))
	var list struct {
		Quotes []struct{ Symbol, Asked string }
	}
	if err := json.Unmarshal([]byte(got), &list); err != nil || fmt.Sprint(list.Quotes) != "[{M&M.NS } {BRK-B BRK.B} {NOSUCH }]" {
		t.Errorf("several: %s (%v)", got, err)
	}
	resp := w.do(t, t.Context(), http.MethodGet, "/api/history/M%26M.NS?format=csv", "", nil)
	if text := body(t, resp); resp.StatusCode != http.StatusOK || !strings.Contains(text, "2025-02-14,1") {
		t.Errorf("CSV of M&M.NS: %d %s", resp.StatusCode, text)
	}
	for path, want := range map[string]string{
		"/api/quotes/XX.Y":               "it does not know XX-Y either",
		"/api/quotes/EURONEXT:MC":        "send one of MC.PA, MC.AS, MC.BR, MC.LS",
		"/api/quotes?symbols=NSE:M_M":    "send one of M&M.NS, M-M.NS",
		"/api/quotes/AAPL%26crumb%3Dx":   "it cannot be a symbol",
		"/api/quotes/..%2F..%2Fv7":       "it cannot be a symbol",
		"/api/quotes/AAPL%26crumb=x.NS":  "it cannot be a symbol",
		"/api/quotes/AAPL%3Fx":           "it cannot be a symbol",
		"/api/quotes/%D0%90APL":          "it cannot be a symbol",
		"/api/quotes/NOWHERE:AAPL":       "M&M.NS",
		"/api/quotes/AA%0D%0APL%20US":    "it cannot be a symbol",
		"/api/quotes/A%E2%80%8BAPL%20US": "it cannot be a symbol",
	} {
		got := body(t, w.do(t, t.Context(), http.MethodGet, path, "", nil))
		var d struct{ Error fault.Data }
		if err := json.Unmarshal([]byte(got), &d); err != nil || !strings.Contains(d.Error.Message+" "+d.Error.Fix, want) {
			t.Errorf("%s: %s (%v), want %q", path, got, err, want)
		}
	}
}

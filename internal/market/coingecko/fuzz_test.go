package coingecko

import (
	"math"
	"net/http"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// Whatever comes, no figure is made up of it, and none is infinite.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{bitcoin, `{"id":"bitcoin","market_data":{"current_price":{"usd":5}}}`, `{}`, `null`, `{"bitcoin":{"usd":1e308,"usd_24h_change":-99.99999999999999}}`} {
		f.Add(seed)
	}
	var body string
	e := markettest.Serve(f, func(*http.Request) (int, string) { return http.StatusOK, body })
	symbol := markettest.Symbols(f, "BTC-USD")[0]
	day := markettest.Date(f, "2026-02-01")
	f.Fuzz(func(t *testing.T, says string) {
		body = says
		s := open(t, e.URL, noon())
		if all, errs := s.Quotes(t.Context(), []market.Symbol{symbol}); errs[0] == nil {
			if p, ok := all[0].Price.Get(); !ok || p <= 0 || math.IsInf(p, 0) {
				t.Errorf("price %v of %q", p, says)
			}
		}
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol, From: day, To: day, Interval: market.Day})
		if err == nil && (len(h.Bars) != 1 || h.Bars[0].Close <= 0 || math.IsInf(h.Bars[0].Volume, 0)) {
			t.Errorf("%+v of %q", h.Bars, says)
		}
	})
}

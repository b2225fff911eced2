package binance

import (
	"math"
	"net/http"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// Whatever comes, no figure is made up of it, and none is infinite.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{tickers, `[[1772582400000,"1","4","2","3","5",1,"9"]]`, `{"code":-1121}`, `null`, `[{"symbol":"BTCUSDT","lastPrice":1e308,"openPrice":1e-308}]`} {
		f.Add(seed)
	}
	var body string
	e := markettest.Serve(f, func(*http.Request) (int, string) { return http.StatusOK, body })
	symbol := markettest.Symbols(f, "BTC-USD")[0]
	f.Fuzz(func(t *testing.T, says string) {
		body = says
		s := open(t, e.URL, noon())
		if all, errs := s.Quotes(t.Context(), []market.Symbol{symbol}); errs[0] == nil {
			if p, ok := all[0].Price.Get(); !ok || p <= 0 || math.IsInf(p, 0) || all[0].Currency != "USDT" {
				t.Errorf("price %v of %q", p, says)
			}
		}
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "1mo", Interval: market.Day})
		if err != nil {
			return
		}
		for _, b := range h.Bars {
			if b.Close <= 0 || math.IsInf(b.High, 0) || math.IsNaN(b.Low) {
				t.Errorf("bar %+v of %q", b, says)
			}
		}
	})
}

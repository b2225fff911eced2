package kraken

import (
	"math"
	"testing"

	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
)

// Whatever comes, no figure is made up of it, and none is infinite.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{pairs, `{"error":[],"result":{"BTC/USD":[[1772582400,"1","2","0.5","1.5","1.25","4",9]],"last":1}}`, `{"error":["EQuery:Unknown asset pair"]}`, `null`, `{"error":[],"result":{"BTC/USD":{"c":["1e308"],"a":["1"],"b":["1"]}}}`} {
		f.Add(seed)
	}
	e := markettest.Serve(f, says(map[string]string{}))
	s, err := New(httpsource.Options{BaseURL: e.URL, Now: wednesday})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	symbol := markettest.Symbols(f, "BTC-USD")[0]
	f.Fuzz(func(t *testing.T, body string) {
		var w map[string]*wireTicker
		if httpsource.JSON([]byte(body), &w) == nil {
			for _, row := range w {
				if q, err := s.ticker(symbol, row); err == nil {
					if p, ok := q.Price.Get(); !ok || p <= 0 || math.IsInf(p, 0) {
						t.Errorf("price %v of %q", p, body)
					}
				}
			}
		}
		rows, err := readRows([]byte(body), "BTC/USD", true)
		if err != nil {
			return
		}
		for _, r := range rows {
			if v, ok := r.Volume.Get(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("volume %v of %q", v, body)
			}
		}
	})
}

package yahoo

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// fuzzed is a Market whose Yahoo answers body.
func fuzzed(t *testing.T, body []byte) *market.Market {
	return newTestMarket(t, options{
		Now: func() time.Time { return time.Unix(1740061800, 0) },
		RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
			if resp := credentials(r); resp != nil {
				return resp, nil
			}
			return answer(r, http.StatusOK, string(body)), nil
		}),
	})
}

// typed checks that a failure is of a kind that callers know, and no panic.
func typed(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*market.Error](err)
	if !ok && !errors.Is(err, market.ErrQuery) || ok && len(e.Error()) > 2000 {
		t.Errorf("error without a kind, or without end: %v", err)
	}
	if ok && errors.Is(err, market.ErrUnavailable) && e.Err != nil {
		t.Errorf("the answer made us fail: %v", err)
	}
}

func FuzzQuoteBody(f *testing.F) {
	f.Add([]byte(quoteBody("A")))
	f.Add([]byte(`{"quoteResponse":{"result":[{"symbol":"A","quoteType":"EQUITY","regularMarketVolume":1e300,"marketCap":1.5,"bid":{"raw":1}}]}}`))
	f.Add([]byte(`{"quoteResponse":{"result":[null,{"symbol":"A","quoteType":"NONE"}],"error":{"code":"x"}}}`))
	f.Add([]byte("Too Many Requests"))
	f.Fuzz(func(t *testing.T, body []byte) {
		q, err := fuzzed(t, body).Quote(t.Context(), symbolOf("A"))
		if err != nil {
			typed(t, err)
			return
		}
		if _, err := json.Marshal(q); err != nil {
			t.Errorf("ticker is not JSON: %v", err)
		}
	})
}

func FuzzChartBody(f *testing.F) {
	f.Add([]byte(chartBody))
	f.Add([]byte(`{"chart":{"result":[{"meta":{},"timestamp":[1,2,null],"indicators":{"quote":[{"open":[1,null],"high":[1],"low":[],"close":[1e308,2],"volume":[1e30]}],"adjclose":[{}]}}]}}`))
	f.Add([]byte(`{"chart":{"result":[{"meta":{"exchangeTimezoneName":"../x","gmtoffset":1e9,"dataGranularity":"1wk"},"timestamp":[1,2],"indicators":{"quote":[{"open":[1,2],"high":[1,2],"low":[1,2],"close":[1,2]}]}}]}}`))
	f.Add([]byte(`{"chart":{"result":[{"meta":{"currency":"GBp","regularMarketPrice":600,"regularMarketTime":1740061800},"timestamp":[1739500200,1739586600,1740061800],"indicators":{"quote":[{"open":[1,0,600],"high":[1,0,600],"low":[1,-1,600],"close":[1,600,600]}]},` +
		`"events":{"splits":{"a":{"date":1739586600,"numerator":1e308,"denominator":1e-300}},"dividends":{"b":{"date":1739586600,"amount":0.1}}}}]}}`))
	f.Add([]byte(`{"chart":{"result":null,"error":{"code":"Not Found"}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		h, err := fuzzed(t, body).History(t.Context(), market.HistoryQuery{Symbol: symbolOf("AAPL"), Range: "max"})
		if err != nil {
			typed(t, err)
			return
		}
		if len(h.Doubts) > bars.MaxDoubts {
			t.Errorf("%d doubts", len(h.Doubts))
		}
		for i, b := range h.Bars {
			if b.Close == 0 || b.AdjClose == 0 {
				t.Errorf("bar %d is without a close: %+v", i, b)
			}
			for _, v := range []float64{b.Open, b.High, b.Low, b.Close, b.AdjClose, b.Volume} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("bar %d = %+v", i, b)
				}
			}
			if i > 0 && b.Time <= h.Bars[i-1].Time {
				t.Errorf("bar %d is out of order", i)
			}
		}
	})
}

func FuzzSearchBody(f *testing.F) {
	f.Add([]byte(`{"quotes":[{"symbol":"AAPL","longname":"Apple"},{"shouldNot":"exist"},null,7]}`))
	f.Add([]byte(`{"quotes":{}}`))
	f.Add([]byte(`{"finance":{"error":{"code":"x","description":"too many requests"}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		matches, err := fuzzed(t, body).Search(t.Context(), "apple", market.MaxMatches)
		if err != nil {
			typed(t, err)
			return
		}
		for _, m := range matches {
			if _, err := market.ParseSymbol(m.Symbol.String()); err != nil {
				t.Errorf("match without a symbol: %+v", m)
			}
		}
	})
}

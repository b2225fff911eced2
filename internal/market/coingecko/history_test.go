package coingecko

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// What it says of a date is of its first moment, and so the close of the day before.
func TestHistory(t *testing.T) {
	s := markettest.Serve(t, func(*http.Request) (int, string) {
		return 200, `{"id":"bitcoin","symbol":"btc","name":"Bitcoin","market_data":{"current_price":{"usd":60000.5,"eur":52000},"market_cap":{"usd":1},"total_volume":{"usd":7000}}}`
	})
	q := market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], From: markettest.Date(t, "2026-02-28"), To: markettest.Date(t, "2026-02-28"), Interval: market.Day}
	h, err := open(t, s.URL, noon()).History(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Bar{{Time: q.From.In(time.UTC).Unix(), Close: 60000.5, AdjClose: 60000.5, Volume: 7000}}
	if diff := cmp.Diff(want, h.Bars); diff != "" || h.Name != "Bitcoin" || h.Open || h.Partial != 1 || h.Currency != "USD" {
		t.Errorf("%+v (-want +got):\n%s", h, diff)
	}
	if s.Asked()[0].Path != "/api/v3/coins/bitcoin/history" || s.Asked()[0].Query().Get("date") != "01-03-2026" {
		t.Errorf("asked for %s", s.Asked()[0])
	}
	q.Symbol = markettest.Symbols(t, "BTC-EUR")[0]
	if h, err := open(t, s.URL, noon()).History(t.Context(), q); err != nil || h.Bars[0].Close != 52000 || h.Bars[0].Volume != -1 || h.Currency != "EUR" {
		t.Errorf("in euros: %+v, %v", h, err)
	}
}

// Days that it does not have are not asked for: older ones would count as a refusal.
func TestHistoryThatItHasNot(t *testing.T) {
	s := markettest.Serve(t, func(*http.Request) (int, string) { return 200, "{}" })
	source := open(t, s.URL, noon())
	btc := markettest.Symbols(t, "BTC-USD")[0]
	for name, q := range map[string]market.HistoryQuery{
		"a range": {Range: "1mo", Interval: market.Day}, "two days": {From: markettest.Date(t, "2026-02-01"), To: markettest.Date(t, "2026-02-02"), Interval: market.Day}, "today": {From: markettest.Date(t, "2026-03-04"), To: markettest.Date(t, "2026-03-04"), Interval: market.Day},
		"hours": {From: markettest.Date(t, "2026-02-01"), To: markettest.Date(t, "2026-02-01"), Interval: market.Hour}, "a year and more": {From: markettest.Date(t, "2025-03-02"), To: markettest.Date(t, "2025-03-02"), Interval: market.Day},
	} {
		q.Symbol = btc
		if _, err := source.History(t.Context(), q); !errors.Is(err, market.ErrNoData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"AAPL", "EURUSD=X", "NOSUCH-USD", "JPY=X"} {
		if source.Covers(markettest.Symbols(t, text)[0]) {
			t.Errorf("covers %s", text)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := source.Quotes(gone, []market.Symbol{btc}); !errors.Is(errs[0], context.Canceled) {
		t.Errorf("who left: %v", errs[0])
	}
	if len(s.Asked()) != 0 {
		t.Errorf("asked %v", s.Asked())
	}
	for body, want := range map[string]error{
		`{"id":"bitcoin","symbol":"btc","name":"Bitcoin"}`: market.ErrNoData, `{"id":"ethereum","market_data":{"current_price":{"usd":5}}}`: market.ErrUnknownSymbol,
		`{"id":"bitcoin","market_data":{"current_price":{"eur":5}}}`: market.ErrNoData, `[]`: market.ErrMalformed, `null`: market.ErrUnknownSymbol,
	} {
		s := markettest.Serve(t, func(*http.Request) (int, string) { return 200, body })
		if _, err := open(t, s.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: btc, From: markettest.Date(t, "2026-02-01"), To: markettest.Date(t, "2026-02-01"), Interval: market.Day}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
}

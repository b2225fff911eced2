package coinbase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// candles answers with all bars of a time, as Coinbase does: newest first, both ends, none
// of when nobody traded, some of before; more than 300 it refuses.
func candles(t *testing.T, quiet time.Time) func(r *http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		var seconds int64
		if _, err := fmt.Sscan(r.FormValue("granularity"), &seconds); err != nil {
			t.Error(err)
		}
		from, err := time.Parse(time.RFC3339, r.FormValue("start"))
		to, fault := time.Parse(time.RFC3339, r.FormValue("end"))
		if err != nil || fault != nil || (to.Unix()-from.Unix())/seconds+1 > 300 {
			return http.StatusBadRequest, `{"message":"granularity too small for the requested time range. Count of aggregations requested exceeds 300"}`
		}
		rows := [][]float64{}
		for at := to.Unix() / seconds * seconds; at >= from.Unix()-seconds; at -= seconds {
			if at != quiet.Unix() {
				rows = append(rows, []float64{float64(at), 1, 4, 2, 3, 5})
			}
		}
		body, err := json.Marshal(rows)
		if err != nil {
			t.Error(err)
		}
		return http.StatusOK, string(body)
	}
}

// A long period takes several requests, whose bars join without one twice; a gap stays.
func TestHistory(t *testing.T) {
	quiet := noon().Truncate(24*time.Hour).AddDate(0, 0, -500)
	e := markettest.Serve(t, candles(t, quiet))
	h, err := open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-EUR")[0], Range: "2y", Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	// 2024-03-04 to 2026-03-04, both inclusive.
	if len(h.Bars) != 730 || len(e.Asked()) != 3 || !h.Open || h.Currency != "EUR" || h.ExchangeName != "Coinbase" {
		t.Errorf("%d bars of %d requests: %+v", len(h.Bars), len(e.Asked()), h.Origin)
	}
	if first := h.DayOf(h.Bars[0]).String(); first != "2024-03-04" {
		t.Errorf("from %s", first)
	}
	for i, b := range h.Bars {
		if want := (market.Bar{Time: b.Time, Open: 2, High: 4, Low: 1, Close: 3, AdjClose: 3, Volume: -1}); b != want || i > 0 && b.Time <= h.Bars[i-1].Time || b.Time == quiet.Unix() {
			t.Errorf("bar %d: %+v", i, b)
		}
	}
	h, err = open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-EUR")[0], From: markettest.Date(t, "2026-03-01"), To: markettest.Date(t, "2026-03-02"), Interval: market.Minutes5})
	if err != nil || len(h.Bars) != 2*288 || h.Open {
		t.Errorf("%v", err)
	}
}

// What it does not have is not asked for, or it would be asked hundreds of times.
func TestHistoryThatItHasNot(t *testing.T) {
	e := markettest.Serve(t, func(*http.Request) (int, string) { return 200, "[]" })
	s := open(t, e.URL, noon())
	for name, q := range map[string]market.HistoryQuery{
		"half hours": {Range: "1d", Interval: market.Minutes30}, "too many minutes": {Range: "1mo", Interval: market.Minute}, "all hours": {Range: "max", Interval: market.Hour},
	} {
		q.Symbol = markettest.Symbols(t, "BTC-USD")[0]
		if _, err := s.History(t.Context(), q); !errors.Is(err, market.ErrNoData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"AAPL", "EURUSD=X", "BNB-USD", "BTC-JPY"} {
		q := market.HistoryQuery{Symbol: markettest.Symbols(t, text)[0], Range: "1mo", Interval: market.Day}
		if _, err := s.History(t.Context(), q); s.Covers(q.Symbol) || !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if len(e.Asked()) != 0 {
		t.Errorf("asked %v", e.Asked())
	}
	if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no bars: %v", err)
	}
	e.Say(func(*http.Request) (int, string) { return 200, `[[1772582400,1,2]]` })
	if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrMalformed) {
		t.Errorf("short rows: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := s.Quotes(gone, markettest.Symbols(t, "BTC-USD")); !errors.Is(errs[0], context.Canceled) {
		t.Errorf("who left: %v", errs[0])
	}
}

package binance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// klines answers with all bars from a moment to another, a thousand at most, of a coin
// that was first traded on a day.
func klines(t *testing.T, first time.Time) func(r *http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		step := map[string]int64{"1d": 86400000, "1h": 3600000}[r.FormValue("interval")]
		var from, to, limit int64
		if _, err := fmt.Sscan(r.FormValue("startTime")+" "+r.FormValue("endTime")+" "+r.FormValue("limit"), &from, &to, &limit); err != nil || limit > 1000 || step == 0 {
			t.Errorf("%s: %v", r.URL, err)
		}
		rows := [][]any{}
		for at := max((from+step-1)/step*step, first.UnixMilli()); at <= to && int64(len(rows)) < limit; at += step {
			rows = append(rows, []any{at, "2.0", "4.0", "1.0", "3.0", "5.0", at + step - 1, "15.0", 7, "0", "0", "0"})
		}
		body, err := json.Marshal(rows)
		if err != nil {
			t.Error(err)
		}
		return http.StatusOK, string(body)
	}
}

func TestHistory(t *testing.T) {
	first := time.Date(2020, 8, 11, 0, 0, 0, 0, time.UTC)
	e := markettest.Serve(t, klines(t, first))
	sol := markettest.Symbols(t, "SOL-USD")[0]
	h, err := open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: sol, Range: "max", Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	days := int(noon().Truncate(24*time.Hour).Sub(first)/(24*time.Hour)) + 1
	if len(h.Bars) != days || len(e.Asked()) != 3 || !h.Open || h.Currency != "USDT" || h.DayOf(h.Bars[0]) != market.DateOf(first) {
		t.Errorf("%d bars of %d in %d requests: %s", len(h.Bars), days, len(e.Asked()), h.Currency)
	}
	for i, b := range h.Bars {
		if want := (market.Bar{Time: b.Time, Open: 2, High: 4, Low: 1, Close: 3, AdjClose: 3, Volume: 15}); b != want || i > 0 && b.Time != h.Bars[i-1].Time+86400 {
			t.Fatalf("bar %d: %+v", i, b)
		}
	}
	h, err = open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: sol, From: markettest.Date(t, "2026-01-01"), To: markettest.Date(t, "2026-01-31"), Interval: market.Month})
	if err != nil || len(h.Bars) != 1 || h.Bars[0].Volume != 15*31 || h.Open {
		t.Errorf("%+v, %v", h, err)
	}
	if _, err := open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: sol, Range: "1y", Interval: market.Minute}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("half a million bars: %v", err)
	}
}

// Bars that go round in a circle end, and what is not covered is not asked for.
func TestHistoryRefused(t *testing.T) {
	row := `[1772582400000,"1","1","1","1","1",1772668799999,"1",1,"0","0","0"]`
	e := markettest.Serve(t, func(*http.Request) (int, string) { return 200, "[" + strings.Repeat(row+",", 999) + row + "]" })
	btc := markettest.Symbols(t, "BTC-USD")[0]
	s := open(t, e.URL, noon())
	if h, err := s.History(t.Context(), market.HistoryQuery{Symbol: btc, Range: "max", Interval: market.Day}); err == nil && len(h.Bars) != 1 || len(e.Asked()) > 3 {
		t.Errorf("%d requests, %v", len(e.Asked()), err)
	}
	for body, want := range map[string]error{`[[1,"2"]]`: market.ErrMalformed, `[]`: market.ErrNoData, `{}`: market.ErrMalformed} {
		e := markettest.Serve(t, func(*http.Request) (int, string) { return 200, body })
		if _, err := open(t, e.URL, noon()).History(t.Context(), market.HistoryQuery{Symbol: btc, Range: "1mo", Interval: market.Day}); !errors.Is(err, want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	n := len(e.Asked())
	for _, text := range []string{"AAPL", "EURUSD=X", "BTC-EUR", "XMR-USD"} {
		q := market.HistoryQuery{Symbol: markettest.Symbols(t, text)[0], Range: "1mo", Interval: market.Day}
		if _, err := s.History(t.Context(), q); s.Covers(q.Symbol) || !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, err)
		}
		if _, errs := s.Quotes(t.Context(), []market.Symbol{q.Symbol}); errs[0] == nil {
			t.Errorf("%s: a quote", text)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := s.Quotes(gone, []market.Symbol{btc}); !errors.Is(errs[0], context.Canceled) || len(e.Asked()) != n {
		t.Errorf("who left: %v", errs[0])
	}
}

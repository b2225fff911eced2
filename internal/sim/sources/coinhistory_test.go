package sources_test

import (
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
	"quotewire/internal/sim/sources/sourcetest"
)

func date(y int, m time.Month, d int) market.Date { return market.Date{Year: y, Month: m, Day: d} }

// Days, weeks and months are those that Yahoo has, and bars of some minutes too.
func TestCoinsHaveTheSameHistory(t *testing.T) {
	now := time.Date(2025, 11, 22, 16, 7, 31, 0, time.UTC)
	for name, c := range coinSources() {
		if c.noDay {
			continue
		}
		for _, q := range []market.HistoryQuery{
			{Range: "3mo", Interval: market.Day}, {From: date(2024, 12, 25), To: date(2025, 11, 22), Interval: market.Week}, {From: date(2025, 9, 1), To: date(2025, 10, 31), Interval: market.Month}, {Range: "1d", Interval: market.Minutes5},
		} {
			q.Symbol = markettest.Symbols(t, c.symbols[0])[0]
			s, _ := openCoins(t, name, now)
			h, err := s.History(t.Context(), q)
			w, fault := sourcetest.Yahoo(t, now).History(t.Context(), q)
			if err != nil || fault != nil {
				t.Errorf("%s, %+v: %v, %v", name, q, err, fault)
				continue
			}
			if len(h.Bars) != len(w.Bars) || h.Open != w.Open {
				t.Errorf("%s, %s: %d bars, open: %v; Yahoo has %d, %v", name, q.Interval, len(h.Bars), h.Open, len(w.Bars), w.Open)
				continue
			}
			for i, b := range h.Bars {
				// Yahoo's last bar begins when it was last traded.
				last := i == len(h.Bars)-1 && h.DayOf(b) == w.DayOf(w.Bars[i])
				if b.Time != w.Bars[i].Time && !last || !near(market.Num(b.Close), market.Num(w.Bars[i].Close*c.factor)) || !near(market.Num(b.High), market.Num(w.Bars[i].High*c.factor)) || !near(market.Num(b.Open), market.Num(w.Bars[i].Open*c.factor)) {
					t.Errorf("%s, %s: bar %+v, Yahoo has %+v", name, q.Interval, b, w.Bars[i])
				}
			}
		}
	}
	s, _ := openCoins(t, "coingecko", now)
	day := date(2025, 11, 10)
	q := market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], From: day, To: day, Interval: market.Day}
	h, err := s.History(t.Context(), q)
	w, fault := sourcetest.Yahoo(t, now).History(t.Context(), q)
	if err != nil || fault != nil || h.Bars[0].Time != w.Bars[0].Time || !near(market.Num(h.Bars[0].Close), market.Num(w.Bars[0].Close)) {
		t.Errorf("%+v, %v; Yahoo has %+v, %v", h, err, w, fault)
	}
}

package yahoo

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// dailyChart is a chart of an instrument of a kind at a place, of rows of open,
// high, low, close and volume at times of that place.
func dailyChart(t testing.TB, kind, place, interval string, rows ...string) string {
	t.Helper()
	loc := zone(place, 0)
	columns := map[string][]string{}
	for _, row := range rows {
		day, cells, _ := strings.Cut(row, "|")
		at, err := time.ParseInLocation("2006-01-02 15:04:05", strings.TrimSpace(day), loc)
		if err != nil {
			t.Fatal(err)
		}
		columns["time"] = append(columns["time"], fmt.Sprint(at.Unix()))
		for i, cell := range strings.Fields(cells) {
			name := []string{"open", "high", "low", "close", "volume"}[i]
			columns[name] = append(columns[name], cell)
		}
	}
	list := func(name string) string { return "[" + strings.Join(columns[name], ",") + "]" }
	return fmt.Sprintf(`{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","instrumentType":%q,"exchangeTimezoneName":%q,"dataGranularity":%q},"timestamp":%s,`+
		`"indicators":{"quote":[{"open":%s,"high":%s,"low":%s,"close":%s,"volume":%s}]}}],"error":null}}`,
		kind, place, interval, list("time"), list("open"), list("high"), list("low"), list("close"), list("volume"))
}

func TestPricesThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		name, kind, row string
		want            market.Bar // of the second day; no close: it is left out
		partial, doubts int
	}{
		{"whole", "EQUITY", "10 11 9 10.5 5", market.Bar{Open: 10, High: 11, Low: 9, Close: 10.5}, 0, 0},
		{"low of zero", "EQUITY", "10 11 0 10.5 5", market.Bar{Open: 10, High: 11, Close: 10.5}, 1, 0},
		{"open of zero", "ETF", "0 11 9 10.5 5", market.Bar{High: 11, Low: 9, Close: 10.5}, 1, 0},
		{"no high", "EQUITY", "10 null 9 10.5 5", market.Bar{Open: 10, Low: 9, Close: 10.5}, 1, 0},
		{"a close alone", "MUTUALFUND", "0 0 0 10.5 0", market.Bar{Close: 10.5}, 1, 0},
		{"close of zero", "EQUITY", "10 11 9 0 5", market.Bar{}, 0, 0},
		{"no close", "EQUITY", "10 11 9 null 5", market.Bar{}, 0, 0},
		{"low under zero", "EQUITY", "10 11 -9 10.5 5", market.Bar{Open: 10, High: 11, Close: 10.5}, 1, 1},
		{"close under zero", "CRYPTOCURRENCY", "10 11 9 -10.5 5", market.Bar{}, 0, 1},
		{"index under zero", "INDEX", "10 11 -9 10.5 5", market.Bar{Open: 10, High: 11, Close: 10.5}, 1, 1},
		{"yield under zero", "INDEX", "0.01 0.02 -0.06 -0.05 0", market.Bar{Open: 0.01, High: 0.02, Low: -0.06, Close: -0.05}, 0, 0},
		{"future under zero", "FUTURE", "17.73 17.85 -40.32 -37.63 5", market.Bar{Open: 17.73, High: 17.85, Low: -40.32, Close: -37.63}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first := "2025-02-13 09:30:00 | 10 11 9 10.5 5"
			if strings.HasPrefix(tt.name, "yield") {
				first = "2025-02-13 09:30:00 | 0.02 0.03 0.01 0.02 0"
			}
			body := dailyChart(t, tt.kind, "America/New_York", "1d", first, "2025-02-14 09:30:00 | "+tt.row)
			h, err := history(t, body, "2025-02-20 12:00", market.HistoryQuery{Range: "1mo"})
			if err != nil {
				t.Fatal(err)
			}
			if tt.want.Close == 0 {
				if len(h.Bars) != 1 || h.Gaps != 1 {
					t.Errorf("%d bars and %d gaps, want the bar left out", len(h.Bars), h.Gaps)
				}
			} else {
				got := h.Bars[1]
				got.Time, got.AdjClose, got.Volume = 0, 0, 0
				if diff := cmp.Diff(tt.want, got); diff != "" || h.Gaps != 0 {
					t.Errorf("%d gaps, bar (-want +got):\n%s", h.Gaps, diff)
				}
			}
			if h.Partial != tt.partial || tt.want.Close != 0 && len(h.Doubts) != tt.doubts {
				t.Errorf("%d partial and doubts %+v, want %d and %d", h.Partial, h.Doubts, tt.partial, tt.doubts)
			}
		})
	}
}

// The evening of the day before is no day of its own.
func TestBarsStampedTheEveningBefore(t *testing.T) {
	for _, tt := range []struct {
		name, kind, place, interval string
		rows                        []string
		want                        []string // day and close
	}{
		{"after summer time was given up", "INDEX", "America/Sao_Paulo", "1d",
			[]string{"2026-11-22 23:00:00 | 1 1 1 1 5", "2026-11-23 23:00:00 | 2 2 2 2 5"}, []string{"2026-11-23 1", "2026-11-24 2"}},
		{"currency in winter", "CURRENCY", "Europe/London", "1d",
			[]string{"2026-10-23 00:00:00 | 1 1 1 1 0", "2026-10-25 23:00:00 | 2 2 2 2 0"}, []string{"2026-10-23 1", "2026-10-26 2"}},
		{"a week and its live price", "EQUITY", "America/Sao_Paulo", "1wk",
			[]string{"2026-11-15 23:00:00 | 1 1 1 1 5", "2026-11-22 23:00:00 | 2 2 2 2 5", "2026-11-26 16:12:09 | 3 3 3 3 2"}, []string{"2026-11-16 1", "2026-11-23 3"}},
		{"a month", "EQUITY", "America/Sao_Paulo", "1mo", []string{"2026-09-30 23:00:00 | 1 1 1 1 5"}, []string{"2026-10-01 1"}},
		{"live price of the day", "INDEX", "America/Sao_Paulo", "1d",
			[]string{"2026-11-22 23:00:00 | 1 1 1 1 5", "2026-11-23 17:00:00 | 2 2 2 2 7"}, []string{"2026-11-23 2"}},
		{"live price late in the evening", "CURRENCY", "Europe/London", "1d",
			[]string{"2026-11-23 00:00:00 | 1 1 1 1 0", "2026-11-23 22:00:00 | 2 2 2 2 0"}, []string{"2026-11-23 2"}},
		{"two bars of one day", "EQUITY", "America/Sao_Paulo", "1d",
			[]string{"2026-11-22 23:00:00 | 1 1 0 1 5", "2026-11-23 10:00:00 | 2 2 2 2 7", "2026-11-24 10:00:00 | 3 3 3 3 7"}, []string{"2026-11-23 2", "2026-11-24 3"}},
		{"future", "FUTURE", "America/New_York", "1d", []string{"2026-11-22 22:00:00 | 1 1 1 1 5", "2026-11-23 22:00:00 | 2 2 2 2 5"}, []string{"2026-11-22 1", "2026-11-23 2"}},
		{"Sunday in Kuwait", "EQUITY", "Asia/Kuwait", "1d", []string{"2026-11-22 09:00:00 | 1 1 1 1 5"}, []string{"2026-11-22 1"}},
		{"Sunday evening in India", "EQUITY", "Asia/Kolkata", "1d", []string{"2023-11-12 18:15:00 | 1 1 1 1 5"}, []string{"2023-11-12 1"}},
		{"minutes", "CRYPTOCURRENCY", "UTC", "1h", []string{"2026-11-22 22:00:00 | 1 1 1 1 5", "2026-11-22 23:00:00 | 2 2 2 2 5"}, []string{"2026-11-22 1", "2026-11-22 2"}},
		{"clocks go forward at midnight", "EQUITY", "America/Sao_Paulo", "1d", []string{"2018-11-03 23:00:00 | 1 1 1 1 5"}, []string{"2018-11-04 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := history(t, dailyChart(t, tt.kind, tt.place, tt.interval, tt.rows...), "2026-11-27 12:00", market.HistoryQuery{Range: "5d", Interval: market.Interval(tt.interval)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range h.Bars {
				got = append(got, fmt.Sprint(h.DayOf(b), " ", b.Close))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("days and closes (-want +got):\n%s", diff)
			}
		})
	}
}

// A week that ends in the very day that is sent once more holds it already.
func TestVolumeIsCountedOnce(t *testing.T) {
	for _, tt := range []struct {
		name, week, day string
		want            float64
	}{
		{"the finished week", "22.4 26.47 16.89 17.51 41350900", "17.05 18.44 17.045 17.51 2142858", 41350900},
		{"the week without today", "22.4 26.47 16.89 17.02 41350900", "17.05 18.44 17.045 17.51 2142858", 43493758},
		{"the finished week, without its low", "22.4 26.47 0 17.51 41350900", "17.05 18.44 17.045 17.51 2142858", 41350900},
		{"the finished week, without its high", "22.4 0 16.89 17.51 41350900", "17.05 18.44 17.045 17.51 2142858", 41350900},
		{"today's high is over the week's", "22.4 26.47 16.89 17.51 41350900", "17.05 27 17.045 17.51 2142858", 43493758},
		{"today traded more than the week", "22.4 26.47 16.89 17.51 1000", "17.05 18.44 17.045 17.51 2142858", 2143858},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := dailyChart(t, "EQUITY", "America/New_York", "1wk", "2025-09-15 00:00:00 | 10.77 11.19 9.64 10 3524000", "2025-09-22 00:00:00 | "+tt.week, "2025-09-26 16:00:00 | "+tt.day)
			h, err := history(t, body, "2025-09-27 12:00", market.HistoryQuery{Range: "1mo", Interval: market.Week})
			if err != nil {
				t.Fatal(err)
			}
			if last := h.Bars[len(h.Bars)-1]; len(h.Bars) != 2 || last.Volume != tt.want || last.Close != 17.51 {
				t.Errorf("%d bars, last %+v; want volume %v", len(h.Bars), last, tt.want)
			}
			// One day's low is not the week's.
			if last := h.Bars[len(h.Bars)-1]; last.Low != 0 && last.Low != 16.89 || last.High == 18.44 {
				t.Errorf("high %v, low %v", last.High, last.Low)
			}
		})
	}
}

// What is announced comes with the bars, and mends them.
func TestHistoryIsHeldAgainstItsEvents(t *testing.T) {
	body := dailyChart(t, "EQUITY", "America/New_York", "1d", "2025-02-12 09:30:00 | 40 41 39 40 100", "2025-02-13 09:30:00 | 40 41 39 40 100", "2025-02-14 09:30:00 | 10 11 9.5 10.2 400")
	body = strings.Replace(body, `"indicators"`, `"events":{"splits":{"1":{"date":1739543400,"numerator":4,"denominator":1,"splitRatio":"4:1"}}},"indicators"`, 1)
	body = strings.Replace(body, `"dataGranularity"`, `"firstTradeDate":345479400,"dataGranularity"`, 1)
	f := newFakeYahoo(t)
	f.on("/v8/finance/chart", func(w http.ResponseWriter, r *http.Request) {
		if got := r.URL.Query().Get("events"); got != "div,splits" {
			t.Errorf("asked for the events %q", got)
		}
		fmt.Fprint(w, body)
	})
	m := newTestMarket(t, options{BaseURL: f.URL, Now: func() time.Time { return time.Date(2025, 2, 20, 17, 0, 0, 0, time.UTC) }})
	for _, q := range []market.HistoryQuery{{Range: "5d"}, {From: market.Date{Year: 2025, Month: 2, Day: 13}}} {
		q.Symbol = sym(t, "AAPL")
		h, err := m.History(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if b := h.Bars[len(h.Bars)-2]; b.Close != 10 || b.Volume != 400 || len(h.Doubts) != 1 || h.Doubts[0].Kind != market.DoubtSplit || h.FirstTrade.String() != "1980-12-12" {
			t.Errorf("history = %+v", h)
		}
	}
}

package cboe

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/sim/sources/sourcetest"
)

// minuteOf is a row of a file.
func minuteOf(at string, open, high, low, last float64, shares int) string {
	return fmt.Sprintf(`{"datetime":"2024-06-26T%s","sequence_number":1,"price":{"open":%v,"high":"%v","low":%v,"close":%v},"volume":{"stock_volume":%d,"calls_volume":11,"puts_volume":5,"total_options_volume":16}}`, at, open, high, low, last, shares)
}

func minutesOf(rows ...string) string {
	return `{"timestamp":"2024-06-26 16:00:00","symbol":"KO","data":[` + strings.Join(rows, ",") + `]}`
}

const emptyMinute = `{"datetime":"2024-06-26T09:33:00","price":{"open":0.0,"high":0.0,"low":0.0,"close":0.0},"volume":null}`

// Minutes of a session are joined to longer bars; what lies outside of it is left out.
func TestMinutes(t *testing.T) {
	file := minutesOf(minuteOf("09:30:00", 69.1, 69.4, 69, 69.3, 1200), minuteOf("09:31:00", 69.3, 69.3, 68.8, 68.9, 300), minuteOf("09:34:00", 68.9, 69, 68.9, 69, 0), emptyMinute,
		minuteOf("09:35:00", 69, 70.9, 69, 70.6, 50), minuteOf("09:29:00", 1, 1, 1, 1, 1), minuteOf("16:00:00", 70.6, 70.6, 70.6, 70.6, 9))
	for name, c := range map[string]struct {
		now   string
		query market.HistoryQuery
		want  []string
		open  bool
	}{
		"of a minute":            {"2024-06-26 12:00:00", market.HistoryQuery{Range: "1d", Interval: market.Minute}, []string{"09:30 69.1 69.4 69 69.3 1200", "09:31 69.3 69.3 68.8 68.9 300", "09:34 68.9 69 68.9 69 -1", "09:35 69 70.9 69 70.6 50"}, true},
		"of five":                {"2024-06-26 16:10:00", market.HistoryQuery{Range: "1d", Interval: market.Minutes5}, []string{"09:30 69.1 69.4 68.8 69 1500", "09:35 69 70.9 69 70.6 50"}, true},
		"of an hour, on the day": {"2024-06-26 20:00:00", market.HistoryQuery{From: date(t, "2024-06-26"), To: date(t, "2024-06-26"), Interval: market.Hour}, []string{"09:30 69.1 70.9 68.8 70.6 1550"}, false},
		"before the next":        {"2024-06-27 09:40:00", market.HistoryQuery{Range: "1d", Interval: market.Hour}, []string{"09:30 69.1 70.9 68.8 70.6 1550"}, false},
	} {
		s := serve(t, c.now, files{minutesPath + "KO.json": file})
		c.query.Symbol = symbol(t, "KO")
		h, err := s.History(t.Context(), c.query)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, b := range h.Bars {
			got = append(got, fmt.Sprintf("%s %v %v %v %v %v", time.Unix(b.Time, 0).In(h.Location).Format("15:04"), b.Open, b.High, b.Low, b.Close, b.Volume))
		}
		if diff := cmp.Diff(c.want, got); diff != "" || h.Open != c.open || h.Gaps != 1 || h.Adjusted != market.AdjustedForSplits || h.Kind != market.KindEquity || h.Currency != "USD" {
			t.Errorf("%s: %+v (-want +got):\n%s", name, h, diff)
		}
	}
}

// There is one session: other periods are not asked for, and yesterday's file is none.
func TestMinutesThatAreNone(t *testing.T) {
	file := minutesOf(minuteOf("09:30:00", 69.1, 69.4, 69, 69.3, 1200))
	day := date(t, "2024-06-26")
	for name, c := range map[string]struct {
		now, file string
		query     market.HistoryQuery
		want      error
	}{
		"days":             {"2024-06-26 12:00:00", file, market.HistoryQuery{Range: "5d"}, market.ErrNoData},
		"a day before":     {"2024-06-26 12:00:00", file, market.HistoryQuery{From: day.AddDays(-1), To: day}, market.ErrNoData},
		"yesterday's file": {"2024-06-27 12:00:00", file, market.HistoryQuery{Range: "1d"}, market.ErrNoData},
		"empty":            {"2024-06-26 12:00:00", minutesOf(), market.HistoryQuery{Range: "1d"}, market.ErrNoData},
		"another symbol":   {"2024-06-26 12:00:00", strings.Replace(file, "KO", "PEP", 1), market.HistoryQuery{Range: "1d"}, market.ErrUnknownSymbol},
		"cut":              {"2024-06-26 12:00:00", file[:99], market.HistoryQuery{Range: "1d"}, market.ErrMalformed},
	} {
		s := serve(t, c.now, files{minutesPath + "KO.json": c.file})
		c.query.Symbol, c.query.Interval = symbol(t, "KO"), market.Minute
		if h, err := s.History(t.Context(), c.query); !errors.Is(err, c.want) {
			t.Errorf("%s: %+v, %v, want %v", name, h, err, c.want)
		}
	}
}

// Cboe's minutes are those of Yahoo a quarter of an hour ago.
func TestSimulatedMinutes(t *testing.T) {
	for _, when := range []string{"open", "a weekend", "after a half day"} {
		now := moments()[when]
		s, _ := simulated(t, now)
		y := sourcetest.Yahoo(t, now.Add(-delay))
		for _, name := range []string{"AAPL", "^GSPC"} {
			q := market.HistoryQuery{Symbol: symbol(t, name), Range: "1d", Interval: market.Minutes5}
			got, err := s.History(t.Context(), q)
			want, fault := y.History(t.Context(), q)
			if err != nil || fault != nil {
				t.Fatalf("%s: %s: %v, %v", when, name, err, fault)
			}
			if len(got.Bars) != len(want.Bars) || got.Open != want.Open || got.Kind != want.Kind {
				t.Fatalf("%s: %s: %d bars, open %v, want %d, %v", when, name, len(got.Bars), got.Open, len(want.Bars), want.Open)
			}
			for i, w := range want.Bars {
				if g := got.Bars[i]; g.Time != w.Time || math.Abs(g.Close-w.Close) > 1e-4*w.Close || math.Abs(g.High-w.High) > 1e-4*w.High {
					t.Errorf("%s: %s: %+v, want %+v", when, name, g, w)
				}
			}
		}
	}
}

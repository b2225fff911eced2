package yahoo

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// An adjusted close that is missing among others is no close that no dividend
// touches: it is what the others prove, or doubted.
func TestAdjustedClosesThatWereNotSent(t *testing.T) {
	for _, tt := range []struct {
		name, adjusted, dividend, interval string
		want                               []float64
		doubt                              string
	}{
		{"all sent", "9,9,9,9", "", "1d", []float64{9, 9, 9, 9}, ""},
		{"none sent", "null,null,null,null", "", "1d", []float64{10, 10, 10, 10}, ""},
		{"one null", "9,null,9,9", "", "1d", []float64{9, 9, 9, 9}, "the adjusted close of 2025-02-11 was not sent: computed"},
		{"one of 0", "9,0,9,9", "", "1d", []float64{9, 9, 9, 9}, "the adjusted close of 2025-02-11 was not sent: computed"},
		{"the first", "null,9,9,9", "", "1d", []float64{9, 9, 9, 9}, "2025-02-10"},
		{"the last two", "9,9,null,null", "", "1d", []float64{9, 9, 9, 9}, "2 adjusted closes from 2025-02-12 to 2025-02-13"},
		{"the day before an ex-date", "9,null,10,10", "2025-02-12", "1d", []float64{9, 9, 10, 10}, "computed"},
		{"the ex-date", "9,9,null,10", "2025-02-12", "1d", []float64{9, 9, 10, 10}, "computed"},
		{"the last, an ex-date", "9,9,9,null", "2025-02-13", "1d", []float64{9, 9, 9, 10}, "closes are used instead"},
		{"the first, before an ex-date", "null,9,9,9", "2025-02-11", "1d", []float64{10, 9, 9, 9}, "closes are used instead"},
		{"a week between equal ones", "9,null,9,9", "", "1wk", []float64{9, 9, 9, 9}, "computed"},
		{"a week between others", "9,null,10,10", "2025-02-12", "1wk", []float64{9, 10, 10, 10}, "closes are used instead"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var rows []string
			for i := range 4 {
				day := 10 + i
				if tt.interval == "1wk" {
					day = 3 + 7*i
				}
				rows = append(rows, fmt.Sprintf("2025-02-%02d 09:30:00 | 10 10 10 10 5", day))
			}
			body := dailyChart(t, "EQUITY", "America/New_York", tt.interval, rows...)
			events := ""
			if tt.dividend != "" {
				d, err := market.ParseDate(tt.dividend)
				if err != nil {
					t.Fatal(err)
				}
				events = fmt.Sprintf(`"events":{"dividends":{"1":{"date":%d,"amount":1}}},`, d.In(zone("America/New_York", 0)).Unix()+34200)
			}
			body = strings.Replace(body, `}]}}],"error"`, `}],"adjclose":[{"adjclose":[`+tt.adjusted+`]}]}}],"error"`, 1)
			body = strings.Replace(body, `"indicators"`, events+`"indicators"`, 1)
			h, err := history(t, body, "2025-03-01 12:00", market.HistoryQuery{Range: "3mo", Interval: market.Interval(tt.interval)})
			if err != nil {
				t.Fatal(err)
			}
			var got []float64
			for _, b := range h.Bars {
				got = append(got, b.AdjClose)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("adjusted closes (-want +got):\n%s", diff)
			}
			if said := fmt.Sprint(h.Doubts); !strings.Contains(said, tt.doubt) || tt.doubt == "" && strings.Contains(said, "not sent") {
				t.Errorf("doubts %s, want %s", said, tt.doubt)
			}
		})
	}
}

// Only shares that came with adjusted closes can tell a total return.
func TestWhatBarsAreAdjustedFor(t *testing.T) {
	for _, tt := range []struct {
		kind, adjusted, interval string
		want                     market.Adjustment
	}{
		{"EQUITY", "9,9", "1d", market.AdjustedForAll},
		{"ETF", "9,null", "1d", market.AdjustedForAll},
		{"MUTUALFUND", "9,9", "1wk", market.AdjustedForAll},
		{"EQUITY", "null,null", "1d", market.AdjustedForSplits},
		{"EQUITY", "null,null", "1h", market.AdjustedForSplits},
		{"INDEX", "9,9", "1d", market.AdjustedForNothing},
		{"CURRENCY", "9,9", "1d", market.AdjustedForNothing},
		{"CRYPTOCURRENCY", "9,9", "1d", market.AdjustedForNothing},
		{"FUTURE", "9,9", "1d", market.AdjustedForNothing},
		{"SOMETHING", "9,9", "1d", ""},
	} {
		body := dailyChart(t, tt.kind, "America/New_York", tt.interval, "2025-02-03 09:30:00 | 10 10 10 10 5", "2025-02-10 09:30:00 | 10 10 10 10 5")
		body = strings.Replace(body, `}]}}],"error"`, `}],"adjclose":[{"adjclose":[`+tt.adjusted+`]}]}}],"error"`, 1)
		h, err := history(t, body, "2025-03-01 12:00", market.HistoryQuery{Range: "3mo", Interval: market.Interval(tt.interval)})
		if err != nil {
			t.Fatal(err)
		}
		if h.Adjusted != tt.want {
			t.Errorf("%s of %s with %s: adjusted for %q, want %q", tt.interval, tt.kind, tt.adjusted, h.Adjusted, tt.want)
		}
	}
}

package yahoo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// All that a chart says beside its bars is what they are held against.
func TestFactsOfAChart(t *testing.T) {
	body := dailyChart(t, "EQUITY", "Europe/London", "1d",
		"2025-02-11 08:00:00 | 10 11 -9 10 5", "2025-02-12 08:00:00 | 10 11 9 10 5", "2025-02-13 08:00:00 | 10 11 9 10 5", "2025-02-14 08:00:00 | 10 11 9 10 5")
	for old, replacement := range map[string]string{
		`"currency":"USD"`: `"currency":"GBp","regularMarketPrice":10.5,"regularMarketTime":1739550600`,
		`"indicators"`:     `"events":{"dividends":{"1":{"date":1739520000,"amount":0.25,"currency":"USD"}},"splits":{"1":{"date":1739433600,"numerator":3,"denominator":2},"2":{"date":1739520000,"numerator":4,"denominator":1,"splitRatio":"4-for-1"}}},"indicators"`,
		`}]}}],"error"`:    `}],"adjclose":[{"adjclose":[9,null,9,null]}]}}],"error"`,
	} {
		if !strings.Contains(body, old) {
			t.Fatalf("no %s in %s", old, body)
		}
		body = strings.Replace(body, old, replacement, 1)
	}
	w, err := readChart([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	day := func(d int) market.Date { return market.Date{Year: 2025, Month: 2, Day: d} }
	for _, tt := range []struct {
		currency string
		interval market.Interval
		minor    bool
		days     int
	}{{"GBp", market.Day, true, 1}, {"GBP", market.Week, false, 7}, {"ILA", market.Month, true, 31}, {"USD", market.Hour, false, 0}, {"USD", "3mo", false, 0}} {
		h := &market.History{Currency: tt.currency, Interval: tt.interval, Location: zone("Europe/London", 0)}
		got := w.facts(h)
		if got.Zone != h.Location {
			t.Errorf("the zone is %v", got.Zone)
		}
		got.Zone = nil
		want := bars.Facts{
			Days: tt.days, Currency: tt.currency, Minor: tt.minor, Price: 10.5, PriceDay: day(14),
			Dividends: []bars.Dividend{{Date: day(14), Amount: 0.25, Currency: "USD"}},
			Splits: []bars.Split{
				{Date: day(13), Numerator: 3, Denominator: 2, Ratio: "3:2"},
				{Date: day(14), Numerator: 4, Denominator: 1, Ratio: "4-for-1"},
			},
			Below: []int64{1739260800}, Filled: []int64{1739347200}, Bare: []int64{1739520000},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s bars in %s (-want +got):\n%s", tt.interval, tt.currency, diff)
		}
	}
}

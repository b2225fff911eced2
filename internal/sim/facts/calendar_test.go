package facts

import (
	"testing"
	"time"
)

func TestHalfDays(t *testing.T) {
	for date, want := range map[string]bool{
		"2024-11-29": true, "2025-11-28": true, "2026-11-27": true, // after Thanksgiving
		"2024-12-24": true, "2025-12-24": true, "2022-12-24": false, // a Saturday
		"2024-07-03": true, "2025-07-03": true, "2026-07-03": false, // the holiday itself
		"2023-07-03": true, "2025-11-21": false, "2025-11-27": false, "2025-12-23": false,
	} {
		d, err := ParseDay(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := halfDay(d); got != want {
			t.Errorf("%s: %v", date, got)
		}
	}
}

func TestTheStateOfAHalfDay(t *testing.T) {
	p := prices(t)
	friday := time.Date(2025, 11, 28, 18, 0, 0, 0, time.UTC) // 13:00 in New York
	for at, want := range map[time.Time]string{
		friday.Add(-time.Second): stateOpen, friday: statePost, friday.Add(4 * time.Hour): statePostPost,
	} {
		if got := p.catalog.Find("AAPL").Exchange.Clock(at).State; got != want {
			t.Errorf("at %v: %s, want %s", at, got, want)
		}
	}
}

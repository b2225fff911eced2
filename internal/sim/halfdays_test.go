package sim

import (
	"fmt"
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
		d, err := parseDay(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := halfDay(d); got != want {
			t.Errorf("%s: %v", date, got)
		}
	}
}

func TestAHalfDayEndsAtOne(t *testing.T) {
	now := time.Date(2025, 12, 1, 16, 0, 0, 0, time.UTC)
	from := time.Date(2025, 11, 28, 0, 0, 0, 0, time.UTC).Unix()
	friday := time.Date(2025, 11, 28, 18, 0, 0, 0, time.UTC) // 13:00 in New York
	ch := chartOf(t, now, "AAPL", fmt.Sprintf("period1=%d&period2=%d&interval=5m", from, from+86400))
	if n := len(ch.Timestamp); n != 42 || ch.Timestamp[n-1] != friday.Unix()-300 {
		t.Fatalf("%d bars, the last at %v", n, time.Unix(ch.Timestamp[n-1], 0).UTC())
	}
	p := prices(t)
	half, _ := p.Day("AAPL", "2025-11-28")
	traded := int64(0)
	for _, v := range ch.Indicators.Quote[0].Volume {
		traded += *v
	}
	if last := ch.Indicators.Quote[0].Close; *last[len(last)-1] != float64(float32(half.Close)) || traded != half.Volume {
		t.Errorf("minutes end at %v with %d traded, the day is %+v", *last[len(last)-1], traded, half)
	}
	periods := ch.Meta["tradingPeriods"].([]any)[0].([]any)[0].(fields)
	if periods["end"] != float64(friday.Unix()) {
		t.Errorf("trading periods %v", periods)
	}
	usual := 0.0
	for _, date := range []string{"2025-11-21", "2025-11-24", "2025-11-25", "2025-11-26"} {
		b, _ := p.Day("AAPL", date)
		usual += float64(b.Volume) / 4
	}
	if float64(half.Volume) > 0.75*usual {
		t.Errorf("%d traded on the half day, %v on others", half.Volume, usual)
	}
	for at, want := range map[time.Time]string{
		friday.Add(-time.Second): stateOpen, friday: statePost, friday.Add(4 * time.Hour): statePostPost,
	} {
		if got := p.catalog.find("AAPL").exchange.clock(at).state; got != want {
			t.Errorf("at %v: %s, want %s", at, got, want)
		}
	}
}

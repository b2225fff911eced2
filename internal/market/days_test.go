package market

import (
	"slices"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// Daily bars of two years are cut to what each period and interval is.
func TestDaysOfAQuery(t *testing.T) {
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2025, 3, 14, 12, 0, 0, 0, ny) // a Friday
	var all []Bar
	for d := (Date{Year: 2023, Month: 3, Day: 1}); d.Compare(DateOf(now)) <= 0; d = d.AddDays(1) {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
			price := float64(d.Day)
			all = append(all, Bar{Time: d.In(ny).Add(9*time.Hour + 30*time.Minute).Unix(), Open: price, High: price + 1, Low: price - 0.5, Close: price, AdjClose: price, Volume: 10})
		}
	}
	date := func(text string) Date {
		d, err := calendar.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct {
		query       HistoryQuery
		n           int
		first, last string
		volume      float64 // of the first
	}{
		"a day":            {HistoryQuery{Range: "1d", Interval: Day}, 1, "2025-03-14", "2025-03-14", 10},
		"five days":        {HistoryQuery{Range: "5d", Interval: Day}, 5, "2025-03-10", "2025-03-14", 10},
		"a month":          {HistoryQuery{Range: "1mo", Interval: Day}, 21, "2025-02-14", "2025-03-14", 10},
		"since the year":   {HistoryQuery{Range: "ytd", Interval: Day}, 53, "2025-01-01", "2025-03-14", 10},
		"all":              {HistoryQuery{Range: "max", Interval: Day}, len(all), "2023-03-01", "2025-03-14", 10},
		"days":             {HistoryQuery{From: date("2025-02-01"), To: date("2025-02-10"), Interval: Day}, 6, "2025-02-03", "2025-02-10", 10},
		"weeks":            {HistoryQuery{From: date("2025-02-04"), To: date("2025-02-20"), Interval: Week}, 2, "2025-02-10", "2025-02-17", 50},
		"months":           {HistoryQuery{Range: "1y", Interval: Month}, 12, "2024-04-01", "2025-03-01", 220},
		"minutes are none": {HistoryQuery{Range: "1d", Interval: Minute}, 0, "", "", 0},
	} {
		got := c.query.Days(all, now, ny)
		since := slices.DeleteFunc(slices.Clone(all), func(b Bar) bool {
			day := DateOf(time.Unix(b.Time, 0).In(ny))
			return day.Compare(c.query.Since(now, ny)) < 0 || day.Compare(c.query.Until(DateOf(now))) > 0
		})
		if needed := c.query.Days(since, now, ny); !slices.Equal(needed, got) {
			t.Errorf("%s: %d bars of those from %s to %s, want %d", name, len(needed), c.query.Since(now, ny), c.query.Until(DateOf(now)), len(got))
		}
		if len(got) != c.n {
			t.Errorf("%s: %d bars, want %d", name, len(got), c.n)
			continue
		}
		if c.n == 0 {
			continue
		}
		on := func(b Bar) string { return DateOf(time.Unix(b.Time, 0).In(ny)).String() }
		if on(got[0]) != c.first || on(got[len(got)-1]) != c.last || got[0].Volume != c.volume {
			t.Errorf("%s: from %s with volume %v to %s, want %s, %v, %s", name, on(got[0]), got[0].Volume, on(got[len(got)-1]), c.first, c.volume, c.last)
		}
	}
}

func TestLastDayOfABar(t *testing.T) {
	for text, want := range map[string][3]string{
		"2025-03-10": {"2025-03-10", "2025-03-16", "2025-03-31"}, "2025-03-14": {"2025-03-14", "2025-03-16", "2025-03-31"}, "2025-03-16": {"2025-03-16", "2025-03-16", "2025-03-31"},
		"2024-01-31": {"2024-01-31", "2024-02-04", "2024-01-31"}, "2024-02-01": {"2024-02-01", "2024-02-04", "2024-02-29"}, "2024-12-30": {"2024-12-30", "2025-01-05", "2024-12-31"},
	} {
		first, err := calendar.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, interval := range []Interval{Day, Week, Month} {
			if got := interval.LastDay(first); got.String() != want[i] {
				t.Errorf("a %s bar of %s ends on %s, want %s", interval, text, got, want[i])
			}
		}
	}
}

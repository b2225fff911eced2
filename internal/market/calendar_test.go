package market

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The exchange's published closures, weekends aside.
const closures = `
2018: 01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25
2019: 01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25
2020: 01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25
2021: 01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24
2022: 01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26
2023: 01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25
2024: 01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25
2025: 01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25
2026: 01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25
`

func TestTradingDays(t *testing.T) {
	got := "\n"
	for year := 2018; year <= 2026; year++ {
		got += fmt.Sprintf("%d:", year)
		for d := (Date{year, time.January, 1}); d.Year == year; d = d.AddDays(1) {
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			if weekend && tradingDay(d) {
				t.Errorf("tradingDay(%s) = true on a weekend", d)
			}
			if !weekend && !tradingDay(d) {
				got += d.In(time.UTC).Format(" 01-02")
			}
		}
		got += "\n"
	}
	if diff := cmp.Diff(closures, got); diff != "" {
		t.Errorf("closures of the New York exchanges (-published +computed):\n%s", diff)
	}
}

func TestSessionsAYear(t *testing.T) {
	published := map[int]int{2012: 250, 2018: 251, 2019: 252, 2020: 253, 2021: 252, 2022: 251, 2023: 250, 2024: 252, 2025: 250, 2026: 251}
	for year, want := range published {
		got := 0
		for d := (Date{year, time.January, 1}); d.Year == year; d = d.AddDays(1) {
			if tradingDay(d) {
				got++
			}
		}
		if got != want {
			t.Errorf("sessions of %d = %d, want %d", year, got, want)
		}
	}
}

func TestLastSession(t *testing.T) {
	for _, tt := range []struct{ now, want, why string }{
		{"2025-02-18T15:59:59-05:00", "2025-02-14", "a session under way; Monday was Presidents' Day"},
		{"2025-02-18T16:00:00-05:00", "2025-02-18", "just closed"},
		{"2025-02-18T09:00:00-05:00", "2025-02-14", "before the opening"},
		{"2025-02-22T12:00:00-05:00", "2025-02-21", "Saturday"},
		{"2025-02-24T03:00:00Z", "2025-02-21", "Sunday evening in New York, Monday in UTC"},
		{"2025-11-28T12:59:00-05:00", "2025-11-26", "the short Friday after Thanksgiving, still open"},
		{"2025-11-28T13:00:00-05:00", "2025-11-28", "the short Friday after Thanksgiving, closed"},
		{"2024-07-03T13:30:00-04:00", "2024-07-03", "eve of Independence Day closes at 13:00"},
		{"2024-12-24T13:30:00-05:00", "2024-12-24", "Christmas Eve closes at 13:00"},
		{"2024-07-02T13:30:00-04:00", "2024-07-01", "a plain Tuesday afternoon"},
		{"2018-12-05T20:00:00-05:00", "2018-12-04", "day of mourning"},
		{"2025-01-09T20:00:00-05:00", "2025-01-08", "day of mourning"},
		{"2022-01-01T12:00:00-05:00", "2021-12-31", "New Year's Day on a Saturday is not kept on Friday"},
		{"2025-07-15T20:00:00Z", "2025-07-15", "16:00 in summer time"},
		{"2025-01-15T20:59:00Z", "2025-01-14", "15:59 in winter time"},
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := LastSession(now).String(); got != tt.want {
			t.Errorf("LastSession(%s) = %s, want %s: %s", tt.now, got, tt.want, tt.why)
		}
	}
}

func TestDate(t *testing.T) {
	d, err := ParseDate("2024-02-28")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		days int
		want string
	}{{0, "2024-02-28"}, {1, "2024-02-29"}, {2, "2024-03-01"}, {-59, "2023-12-31"}, {366, "2025-02-28"}} {
		if got := d.AddDays(tt.days).String(); got != tt.want {
			t.Errorf("%s.AddDays(%d) = %s, want %s", d, tt.days, got, tt.want)
		}
	}
	for _, bad := range []string{"", "2024-2-28", "2024-02-30", "28.02.2024", "2024-02-28T00:00:00Z", "yesterday"} {
		if got, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", bad, got)
		}
	}
	if d.Compare(d.AddDays(1)) != -1 || d.Compare(d) != 0 || d.Compare(d.AddDays(-1)) != 1 {
		t.Error("Compare does not order dates")
	}
}

package dates

import (
	"errors"
	"testing"
	"time"
)

// ahead is Sunday 29 November 2026, with opening hours asked for.
func aheadOf(tb testing.TB) AsOf {
	return AsOf{Now: time.Date(2026, 11, 29, 15, 0, 0, 0, time.UTC), Exchange: newYork(tb), FiscalYearEnd: time.September, Ahead: true}
}

// What is asked of days to come, with the other reading behind "|" where there is
// a doubt.
func TestAhead(t *testing.T) {
	engine, at := New(), aheadOf(t)
	for _, tt := range []struct{ text, want string }{
		{"tomorrow", "Monday 30 November 2026 (2026-11-30)"},
		{"the day after tomorrow", "Tuesday 1 December 2026 (2026-12-01)"},
		{"today", "Sunday 29 November 2026 (2026-11-29)"},
		{"yesterday", "Saturday 28 November 2026 (2026-11-28)"},
		{"next Monday", "Monday 30 November 2026 (2026-11-30)"},
		{"next Sunday", "Sunday 6 December 2026 (2026-12-06)"},
		{"Monday next week", "Monday 30 November 2026 (2026-11-30)"},
		{"Friday this week", "Friday 27 November 2026 (2026-11-27)"},
		{"coming Friday", "Friday 4 December 2026 (2026-12-04)"},
		{"this coming Friday", "Friday 4 December 2026 (2026-12-04)"},
		{"Friday", "Friday 27 November 2026 (2026-11-27) | the next one is Friday 4 December 2026"},
		{"last Friday", "Friday 27 November 2026 (2026-11-27)"},
		{"the 13th", "Friday 13 November 2026 (2026-11-13) | the next one is Sunday 13 December 2026"},
		{"the 13th of next month", "Sunday 13 December 2026 (2026-12-13)"},
		{"the 30th of this month", "Monday 30 November 2026 (2026-11-30)"},
		{"next week", "the week of 30 November 2026 (2026-11-30 to 2026-12-06)"},
		{"the week after next", "the week of 7 December 2026 (2026-12-07 to 2026-12-13)"},
		{"next month", "December 2026 (2026-12-01 to 2026-12-31)"},
		{"next quarter", "Q1 2027 (2027-01-01 to 2027-03-31)"},
		{"next year", "2027 (2027-01-01 to 2027-12-31)"},
		{"this week", "the week of 23 November 2026 (2026-11-23 to 2026-11-29)"},
		{"this month", "November 2026 (2026-11-01 to 2026-11-30)"},
		{"this year so far", "2026 so far (2026-01-01 to 2026-11-29)"},
		{"this year", "2026 (2026-01-01 to 2026-12-31)"},
		{"2026", "2026 (2026-01-01 to 2026-12-31)"},
		{"December 2026", "December 2026 (2026-12-01 to 2026-12-31)"},
		{"Q1 2027", "Q1 2027 (2027-01-01 to 2027-03-31)"},
		{"2027-07-05", "Monday 5 July 2027 (2027-07-05)"},
		{"in 3 days", "Wednesday 2 December 2026 (2026-12-02)"},
		{"in a week", "Sunday 6 December 2026 (2026-12-06)"},
		{"in two months?", "Friday 29 January 2027 (2027-01-29)"},
		{"3 trading days from now", "Wednesday 2 December 2026 (2026-12-02)"},
		{"in 3 trading days", "Wednesday 2 December 2026 (2026-12-02)"},
		{"the next trading day", "Monday 30 November 2026 (2026-11-30)"},
		{"next 3 trading days", "the next 3 trading days (2026-11-30 to 2026-12-02)"},
		{"over the next 2 weeks", "the next 2 weeks (2026-11-30 to 2026-12-13)"},
		{"next two quarters", "the next 2 quarters (2027-01-01 to 2027-06-30)"},
		{"rest of the year", "the rest of 2026 (2026-11-29 to 2026-12-31)"},
		{"remainder of this month", "the rest of November 2026 (2026-11-29 to 2026-11-30)"},
		{"Christmas Eve", "Christmas Eve, Thursday 24 December 2026 (2026-12-24) | the one before was Wednesday 24 December 2025"},
		{"Thanksgiving", "Thanksgiving, Thursday 25 November 2027 (2027-11-25) | the one before was Thursday 26 November 2026"},
		{"Good Friday", "Good Friday, Friday 26 March 2027 (2027-03-26) | the one before was Friday 3 April 2026"},
		{"last Thanksgiving", "Thanksgiving, Thursday 26 November 2026 (2026-11-26)"},
		{"this Thanksgiving", "Thanksgiving, Thursday 26 November 2026 (2026-11-26)"},
		{"next Thanksgiving", "Thanksgiving, Thursday 25 November 2027 (2027-11-25)"},
		{"Christmas 2024", "Christmas, Wednesday 25 December 2024 (2024-12-25)"},
		{"Christmas next year", "Christmas, Saturday 25 December 2027 (2027-12-25)"},
		{"24 December", "Thursday 24 December 2026 (2026-12-24) | the one before was Wednesday 24 December 2025"},
		{"Dec 25", "Friday 25 December 2026 (2026-12-25) | the one before was Thursday 25 December 2025"},
		{"the 4th of July", "Sunday 4 July 2027 (2027-07-04) | the one before was Saturday 4 July 2026"},
		{"29 November", "Sunday 29 November 2026 (2026-11-29) | the one before was Saturday 29 November 2025"},
		{"29 February", "Tuesday 29 February 2028 (2028-02-29) | the one before was Thursday 29 February 2024"},
		{"Friday 25 December", "Friday 25 December 2026 (2026-12-25) | the one before was Friday 25 December 2020"},
		{"24 to 26 December", "24 to 26 December 2026 (2026-12-24 to 2026-12-26) | the one before was 24 to 26 December 2025 (2025-12-24 to 2025-12-26)"},
		{"the day after Christmas", "the day after 2026-12-25 (2026-12-26) | the one before was Friday 26 December 2025"},
		{"the first trading day after Christmas", "the trading day after 2026-12-25 (2026-12-28) | the one before was Friday 26 December 2025"},
		{"the last trading day before Christmas", "the trading day before 2026-12-25 (2026-12-24) | the one before was Wednesday 24 December 2025"},
		{"the week of Christmas", "the week of 21 December 2026 (2026-12-21 to 2026-12-27) | the one before was the week of 22 December 2025 (2025-12-22 to 2025-12-28)"},
		{"from Dec 20 to Jan 5", "Sunday 20 December 2026 to Tuesday 5 January 2027 (2026-12-20 to 2027-01-05) | the one before was Saturday 20 December 2025 to Monday 5 January 2026 (2025-12-20 to 2026-01-05)"},
		{"between Christmas and New Year's Eve", "Christmas, Friday 25 December 2026 to New Years Eve, Thursday 31 December 2026 (2026-12-25 to 2026-12-31) | the one before was Christmas, Thursday 25 December 2025 to New Years Eve, Wednesday 31 December 2025 (2025-12-25 to 2025-12-31)"},
		{"from Nov 20 to Dec 5", "Friday 20 November 2026 to Saturday 5 December 2026 (2026-11-20 to 2026-12-05) | the one before was Thursday 20 November 2025 to Friday 5 December 2025 (2025-11-20 to 2025-12-05)"},
		{"tomorrow to next Friday", "Monday 30 November 2026 to Friday 4 December 2026 (2026-11-30 to 2026-12-04)"},
		{"Monday to Wednesday next week", "Monday 30 November 2026 to Wednesday 2 December 2026 (2026-11-30 to 2026-12-02)"},
		{"from today to Christmas", "Sunday 29 November 2026 to Christmas, Friday 25 December 2026 (2026-11-29 to 2026-12-25)"},
		{"December", "December 2025 (2025-12-01 to 2025-12-31) | the next one is December 2026 (2026-12-01 to 2026-12-31)"},
		{"next December", "December 2026 (2026-12-01 to 2026-12-31)"},
		{"Q3", "Q3 2026 (2026-07-01 to 2026-09-30) | the next one is Q3 2027 (2027-07-01 to 2027-09-30)"},
		{"third Friday of December", "Friday 19 December 2025 (2025-12-19) | the next one is Friday 18 December 2026"},
		{"third Friday of next month", "Friday 18 December 2026 (2026-12-18)"},
		{"last trading day of the year", "the last trading day of 2026 (2026-12-31)"},
		{"end of the month", "Monday 30 November 2026 (2026-11-30)"},
		{"first trading day of next year", "the first trading day of 2027 (2027-01-04)"},
		{"since March", "since March 2026 (2026-03-01 to 2026-11-29)"},
		{"since 5 December", "since Friday 5 December 2025 (2025-12-05 to 2026-11-29)"},
		{"next fiscal quarter", "Q2 FY2027 (2027-01-01 to 2027-03-31)"},
		{"this fiscal year", "FY2027 (2026-10-01 to 2027-09-30)"},
		{"Q4 of next fiscal year", "Q4 FY2028 (2028-07-01 to 2028-09-30)"},
		{"last month", "October 2026 (2026-10-01 to 2026-10-31)"},
		{"ytd", "2026 so far (2026-01-01 to 2026-11-29)"},
		{"within 3 days", "the next 3 days (2026-11-30 to 2026-12-02)"},
		{"this weekend", "the weekend of Saturday 28 November 2026 (2026-11-28 to 2026-11-29)"},
		{"next weekend", "the weekend of Saturday 5 December 2026 (2026-12-05 to 2026-12-06)"},
		{"Christmas week", "the week of 21 December 2026 (2026-12-21 to 2026-12-27) | the one before was the week of 22 December 2025 (2025-12-22 to 2025-12-28)"},
		{"until Christmas", "Sunday 29 November 2026 to Christmas, Friday 25 December 2026 (2026-11-29 to 2026-12-25)"},
		{"until Friday", "Sunday 29 November 2026 to Friday 4 December 2026 (2026-11-29 to 2026-12-04)"},
		{"from tomorrow to Friday", "Monday 30 November 2026 to Friday 4 December 2026 (2026-11-30 to 2026-12-04)"},
		{"from tomorrow", "! future"},
		{"next soon", "!"},
		{"0 days from now", "!"},
		{"in 9999 years", "!"},
	} {
		p, err := engine.Read(tt.text, at)
		got := p.String()
		if p.Beside != "" {
			got += " | " + p.Beside
		}
		switch {
		case errors.Is(err, ErrFuture):
			got = "! future"
		case errors.Is(err, ErrUnreadable):
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%q: %s, want %s (%v)", tt.text, got, tt.want, err)
		}
	}
}

// In November 2027 Christmas Eve is that of the same year; on the day itself it is
// today, and after it the next.
func TestNamedDayAheadOnAndAfterTheDay(t *testing.T) {
	for now, want := range map[string]string{
		"2027-11-29T15:00:00Z": "2027-12-24", "2027-12-24T15:00:00Z": "2027-12-24", "2027-12-25T03:00:00Z": "2027-12-24",
		"2027-12-25T15:00:00Z": "2028-12-24",
	} {
		at := aheadOf(t)
		at.Now, _ = time.Parse(time.RFC3339, now)
		for _, text := range []string{"Christmas Eve", "24 December", "Dec 24"} {
			if p, err := New().Read(text, at); err != nil || p.From.String() != want || p.Beside == "" {
				t.Errorf("%s at %s: %s, %v, want %s", text, now, p, err, want)
			}
		}
	}
}

// On a Wednesday "next Friday" may be the one in two days or that of next week.
func TestNextWeekdayOfThisWeekIsInDoubt(t *testing.T) {
	at := aheadOf(t)
	at.Now = time.Date(2026, 12, 2, 15, 0, 0, 0, time.UTC)
	p, err := New().Read("next Friday", at)
	if err != nil || p.From.String() != "2026-12-04" || p.Beside != "a week later: Friday 11 December 2026" {
		t.Errorf("next Friday: %s, %q, %v", p, p.Beside, err)
	}
}

func TestRestIsOverWithItsLastSession(t *testing.T) {
	at := aheadOf(t)
	at.Now = time.Date(2026, 12, 31, 15, 0, 0, 0, time.UTC)
	if p, err := New().Read("rest of the year", at); err != nil || p.String() != "the rest of 2026 (2026-12-31)" || p.Day {
		t.Errorf("before the close: %+v, %v", p, err)
	}
	at.Now = at.Now.Add(8 * time.Hour)
	if _, err := New().Read("rest of the year", at); !errors.Is(err, ErrUnreadable) || !errors.As(err, new(refusal)) && err.Error() != `cannot read the date: "rest of the year": nothing is left of 2026` {
		t.Errorf("after the close: %v", err)
	}
}

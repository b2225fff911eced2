package dates

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

func newYork(tb testing.TB) *calendar.Exchange {
	tb.Helper()
	all, err := calendar.New()
	if err != nil {
		tb.Fatal(err)
	}
	return all.NewYork()
}

// asOf is Wednesday 19 November 2025, 15:00 in New York: the session is open.
func asOf(tb testing.TB) AsOf {
	return AsOf{Now: time.Date(2025, 11, 19, 20, 0, 0, 0, time.UTC), Exchange: newYork(tb)}
}

func TestRead(t *testing.T) {
	engine, at := New(), asOf(t)
	for _, tt := range []struct{ text, want string }{
		{"2024-11-05", "2024-11-05"},
		{"2024/11/5", "2024-11-05"},
		{"5 Nov 2024", "2024-11-05"},
		{"5th of November, 2024", "2024-11-05"},
		{"Nov. 5, 2024", "2024-11-05"},
		{"on November 5th 2024", "2024-11-05"},
		{"20241105", "2024-11-05"},
		// the latest completed occurrence
		{"on the 13th", "2025-11-13"},
		{"on the 19th", "2025-10-19"}, // today is not over
		{"the 25th", "2025-10-25"},
		{"the 31st", "2025-10-31"},
		{"5 November", "2025-11-05"},
		{"25 December", "2024-12-25"},
		{"Nov 19", "2024-11-19"},
		{"29 February", "2024-02-29"},
		{"in September", "2025-09-01 2025-09-30"},
		{"in November", "2024-11-01 2024-11-30"},
		{"last December", "2024-12-01 2024-12-31"},
		{"May", "2025-05-01 2025-05-31"},
		{"Q3", "2025-07-01 2025-09-30"},
		{"the fourth quarter", "2024-10-01 2024-12-31"},
		{"H1", "2025-01-01 2025-06-30"},
		{"second half", "2024-07-01 2024-12-31"},
		{"Monday", "2025-11-17"},
		{"last Wednesday", "2025-11-12"},
		{"on Friday", "2025-11-14"},
		// spans with their year
		{"September 2023", "2023-09-01 2023-09-30"},
		{"2024-02", "2024-02-01 2024-02-29"},
		{"2023", "2023-01-01 2023-12-31"},
		{"in the year 2023", "2023-01-01 2023-12-31"},
		{"the 1990s", "1990-01-01 1999-12-31"},
		{"Q3 2024", "2024-07-01 2024-09-30"},
		{"2024 Q1", "2024-01-01 2024-03-31"},
		{"third quarter of 2024", "2024-07-01 2024-09-30"},
		{"1Q 2024", "2024-01-01 2024-03-31"},
		{"first half of 2024", "2024-01-01 2024-06-30"},
		{"H2 2023", "2023-07-01 2023-12-31"},
		{"FY2024", "2024-01-01 2024-12-31"},
		{"Q1 FY25", "2025-01-01 2025-03-31"},
		{"week of 5 Nov 2024", "2024-11-04 2024-11-10"},
		{"2025", "2025-01-01 2025-11-19"},
		// relative
		{"today", "2025-11-19"},
		{"yesterday", "2025-11-18"},
		{"YTD", "2025-01-01 2025-11-19"},
		{"year-to-date", "2025-01-01 2025-11-19"},
		{"month to date", "2025-11-01 2025-11-19"},
		{"this quarter", "2025-10-01 2025-11-19"},
		{"so far this year", "2025-01-01 2025-11-19"},
		{"this week", "2025-11-17 2025-11-19"},
		{"last week", "2025-11-10 2025-11-16"},
		{"last month", "2025-10-01 2025-10-31"},
		{"last quarter", "2025-07-01 2025-09-30"},
		{"last year", "2024-01-01 2024-12-31"},
		{"past 7 days", "2025-11-13 2025-11-19"},
		{"the last three months", "2025-08-19 2025-11-19"},
		{"past year", "2024-11-19 2025-11-19"},
		{"15 years", "2010-11-19 2025-11-19"},
		{"3 months ago", "2025-08-19"},
		{"a year ago", "2024-11-19"},
		{"last trading day", "2025-11-18"},
		{"last 5 trading days", "2025-11-12 2025-11-18"},
		{"max", "1900-01-01 2025-11-19"},
		// made of others
		{"the 10 trading days after 5 Nov 2024", "2024-11-06 2024-11-19"},
		{"first 3 trading days of", "!"},
		{"5 trading days before 2024-11-29", "2024-11-21 2024-11-27"},
		{"last trading day of 2024", "2024-12-31"},
		{"first trading day of 2024", "2024-01-02"},
		{"end of 2023", "2023-12-31"},
		{"beginning of last month", "2025-10-01"},
		{"since March", "2025-03-01 2025-11-19"},
		{"since 2024-01-02", "2024-01-02 2025-11-19"},
		{"from 2024-01-02 to 2024-03-28", "2024-01-02 2024-03-28"},
		{"between Jan 2 2024 and 28 March 2024", "2024-01-02 2024-03-28"},
		{"2024-01-02 – 2024-03-28", "2024-01-02 2024-03-28"},
		{"from March to June", "2025-03-01 2025-06-30"},
		{"from November to February", "2024-11-01 2025-02-28"},
		{"from 5 March to 2 April 2021", "2021-03-05 2021-04-02"},
		{"from January 2020 to today", "2020-01-01 2025-11-19"},
		// refused
		{"5/11/2024", "!"}, {"2024-13-01", "!"}, {"2023-02-29", "!"}, {"31 June", "!"}, {"the 32nd", "!"},
		{"next week", "!"}, {"2026-01-02", "!"}, {"soon", "!"}, {"", "!"}, {"0 days", "!"}, {"Q5 2024", "!"},
		{"from 2024-03-28 to 2024-01-02", "!"}, {"10 trading days after tomorrow", "!"}, {strings.Repeat("since ", 20) + "May", "!"},
	} {
		p, err := engine.Read(tt.text, at)
		got := p.From.String()
		if p.To != p.From {
			got += " " + p.To.String()
		}
		if err != nil {
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%q: %s, want %s (%v)", tt.text, got, tt.want, err)
		}
	}
}

func TestReadAfterTheClose(t *testing.T) {
	at := asOf(t)
	at.Now = at.Now.Add(2 * time.Hour)
	for text, want := range map[string]string{"the 19th": "2025-11-19", "last trading day": "2025-11-19", "Wednesday": "2025-11-19"} {
		if p, err := New().Read(text, at); err != nil || p.From.String() != want {
			t.Errorf("%q: %s, %v, want %s", text, p, err, want)
		}
	}
}

func TestReadersZone(t *testing.T) {
	at := asOf(t)
	at.Location = time.FixedZone("Tokyo", 9*3600)
	if p, err := New().Read("today", at); err != nil || p.From.String() != "2025-11-20" {
		t.Errorf("today in Tokyo: %s, %v", p, err)
	}
}

func TestFiscalYear(t *testing.T) {
	at := asOf(t)
	at.FiscalYearEnd = time.September
	for text, want := range map[string]string{
		"FY2025":                       "FY2025 (2024-10-01 to 2025-09-30)",
		"Q3 FY2025":                    "Q3 FY2025 (2025-04-01 to 2025-06-30)",
		"first fiscal quarter of 2025": "Q1 FY2025 (2024-10-01 to 2024-12-31)",
		"fiscal year '24":              "FY2024 (2023-10-01 to 2024-09-30)",
	} {
		if p, err := New().Read(text, at); err != nil || p.String() != want {
			t.Errorf("%q: %s, %v, want %s", text, p, err, want)
		}
	}
}

func TestErrorsSayWhatCanBeRead(t *testing.T) {
	_, err := New().Read("gibberish", asOf(t))
	if !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "2024-11-05") {
		t.Errorf("unreadable: %v", err)
	}
	if _, err = New().Read("2031-01-01", asOf(t)); !errors.Is(err, ErrFuture) {
		t.Errorf("future: %v", err)
	}
}

// A date that means one of two days is refused with both, within a phrase too.
func TestAmbiguousDatesNameBothDays(t *testing.T) {
	for _, text := range []string{"3/4/2025", "03.04.2025", "since 3-4-2025", "the 10 trading days after 3/4/2025"} {
		_, err := New().Read(text, asOf(t))
		if !errors.Is(err, ErrUnreadable) || !strings.HasSuffix(err.Error(), ": it may be 2025-04-03 or 2025-03-04: want the one that is meant, written so") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A pattern that is none is found here, as none is compiled before it is read by.
func TestPatternsAreValid(t *testing.T) {
	for _, f := range New().forms {
		f.pattern() // it panics
	}
}

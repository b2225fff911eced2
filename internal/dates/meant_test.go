package dates

import (
	"fmt"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// moments calls f at every hour of days around weekends, month and year ends and
// holidays, on several exchanges and for readers of several zones.
func moments(t *testing.T, f func(at AsOf, today Date)) {
	t.Helper()
	all, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	days := []Date{
		{Year: 2026, Month: 11, Day: 24}, {Year: 2026, Month: 12, Day: 24}, {Year: 2024, Month: 2, Day: 25}, {Year: 2026, Month: 9, Day: 25},
	}
	for _, code := range []string{"NYQ", "JPX", "CCC", "CME"} {
		exchange, ok := all.Of(code)
		if !ok {
			t.Fatal(code)
		}
		for _, zone := range []*time.Location{nil, time.FixedZone("Auckland", 13*3600), time.FixedZone("Honolulu", -10*3600)} {
			for _, day := range days {
				for hour := range 8 * 24 {
					at := AsOf{Now: day.In(time.UTC).Add(time.Duration(hour) * time.Hour), Location: zone, Exchange: exchange}
					f(at, at.date())
				}
			}
		}
	}
}

// What is called last ended before today, at any hour, and lies no further back
// than one turn before that.
func TestLastIsNeverToday(t *testing.T) {
	engine := New()
	type kind struct {
		name string
		turn int // the most days from its end to today
	}
	var kinds []kind
	for d := time.Sunday; d <= time.Saturday; d++ {
		kinds = append(kinds, kind{d.String(), 14})
	}
	for _, name := range []string{"November", "February", "September", "Q3", "Q4", "H2", "Christmas", "New Year's Eve", "Thanksgiving", "fiscal Q4"} {
		kinds = append(kinds, kind{name, 2 * 366})
	}
	tried := 0
	moments(t, func(at AsOf, today Date) {
		tried++
		k := kinds[tried%len(kinds)]
		word := []string{"last", "previous", "past", "prior", "this past"}[tried/2%5]
		if k.name == "fiscal Q4" {
			word = "last"
		}
		at.Ahead = tried%2 == 0
		p, err := engine.Read(word+" "+k.name, at)
		if err != nil || p.To.Compare(today) >= 0 || p.To.Compare(today.AddDays(-k.turn)) < 0 || p.Beside != "" {
			t.Fatalf("%s %s as of %s on %s: %s, %v", word, k.name, at.Now, today, p, err)
		}
	})
}

// On a Friday last Friday is a week ago, before the open and after the close; a
// bare Friday is today once it is over.
func TestLastFridayOnAFriday(t *testing.T) {
	engine, seen := New(), map[bool]bool{}
	moments(t, func(at AsOf, today Date) {
		name := today.Weekday().String()
		word := []string{"last", "this past", "previous"}[at.Now.Hour()%3]
		if p, err := engine.Read(word+" "+name, at); err != nil || p.From != today.AddDays(-7) || !p.Day {
			t.Fatalf("%s %s at %s, %s: %s, %v", word, name, at.Now, today, p, err)
		}
		over := reader{AsOf: at}.completed(today)
		want := today
		if !over {
			want = today.AddDays(-7)
		}
		text := []string{"", "most recent "}[today.Day%2] + name
		if p, err := engine.Read(text, at); err != nil || p.From != want {
			t.Fatalf("%s at %s, %s: %s, %v, want %s", text, at.Now, today, p, err, want)
		}
		seen[over] = true
	})
	if !seen[true] || !seen[false] {
		t.Errorf("days were over, or not: %v", seen)
	}
}

// On the last day of November, after the close, November is over, and yet last
// November is the year before.
func TestLastMonthByNameOnItsLastDay(t *testing.T) {
	at := AsOf{Now: time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC), Exchange: newYork(t)}
	for text, want := range map[string]string{
		"November": "2026-11-30", "last November": "2025-11-30", "since last November": "2026-11-30", "last month": "2026-10-31",
	} {
		if p, err := New().Read(text, at); err != nil || p.To.String() != want {
			t.Errorf("%s: %s, %v, want %s", text, p, err, want)
		}
	}
	at.Now = time.Date(2026, 12, 2, 22, 0, 0, 0, time.UTC)
	if p, err := New().Read("since last December", at); err != nil || p.From.String() != "2025-12-01" {
		t.Errorf("since last December, under way: %s, %v", p, err)
	}
}

// So it is of each month, at each hour of its last day, and of the quarter that
// ends with it.
func TestLastMonthByNameAtAnyHour(t *testing.T) {
	all, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	engine := New()
	for _, code := range []string{"NYQ", "LSE", "JPX"} {
		exchange, _ := all.Of(code)
		for m := time.January; m <= time.December; m++ {
			this := monthOf(2026, m)
			for hour := range 24 {
				at := AsOf{Now: this.To.In(exchange.Location).Add(time.Duration(hour) * time.Hour), Exchange: exchange}
				name := m.String()
				want := monthOf(2025, m)
				if hour%2 == 1 && m%3 == 0 {
					name, want = fmt.Sprintf("Q%d", m/3), quarterOf(2025, int(m)/3)
				}
				if p, err := engine.Read("last "+name, at); err != nil || p != want {
					t.Errorf("last %s at %s: %s, %v", name, at.Now, p, err)
				}
			}
		}
	}
}

// Quarters that are over end where the current one begins, on its every day.
func TestLastQuartersAreCompleted(t *testing.T) {
	engine := New()
	moments(t, func(at AsOf, today Date) {
		this := current("quarter", today)
		n := 2 + today.Day%6
		p, err := engine.Read(fmt.Sprintf("last %d quarters", n), at)
		if err != nil || p.To.AddDays(1) != this.From || months(p) != 3*n {
			t.Fatalf("last %d quarters on %s: %s, %v", n, today, p, err)
		}
	})
}

// Only words that name a day as a day do: a period may be one day long.
func TestDay(t *testing.T) {
	at := AsOf{Now: time.Date(2029, 1, 1, 15, 0, 0, 0, time.UTC), Exchange: newYork(t), Ahead: true} // a Monday
	for _, ahead := range []bool{false, true} {
		at.Ahead = ahead
		for text, want := range map[string]bool{
			"2026-11-13": true, "13 November 2026": true, "the 13th": true, "the 13th of last month": true, "25 December": true, "today": true,
			"yesterday": true, "Monday": true, "last Monday": true, "this Monday": true, "Monday last week": true, "Friday the 13th": true,
			"Christmas": true, "New Year's Day": true, "3 days ago": true, "2 months ago": true, "last trading day": true, "last day": true, "this day": true,
			"last trading day of 2026": true, "first trading day of November": true, "last day of March": true, "end of 2026": true,
			"beginning of the year": true, "close of last year": true, "third Friday of December": true, "the trading day after 5 Nov 2024": true, "the day after Christmas": true,
			"a week after 5 Nov 2024": true, "today to today": true, "from 13 November 2026 to 2026-11-13": true, "1d": true, "past 1 day": true,
			"last 1 trading day": true, "3 to 3 June 2026": true, "10th trading day of June": true, "1/1/2029": true, "first 1 days of March": true,
			"YTD": false, "MTD": false, "this week so far": false, "this month so far": false, "wtd": false, "this quarter so far": false,
			"since today": false, "since yesterday": false, "5d": false, "2 trading days after 5 Nov 2024": false, "last week": false,
			"2026": false, "September": false, "yesterday to today": false, "the week of 5 Nov 2024": false, "first 2 trading days of 2026": false,
			"fiscal ytd": false, "1 month": false, "week ended 2026-11-13": false, "the month after 5 Nov 2024": false, "year to today": false,
		} {
			if p, err := New().Read(text, at); err != nil || p.Day != want || p.Day && p.From != p.To {
				t.Errorf("%s, ahead %v: %s, a day %v, %v", text, ahead, p, p.Day, err)
			}
		}
	}
	at.Ahead = false
	for _, text := range []string{"YTD", "this year", "this month", "this week", "2029", "January 2029", "Q1 2029", "since today"} {
		if p, err := New().Read(text, at); err != nil || p.From != p.To || p.Day {
			t.Errorf("%s on the first day of the year: %s, a day %v, %v", text, p, p.Day, err)
		}
	}
}

package calendar

import (
	"encoding/json"
	"testing"
	"time"
)

func calendars(t *testing.T) *Calendars {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The counts of sessions a year are those that the exchanges held, from 2004.
func TestSessionsAYear(t *testing.T) {
	held := map[string][]int{
		"NYQ": {252, 252, 251, 251, 253, 252, 252, 252, 250, 252, 252, 252, 252, 251, 251, 252, 253, 252, 251},
		"TOR": {253, 251, 251, 252, 252, 251, 251, 250, 251, 251, 251, 251, 251, 250, 251},
		"LSE": {254, 252, 252, 253, 254, 253, 253, 251, 252, 253, 253, 253, 253, 252, 253, 253, 254, 253, 250},
		"GER": {257, 257, 255, 252, 254, 254, 256, 257, 254, 253, 252, 253, 255, 252, 251, 251, 254, 255, 257},
		"PAR": {259, 257, 255, 255, 256, 256, 258, 257, 256, 255, 255, 256, 257, 255, 255},
		"JPX": {246, 245, 248, 245, 245, 243, 245, 245, 248, 245, 244, 244, 245, 247, 245, 241, 242, 245, 244, 246, 245, 243},
		"HKG": {249, 247, 247, 246, 245, 249, 249, 246, 247, 244, 247, 247, 245, 246, 246, 246, 248, 247, 246, 243, 246},
		"SHH": {243, 242, 241, 242, 246, 244, 242, 244, 243, 238, 245, 244, 244, 244, 243, 244, 243, 243, 242, 242, 242, 243},
		"NSI": {251, 249, 247, 249, 246, 242, 251, 247, 247, 248, 242, 247, 246, 247, 245, 244, 252, 248, 248, 246, 249, 249},
		"ASX": {255, 252, 252, 253, 254, 254, 253, 252, 253, 253, 253, 254, 253, 252, 253, 253, 255, 254, 251, 252, 254},
	}
	all := calendars(t)
	for code, counts := range held {
		e, ok := all.Of(code)
		if !ok {
			t.Fatalf("no calendar for %s", code)
		}
		for i, want := range counts {
			year := 2004 + i
			got := len(e.Between(Date{year, 1, 1}, Date{year, 12, 31}))
			if got != want {
				t.Errorf("%s %d: %d sessions, want %d", code, year, got, want)
			}
		}
	}
}

func TestHolidays(t *testing.T) {
	for _, tt := range []struct{ code, day, why string }{
		{"NYQ", "2021-12-31", ""}, // New Year's Day on a Saturday is not observed
		{"NYQ", "2022-06-20", "Juneteenth"},
		{"NYQ", "2021-06-18", ""},
		{"NYQ", "2025-01-09", "day of mourning for Jimmy Carter"},
		{"NMS", "2024-03-29", "Good Friday"},
		{"NMS", "2026-11-26", "Thanksgiving Day"},
		{"NMS", "2026-11-22", "weekend"},
		{"TOR", "2022-12-27", "Boxing Day"},
		{"TOR", "2022-12-26", "Christmas Day"},
		{"LSE", "2020-05-04", ""},
		{"LSE", "2020-05-08", "Early May Bank Holiday"},
		{"LSE", "2021-12-28", "Boxing Day"},
		{"GER", "2024-12-24", "Christmas Eve"},
		{"GER", "2023-05-29", ""},
		{"GER", "2021-05-24", "Whit Monday"},
		{"PAR", "2025-05-01", "Labour Day"},
		{"JPX", "2024-11-04", "exchange holiday"},
		{"HKG", "2025-01-29", "exchange holiday"},
		{"SHH", "2024-10-07", "exchange holiday"},
		{"NSI", "2025-02-01", ""}, // a Saturday: budget day
		{"ASX", "2025-01-27", "Australia Day"},
		{"CPH", "2023-05-05", "Great Prayer Day"},
		{"CPH", "2024-04-26", ""}, // abolished
		{"ICE", "2029-04-19", "First Day of Summer"},
		{"STO", "2023-06-23", "Midsummer Eve"},
		{"SAO", "2023-11-20", ""},
		{"SAO", "2024-11-20", "Black Consciousness Day"},
		{"SAO", "2022-01-25", ""}, // of the city
		{"MEX", "2024-10-01", "inauguration of the president"},
		{"JNB", "2022-12-26", "Day of Goodwill"},  // Christmas Day on a Sunday is not observed,
		{"JNB", "2022-12-27", "declared holiday"}, // but another day was declared
		{"IST", "2023-02-13", "exchange holiday"},
		{"CCC", "2024-12-25", ""},
		{"CCY", "2024-12-25", ""},
		{"CCY", "2024-12-28", "weekend"},
	} {
		e, _ := calendars(t).Of(tt.code)
		if got := e.Holiday(date(t, tt.day)); got != tt.why {
			t.Errorf("%s %s: %q, want %q", tt.code, tt.day, got, tt.why)
		}
	}
}

func TestAddCountsSessions(t *testing.T) {
	e := calendars(t).NewYork()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2024-11-05", 10, "2024-11-19"},
		{"2024-11-27", 1, "2024-11-29"},
		{"2024-11-30", 1, "2024-12-02"}, // a Saturday counts from the gap
		{"2024-11-30", -1, "2024-11-29"},
		{"2001-09-10", 1, "2001-09-17"},
		{"2024-11-05", 0, "2024-11-05"},
	} {
		if got := e.Add(date(t, tt.from), tt.n); got.String() != tt.want {
			t.Errorf("Add(%s, %d) = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	for d := (Date{2019, 1, 1}); d.Year < 2021; d = d.AddDays(1) {
		for _, n := range []int{1, 7, 100} {
			if back := e.Add(e.Add(d, n), -n); e.IsSession(d) && back != d {
				t.Fatalf("%s: %d sessions on and back is %s", d, n, back)
			}
		}
	}
}

func TestLastCompleted(t *testing.T) {
	e := calendars(t).NewYork()
	for _, tt := range []struct{ now, want string }{
		{"2024-11-29T17:59:59Z", "2024-11-27"}, // still open, and Thanksgiving before
		{"2024-11-29T18:00:00Z", "2024-11-29"}, // it closes early
		{"2024-12-01T12:00:00Z", "2024-11-29"},
		{"2024-12-02T02:00:00Z", "2024-11-29"}, // Sunday night in New York
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.LastCompleted(now); got.String() != tt.want {
			t.Errorf("LastCompleted(%s) = %s, want %s", tt.now, got, tt.want)
		}
	}
}

func TestKnownYears(t *testing.T) {
	e, _ := calendars(t).Of("HKG")
	if !e.Known(Date{2027, 1, 1}) || e.Known(Date{2028, 1, 1}) {
		t.Errorf("known from %d through %d", e.From, e.Through)
	}
	if _, ok := calendars(t).Of("nowhere"); ok {
		t.Error("an exchange was guessed")
	}
}

func TestDateAsText(t *testing.T) {
	type held struct {
		On Date `json:"on,omitzero"`
	}
	for text, want := range map[string]held{`{"on":"2024-11-05"}`: {Date{2024, time.November, 5}}, `{}`: {}} {
		got, err := json.Marshal(want)
		if err != nil || string(got) != text {
			t.Errorf("%v is written as %s (%v), want %s", want, got, err, text)
		}
		var read held
		if err := json.Unmarshal([]byte(text), &read); err != nil || read != want {
			t.Errorf("%s is read as %v (%v), want %v", text, read, err, want)
		}
	}
	var d Date
	if err := d.UnmarshalText([]byte("5 Nov")); err == nil || !d.IsZero() {
		t.Errorf("5 Nov is read as %v, %v", d, err)
	}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("nothing is read as %v, %v", d, err)
	}
}

package calendar

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// published are the weekdays without trading, the early closes and the sessions
// on a weekend, as the exchanges announced them:
//
//	NYQ  NYSE Group, Holiday and Early Closings Calendar (23 December 2025 for
//	     2026 to 2028), and the day of mourning for Jimmy Carter
//	LSE  London Stock Exchange, Business Days; gov.uk, Bank holidays
//	GER  Deutsche Börse, Trading calendar and trading hours
//	PAR  Euronext, Trading hours and holidays
//	JPX  Japan Exchange Group, Market Holidays (non-business days); for 2027 the
//	     Act on National Holidays with the equinoxes of the National
//	     Astronomical Observatory
//	HKG  HKEX, Trading Hours and Holiday Schedule, and its notices of days
//	     without trading for storms (17 July, 1 and 8 September 2023, 6
//	     September 2024); for 2027 the General Holidays Ordinance
//	SHH  Shanghai Stock Exchange, Market Holidays; notices of the State Council
//	NSI  NSE, Holidays for trading, equities; circulars on the budget sessions
//	TOR  TMX, Calendar and trading hours
//	ASX  ASX, Trading calendar
func published() []yearList {
	return []yearList{
		{"NYQ", 2023, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24", ""},
		{"NYQ", 2024, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03 11-29 12-24", ""},
		{"NYQ", 2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03 11-28 12-24", ""},
		{"NYQ", 2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24", ""},
		{"NYQ", 2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26", ""},
		{"NYQ", 2028, "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24", ""},
		{"LSE", 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26", "12-22 12-29", ""},
		{"LSE", 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26", "12-24 12-31", ""},
		{"LSE", 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26", "12-24 12-31", ""},
		{"LSE", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28", "12-24 12-31", ""},
		{"LSE", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28", "12-24 12-31", ""},
		{"GER", 2024, "01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31", "12-30", ""},
		{"GER", 2025, "01-01 04-18 04-21 05-01 12-24 12-25 12-26 12-31", "12-30", ""},
		{"GER", 2026, "01-01 04-03 04-06 05-01 12-24 12-25 12-31", "12-30", ""},
		{"PAR", 2024, "01-01 03-29 04-01 05-01 12-25 12-26", "12-24 12-31", ""},
		{"PAR", 2025, "01-01 04-18 04-21 05-01 12-25 12-26", "12-24 12-31", ""},
		{"PAR", 2026, "01-01 04-03 04-06 05-01 12-25", "12-24 12-31", ""},
		{"PAR", 2027, "01-01 03-26 03-29", "12-24 12-31", ""},
		{"JPX", 2025, "01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 12-31", "", ""},
		{"JPX", 2026, "01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-31", "", ""},
		{"JPX", 2027, "01-01 01-11 02-11 02-23 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23 12-31", "", ""},
		{"HKG", 2023, "01-02 01-23 01-24 01-25 04-05 04-07 04-10 05-01 05-26 06-22 07-17 09-01 09-08 10-02 10-23 12-25 12-26", "", ""},
		{"HKG", 2024, "01-01 02-12 02-13 03-29 04-01 04-04 05-01 05-15 06-10 07-01 09-06 09-18 10-01 10-11 12-25 12-26", "02-09 12-24 12-31", ""},
		{"HKG", 2025, "01-01 01-29 01-30 01-31 04-04 04-18 04-21 05-01 05-05 07-01 10-01 10-07 10-29 12-25 12-26", "01-28 12-24 12-31", ""},
		{"HKG", 2026, "01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25", "02-16 12-24 12-31", ""},
		{"HKG", 2027, "01-01 02-08 02-09 03-26 03-29 04-05 05-13 06-09 07-01 09-16 10-01 10-08 12-27", "02-05 12-24 12-31", ""},
		{"SHH", 2025, "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08", "", ""},
		{"SHH", 2026, "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07", "", ""},
		{"NSI", 2025, "02-26 03-14 03-31 04-10 04-14 04-18 05-01 08-15 08-27 10-02 10-22 11-05 12-25", "10-21", "02-01"},
		{"NSI", 2026, "01-15 01-26 03-03 03-26 03-31 04-03 04-14 05-01 05-28 06-26 09-14 10-02 10-20 11-10 11-24 12-25", "", "02-01"},
		{"TOR", 2024, "01-01 02-19 03-29 05-20 07-01 08-05 09-02 10-14 12-25 12-26", "12-24", ""},
		{"TOR", 2025, "01-01 02-17 04-18 05-19 07-01 08-04 09-01 10-13 12-25 12-26", "12-24", ""},
		{"TOR", 2026, "01-01 02-16 04-03 05-18 07-01 08-03 09-07 10-12 12-25 12-28", "12-24", ""},
		{"ASX", 2024, "01-01 01-26 03-29 04-01 04-25 06-10 12-25 12-26", "12-24 12-31", ""},
		{"ASX", 2025, "01-01 01-27 04-18 04-21 04-25 06-09 12-25 12-26", "12-24 12-31", ""},
		{"ASX", 2026, "01-01 01-26 04-03 04-06 06-08 12-25 12-28", "12-24 12-31", ""},
	}
}

type yearList struct {
	code                   string
	year                   int
	closed, early, weekend string
}

func TestPublishedYears(t *testing.T) {
	all := calendars(t)
	for _, want := range announced() {
		e, ok := all.Of(want.code)
		if !ok || !e.Known(Date{want.year, 1, 1}) {
			t.Errorf("%s %d is not known", want.code, want.year)
			continue
		}
		got := yearList{code: want.code, year: want.year}
		for d := (Date{want.year, 1, 1}); d.Year == want.year; d = d.AddDays(1) {
			s, trades := e.Session(d)
			weekend := onWeekend(want.code, d)
			day := " " + d.String()[5:]
			switch {
			case trades == weekend && weekend:
				got.weekend += day
			case trades == weekend:
				got.closed += day
			case s.Early:
				got.early += day
			}
		}
		got.closed, got.early, got.weekend = strings.TrimSpace(got.closed), strings.TrimSpace(got.early), strings.TrimSpace(got.weekend)
		if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(yearList{})); diff != "" {
			t.Errorf("%s %d (-published +ours):\n%s", want.code, want.year, diff)
		}
	}
}

// No year from 2020 on is exact without being held against what was published.
func TestEveryYearIsHeldAgainstThePublished(t *testing.T) {
	all := calendars(t)
	held := map[string]bool{} // by name: a code stands for all of its calendar
	for _, l := range announced() {
		e, _ := all.Of(l.code)
		held[fmt.Sprint(e.Name, l.year)] = true
	}
	days := map[string]string{"Börse Frankfurt": "Xetra", "German regional exchanges": "Xetra", "CME Group futures": "NYSE and Nasdaq"} // whose days they trade
	for _, e := range all.all {
		if e.daily || e.never {
			continue
		}
		name := cmp.Or(days[e.Name], e.Name)
		for year := max(2020, e.From); year <= e.Through; year++ {
			if !held[fmt.Sprint(name, year)] {
				t.Errorf("%s: nothing published for %d", e.Name, year)
			}
		}
	}
}

// onWeekend is told by the exchanges' own words, not by their calendars here.
func onWeekend(code string, d Date) bool {
	if code == "SAU" || code == "TLV" && d.Year < 2026 {
		return d.Weekday() == time.Friday || d.Weekday() == time.Saturday
	}
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// What holds of every session of every exchange.
func TestSessionsHoldTogether(t *testing.T) {
	all := calendars(t)
	for _, e := range all.all {
		before := e.OnOrBefore(Date{2009, 12, 31})
		for d := (Date{2010, 1, 1}); d.Year < 2029; d = d.AddDays(1) {
			s, ok := e.Session(d)
			if ok != (e.Holiday(d) == "") {
				t.Fatalf("%s %s: a session %v on a holiday %q", e.Name, d, ok, e.Holiday(d))
			}
			if !ok {
				continue
			}
			checkSession(t, e, s, before)
			before = d
		}
	}
}

func checkSession(t *testing.T, e *Exchange, s Session, before Date) {
	t.Helper()
	instant := time.Nanosecond
	switch {
	case !s.Open.Before(s.Close), s.Close.Sub(s.Open) > 25*time.Hour: // a whole day on which clocks go back
		t.Fatalf("%s %s: from %s to %s", e.Name, s.Date, s.Open, s.Close)
	case s.Pause.IsZero() != s.Resume.IsZero():
		t.Fatalf("%s %s: a break from %s to %s", e.Name, s.Date, s.Pause, s.Resume)
	case !s.Pause.IsZero() && !(s.Open.Before(s.Pause) && s.Pause.Before(s.Resume) && s.Resume.Before(s.Close)):
		t.Fatalf("%s %s: a break from %s to %s", e.Name, s.Date, s.Pause, s.Resume)
	case !e.IsOpen(s.Open), !e.IsOpen(s.Close.Add(-instant)):
		t.Fatalf("%s %s: not open from %s to %s", e.Name, s.Date, s.Open, s.Close)
	case !s.Pause.IsZero() && (e.IsOpen(s.Pause) || !e.IsOpen(s.Pause.Add(-instant)) || !e.IsOpen(s.Resume)):
		t.Fatalf("%s %s: open in its break from %s to %s", e.Name, s.Date, s.Pause, s.Resume)
	case e.LastCompleted(s.Close.Add(-instant)) != before:
		t.Fatalf("%s %s: before its close the last is %s, want %s", e.Name, s.Date, e.LastCompleted(s.Close.Add(-instant)), before)
	case e.Add(before, 1) != s.Date, e.Add(s.Date, -1) != before:
		t.Fatalf("%s: %s does not follow %s", e.Name, s.Date, before)
	}
}

func TestFuturesTradeFromTheEveningBefore(t *testing.T) {
	e, _ := calendars(t).Of("CME")
	for now, want := range map[string]bool{
		"2026-11-22T17:59:59-05:00": false, // Sunday
		"2026-11-22T18:00:00-05:00": true,
		"2026-11-23T16:59:59-05:00": true,
		"2026-11-23T17:00:00-05:00": false, // the hour between two days
		"2026-11-23T18:00:00-05:00": true,
		"2026-11-27T18:00:00-05:00": false, // Friday
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.IsOpen(at); got != want {
			t.Errorf("open on %s: %v", now, got)
		}
	}
}

// Every code, suffix and index stands for one calendar, and no line is passed over.
func TestWhatIsDamagedIsRefused(t *testing.T) {
	for _, line := range []string{
		"codes NYQ", "suffixes L", "indices ^FTSE", "zone Europe/Nowhere", "closes in Nowhere", "years MM-", "years 2020-x", "list nowhere", "open always",
		"hours 09:00", "hours 09:00-17:00 someday", "hours 09:00-17:00 until Friday", "weekend until", "weekend fri satur",
		"closed 01-02 tomorrow: New Year", "closed 2020-02-30: Leap Day", "closed 05-18/day: Day", "closed 01/3rd: Day", "early 12-24", "early 13:00 eve today", "late 25:00 01-02",
	} {
		if err := calendars(t).add("damaged", []string{line}); err == nil {
			t.Errorf("New takes %q", line)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && !d.IsZero() && d.String() != s {
			t.Fatalf("%q is read as %s", s, d)
		}
	})
}

func FuzzSessions(f *testing.F) {
	f.Add("NYQ", int64(1795651200), int16(10))
	f.Add("CME", int64(-62135596800), int16(-300))
	f.Add("CCC", int64(253402300799), int16(0))
	all, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string, unix int64, n int16) {
		e, ok := all.Of(code)
		if !ok {
			e = all.NewYork()
		}
		now := time.Unix(unix%253402300800, 0)
		last := e.LastCompleted(now)
		if s, ok := e.Session(last); !ok || s.Close.After(now) {
			t.Fatalf("%s: the last session at %s is %s", e.Name, now, last)
		}
		moved := e.Add(last, int(n%1000))
		if !e.IsSession(moved) || moved.Compare(last)*int(n%1000) < 0 {
			t.Fatalf("%s: %d sessions from %s is %s", e.Name, n%1000, last, moved)
		}
	})
}

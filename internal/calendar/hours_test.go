package calendar

import (
	"strings"
	"testing"
	"time"
)

// The hours in UTC with their breaks around changes of daylight saving, of the venue's own clock or
// of New York's by which it trades, around changes of the hours themselves, and of
// short days.
func TestHoursInUTC(t *testing.T) {
	all := calendars(t)
	for _, tt := range []struct{ code, days, want string }{
		{"NYQ", "2024-11-29 2024-07-03 2024-07-02", "14:30-18:00 early 13:30-17:00 early 13:30-20:00"}, // the first after Thanksgiving
		{"NYQ", "2026-11-25", "14:30-21:00"},
		{"TOR", "2024-12-24", "14:30-18:00 early"},
		{"LSE", "2024-12-24 2023-12-22", "08:00-12:30 early 08:00-12:30 early"}, // Christmas Day of 2023 was a Monday
		{"GER", "2024-12-30", "08:00-13:00 early"},
		{"PAR", "2024-12-24 2024-12-31", "08:00-13:00 early 08:00-13:00 early"},
		{"JPX", "2011-11-18 2024-11-01 2024-11-05", "00:00-02:00,03:30-06:00 00:00-02:30,03:30-06:00 00:00-02:30,03:30-06:30"},
		{"HKG", "2011-03-04 2012-03-02 2026-11-25", "02:00-04:30,06:30-08:00 01:30-04:00,05:30-08:00 01:30-04:00,05:00-08:00"},
		{"HKG", "2025-01-28 2026-12-24", "01:30-04:00 early 01:30-04:00 early"},
		{"SHZ", "2026-11-25", "01:30-03:30,05:00-07:00"},
		{"ASX", "2024-12-24", "23:00-03:10 early"},
		{"CCC", "2024-12-28", "00:00-00:00"},
		{"EBS", "2026-03-27 2026-03-30", "08:00-16:20 07:00-15:20"},
		{"STO", "2026-10-23 2026-10-26", "07:00-15:25 08:00-16:25"},
		{"STO", "2026-04-02 2026-10-30", "07:00-10:55 early 08:00-11:55 early"},
		{"CPH", "2026-10-23 2026-10-26", "07:00-14:55 08:00-15:55"},
		{"HEL", "2026-10-23 2026-10-26", "07:00-15:25 08:00-16:25"},
		{"ICE", "2026-03-27 2026-03-30", "09:30-15:25 09:30-15:25"},
		{"OSL", "2026-03-27 2026-03-30", "08:00-15:20 07:00-14:20"},
		{"OSL", "2026-04-01", "07:00-11:00 early"},
		{"MIL", "2026-03-27 2026-03-30", "08:00-16:30 07:00-15:30"},
		{"MCE", "2026-03-27 2026-03-30 2026-12-24 2026-12-31", "08:00-16:30 07:00-15:30 08:00-13:00 early 08:00-13:00 early"},
		{"ISE", "2026-03-27 2026-03-30 2026-12-24 2026-12-31", "08:00-16:28 07:00-15:28 08:00-12:58 early 08:00-12:58 early"},
		{"LIS", "2026-03-27 2026-03-30 2026-12-24", "08:00-16:30 07:00-15:30 08:00-13:00 early"},
		{"VIE", "2026-03-27 2026-03-30 2026-12-30", "08:00-16:30 07:00-15:30 08:00-13:15 early"},
		{"WSE", "2026-03-27 2026-03-30", "08:00-15:50 07:00-14:50"},
		{"PRA", "2020-11-27 2020-11-30 2026-03-30", "08:00-15:20 08:00-15:10 07:00-14:10"},
		{"FRA", "2021-11-26 2021-11-29 2026-06-04 2026-12-30", "07:00-19:00 07:00-21:00 06:00-18:00 early 07:00-13:00 early"},
		{"STU", "2021-11-26 2026-06-04 2026-12-30", "07:00-21:00 06:00-20:00 07:00-13:00 early"},
		{"BUD", "2026-03-27 2026-03-30", "08:00-16:00 07:00-15:00"},
		{"ATH", "2026-03-27 2026-03-30", "08:30-15:00 07:30-14:00"},
		{"IST", "2026-03-27 2026-03-30 2026-05-26 2026-10-28", "07:00-15:00 07:00-15:00 07:00-09:30 early 07:00-09:30 early"},
		{"TLV", "2020-01-30 2020-02-03 2020-03-01 2020-03-08", "07:45-15:15 08:00-15:15 08:00-14:15 08:00-13:40"},
		// Israel changes on the Friday before Europe.
		{"TLV", "2025-03-27 2025-03-31", "08:00-15:15 07:00-14:15"},
		{"TLV", "2025-12-28 2025-10-08 2025-10-12", "08:00-13:40 07:00-11:15 early 07:00-11:15 early"},
		{"TLV", "2026-01-08 2026-01-09", "08:00-15:15 08:00-11:50"},
		{"SAU", "2020-03-25 2020-03-26 2020-05-21 2020-05-31", "07:00-12:00 07:00-10:00 07:00-10:00 07:00-12:00"},
		{"SAU", "2026-03-15 2026-11-22", "07:00-12:00 07:00-12:00"},
		{"KUW", "2025-10-09 2025-10-12", "06:00-09:30 06:00-10:00"},
		{"JNB", "2025-12-23 2025-12-24", "07:00-14:50 07:00-09:50 early"},
		// New York changes on 8 March and 1 November 2026.
		{"SAO", "2020-03-06 2020-03-09", "13:00-20:55 13:00-19:55"},
		{"SAO", "2026-03-06 2026-03-09 2026-10-30 2026-11-03", "13:00-20:55 13:00-19:55 13:00-19:55 13:00-20:55"},
		{"SAO", "2026-02-18", "16:00-20:55 special"},
		{"MEX", "2026-03-06 2026-03-09 2026-10-30 2026-11-03", "14:30-21:00 13:30-20:00 13:30-20:00 14:30-21:00"},
		// Mexico had a daylight saving of its own until 2022, three weeks shorter.
		{"MEX", "2022-03-11 2022-03-14 2022-04-04 2022-10-31 2022-11-07", "14:30-21:00 13:30-20:00 13:30-20:00 13:30-20:00 14:30-21:00"},
		{"TAI", "2026-11-26", "01:00-05:30"}, // Thanksgiving in New York
		{"KSC", "2026-11-26", "00:00-06:30"},
		{"KOE", "2026-11-19", "01:00-07:30 special"}, // the day of the ability test
		{"KSC", "2026-01-02", "01:00-06:30 special"}, // the first of the year
		{"SES", "2026-11-26", "01:00-04:00,05:00-09:00"},
		{"SES", "2026-12-24", "01:00-04:00 early"},
		{"SET", "2024-03-22", "03:00-05:30,07:30-09:30"},
		{"SET", "2024-03-25", "03:00-05:30,07:00-09:30"},
		{"JKT", "2026-11-26", "02:00-05:00,06:30-08:50"},
		{"JKT", "2026-11-27", "02:00-04:30,07:00-08:50"}, // a Friday
		{"JKT", "2020-03-27", "02:00-04:30,07:00-08:50"},
		{"JKT", "2020-03-30", "02:00-04:30,06:30-07:50"},
		{"JKT", "2023-03-31", "02:00-04:30,06:30-07:50"},
		{"JKT", "2023-04-03", "02:00-05:00,06:30-08:50"},
		{"KLS", "2026-11-26", "01:00-04:30,06:30-09:00"},
		{"KLS", "2026-02-16", "01:00-04:30 early"},
		{"VSE", "2026-11-26", "02:15-04:30,06:00-07:30"},
		{"VSE", "2021-06-01", "02:15-04:30 early"},
		{"PHS", "2020-03-13", "01:30-04:00,05:30-07:30"},
		{"PHS", "2020-03-16", "01:30-05:00"},
		{"PHS", "2021-12-06", "01:30-04:00,05:00-07:00"},
		{"PHS", "2021-12-31", "01:30-04:10 early"},
		{"PHS", "2022-01-14", "01:30-05:00"},
		{"PHP", "2022-03-01", "01:30-04:00,05:00-07:00"},
		{"NZE", "2026-11-26", "21:00-03:45"},
		{"NZE", "2026-12-24", "21:00-23:45 early"},
		{"NZE", "2026-06-26", "22:00-04:45"}, // winter
		{"ASX", "2020-11-16", "23:00-23:24 early"},
		{"HKG", "2020-08-19", "05:30-08:00 special"},
		{"HKG", "2021-06-28", "05:30-08:00 special"},
		{"HKG", "2022-08-25", "05:00-08:00 special"},
		{"HKG", "2022-11-02", "01:30-04:00,05:00-05:55 early"},
		{"HKG", "2023-10-09", "06:00-08:00 special"},
		{"HKG", "2024-11-14", "01:30-04:00,05:00-08:00"}, // a storm no longer stops it
		{"NSI", "2020-11-14", "12:45-13:45 special"},
		{"NSI", "2021-02-24", "03:45-11:30 special"}, // after a failure at noon
		{"NSI", "2021-11-04", "12:45-13:45 special"},
		{"NSI", "2022-10-24", "12:45-13:45 special"},
		{"NSI", "2023-11-12", "12:45-13:45 special"},
		{"NSI", "2024-01-20", "03:45-10:00"},
		{"NSI", "2024-03-02", "03:45-04:30,06:00-07:00 early special"},
		{"NSI", "2024-05-18", "03:45-04:30,06:00-07:00 early special"},
		{"BSE", "2024-11-01", "12:30-13:30 special"},
		{"BSE", "2025-10-21", "08:15-09:15 early special"},
		{"BSE", "2025-10-22", "closed"},
	} {
		e, ok := all.Of(tt.code)
		if !ok {
			t.Fatalf("no calendar for %s", tt.code)
		}
		got := ""
		for day := range strings.FieldsSeq(tt.days) {
			if s, ok := e.Session(date(t, day)); ok {
				got += " " + told(s)
			} else {
				got += " closed"
			}
		}
		if got != " "+tt.want {
			t.Errorf("%s on %s:%s, want %s", tt.code, tt.days, got, tt.want)
		}
	}
}

// told is a session's hours in UTC, as the lists write them, and what is unusual of it.
func told(s Session) string {
	times := []time.Time{s.Open, s.Close}
	if !s.Pause.IsZero() {
		times = []time.Time{s.Open, s.Pause, s.Resume, s.Close}
	}
	text := ""
	for i, at := range times {
		text += at.UTC().Format("15:04") + []string{"-", ","}[i%2]
	}
	text = strings.TrimSuffix(text, ",")
	if s.Early {
		text += " early"
	}
	if s.Special {
		text += " special"
	}
	return text
}

// B3 opens at one on Ash Wednesday, and on no other day.
func TestLateOpensOfSaoPaulo(t *testing.T) {
	want := map[string]bool{"2020-02-26": true, "2021-02-17": true, "2022-03-02": true, "2023-02-22": true, "2024-02-14": true,
		"2025-03-05": true, "2026-02-18": true, "2027-02-10": true, "2028-03-01": true}
	e, _ := calendars(t).Of("SAO")
	for _, d := range e.Between(Date{2020, 1, 1}, Date{2028, 12, 31}) {
		s, _ := e.Session(d)
		if late := s.Open.Format("15:04") == "13:00"; late != want[d.String()] || s.Special != late {
			t.Errorf("B3 opens on %s at %s", d, s.Open.Format("15:04"))
		}
	}
}

// Nothing is closed twice: no day by two rules of a name or twice in a list, none
// that a weekend closes anyway, none both by a rule and by the way.
func TestClosedOnce(t *testing.T) {
	all := calendars(t)
	for _, e := range all.all {
		for d, why := range e.once {
			if e.offDay(d) || e.extra[d] {
				t.Errorf("%s: %s is closed for %q, but no working day", e.Name, d, why)
			}
			for _, r := range e.rules {
				if r.on(d.Year) == d {
					t.Errorf("%s: %s is closed for %q and by rule for %q", e.Name, d, why, r.name)
				}
			}
		}
		for d := range e.special {
			if !e.IsSession(d) {
				t.Errorf("%s: hours for %s, which is no session", e.Name, d)
			}
		}
		for year := 2020; year <= 2028; year++ {
			seen := map[string]Date{}
			for _, r := range e.rules {
				d := r.on(year)
				if first, ok := seen[r.name]; ok && !d.IsZero() && !first.IsZero() {
					t.Errorf("%s: %q is on %s and %s", e.Name, r.name, first, d)
				}
				seen[r.name] = d
			}
		}
	}
}

func TestWeeksOfTheMiddleEast(t *testing.T) {
	all := calendars(t)
	for _, tt := range []struct{ code, day, why string }{
		{"KUW", "2026-11-22", ""}, // a Sunday
		{"KUW", "2026-11-20", "weekend"},
		{"KUW", "2026-11-21", "weekend"},
		{"KUW", "2026-02-25", "National Day"},
		{"KUW", "2026-03-01", "exchange holiday"}, // suspended for a day
		{"KUW", "2026-03-02", ""},
		{"KUW", "2025-09-04", "exchange holiday"},
		{"SAU", "2026-11-22", ""},
		{"SAU", "2026-11-20", "weekend"},
		{"TLV", "2025-12-28", ""},
		{"TLV", "2026-01-02", "weekend"},
		{"TLV", "2026-01-04", "weekend"},
		{"TLV", "2026-01-05", ""},
		{"TLV", "2026-01-09", ""},
		{"TLV", "2026-09-18", "exchange holiday"}, // the Sunday after is the eve of Yom Kippur
		{"DOH", "2026-11-22", ""},
		{"DOH", "2026-11-20", "weekend"},
		{"CAI", "2026-11-22", ""},
		{"DFM", "2021-12-31", "weekend"},
		{"DFM", "2022-01-02", "weekend"},
		{"DFM", "2021-12-26", ""},
		{"DFM", "2022-01-07", ""},
	} {
		e, _ := all.Of(tt.code)
		if got := e.Holiday(date(t, tt.day)); got != tt.why {
			t.Errorf("%s %s: %q, want %q", tt.code, tt.day, got, tt.why)
		}
	}
}

// What is not certain is not called exact.
func TestYearsThatAreNotExact(t *testing.T) {
	all := calendars(t)
	for code, years := range map[string][]int{"KUW": {2025, 2026}, "DOH": {2026}, "DFM": {2026}, "CAI": {2026}, "BUE": {2026}, "SGO": {2026},
		"TLV": {2019, 2026}, "SAU": {2019, 2029}, "IST": {2029}, "BUD": {2029}, "MCE": {2027}, "JNB": {2029}, "ATH": {2022, 2027}} {
		e, _ := all.Of(code)
		for _, year := range years {
			if e.Known(Date{year, time.June, 1}) {
				t.Errorf("%s is exact for %d", code, year)
			}
		}
	}
	for _, code := range []string{"DOH", "DFM", "CAI", "BUE", "SGO"} {
		if e, _ := all.Of(code); e.HasHours() {
			t.Errorf("%s has hours", code)
		}
	}
}

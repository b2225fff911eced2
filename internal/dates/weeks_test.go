package dates

import (
	"testing"
	"time"
)

// Ends that companies reported, in the words of their annual and quarterly
// reports.
func TestFiscalYearsOfWeeks(t *testing.T) {
	apple := &Weeks{Weekday: time.Saturday, Long: 1}
	costco := &Weeks{Weekday: time.Sunday, Nearest: true, Quarters: [4]int{12, 12, 12, 16}}
	for _, tt := range []struct {
		what    string
		end     time.Month
		weeks   *Weeks
		byStart bool
		texts   map[string]string
	}{
		{"the last Saturday of September, the long quarter first", time.September, apple, false, map[string]string{
			"FY2025": "FY2025 (2024-09-29 to 2025-09-27)", "Q4 FY2025": "Q4 FY2025 (2025-06-29 to 2025-09-27)",
			"Q1 FY2023": "Q1 FY2023 (2022-09-25 to 2022-12-31)", "Q2 FY2023": "Q2 FY2023 (2023-01-01 to 2023-04-01)",
			"FY2023": "FY2023 (2022-09-25 to 2023-09-30)", "Q1 FY2025": "Q1 FY2025 (2024-09-29 to 2024-12-28)",
			"H1 FY2025": "H1 FY2025 (2024-09-29 to 2025-03-29)", "second half of FY2025": "H2 FY2025 (2025-03-30 to 2025-09-27)",
			"last fiscal quarter": "Q4 FY2026 (2026-06-28 to 2026-09-26)", "last 4 fiscal quarters": "Q1 FY2026 to Q4 FY2026 (2025-09-28 to 2026-09-26)",
			"this fiscal year": "FY2027 so far (2026-09-27 to 2026-11-26)", "early FY2025": "early FY2025 (2024-09-29 to 2025-01-28)",
			"end of Q3 FY2025": "Saturday 28 June 2025 (2025-06-28)", "late Q4 FY2025": "late Q4 FY2025 (2025-08-29 to 2025-09-27)",
		}},
		{"the Sunday nearest to 31 January, named after its start", time.January, &Weeks{Weekday: time.Sunday, Nearest: true}, true, map[string]string{
			"FY2024": "FY2024 (2024-01-29 to 2025-02-02)", "FY2023": "FY2023 (2023-01-30 to 2024-01-28)", "Q1 FY2025": "Q1 FY2025 (2025-02-03 to 2025-05-04)",
			"Q2 FY2025": "Q2 FY2025 (2025-05-05 to 2025-08-03)", "Q4 FY2024": "Q4 FY2024 (2024-10-28 to 2025-02-02)",
			"fiscal 2024/25": "FY2024 (2024-01-29 to 2025-02-02)", "last fiscal year": "FY2025 (2025-02-03 to 2026-02-01)",
		}},
		{"the last Sunday of January, named after its end", time.January, &Weeks{Weekday: time.Sunday}, false, map[string]string{
			"FY2024": "FY2024 (2023-01-30 to 2024-01-28)", "FY2025": "FY2025 (2024-01-29 to 2025-01-26)", "Q2 FY2026": "Q2 FY2026 (2025-04-28 to 2025-07-27)",
		}},
		{"the Sunday nearest to 31 August, in quarters of 12 and 16 weeks", time.August, costco, false, map[string]string{
			"Q1 FY2025": "Q1 FY2025 (2024-09-02 to 2024-11-24)", "Q2 FY2025": "Q2 FY2025 (2024-11-25 to 2025-02-16)",
			"Q3 FY2025": "Q3 FY2025 (2025-02-17 to 2025-05-11)", "Q4 FY2025": "Q4 FY2025 (2025-05-12 to 2025-08-31)", "Q4 FY2023": "Q4 FY2023 (2023-05-08 to 2023-09-03)",
		}},
		{"the Sunday nearest to the end of December", time.December, &Weeks{Weekday: time.Sunday, Nearest: true}, true, map[string]string{
			"FY2022": "FY2022 (2022-01-03 to 2023-01-01)", "FY2024": "FY2024 (2024-01-01 to 2024-12-29)",
		}},
		{"months, named after their start", time.March, nil, true, map[string]string{
			"FY2024": "FY2024 (2024-04-01 to 2025-03-31)", "Q1 FY2025": "Q1 FY2025 (2025-04-01 to 2025-06-30)", "FY2024/25": "FY2024 (2024-04-01 to 2025-03-31)",
		}},
		{"the calendar's years begin and end in the year of their name", time.December, nil, true, map[string]string{
			"FY2024": "FY2024 (2024-01-01 to 2024-12-31)",
		}},
	} {
		at := thanksgiving(t)
		at.FiscalYearEnd, at.FiscalWeeks, at.FiscalNamedByStart = tt.end, tt.weeks, tt.byStart
		for text, want := range tt.texts {
			if p, err := New().Read(text, at); err != nil || p.String() != want {
				t.Errorf("%s: %q: %s, %v, want %s", tt.what, text, p, err, want)
			}
		}
	}
}

// Years of weeks follow each other without a gap, 52 or 53 weeks long, and their
// quarters fill them.
func TestFiscalWeeksFillTheYears(t *testing.T) {
	for end := time.January; end <= time.December; end++ {
		for i := range 7 * 2 * 5 * 2 {
			w := &Weeks{Weekday: time.Weekday(i % 7), Nearest: i/7%2 == 1, Long: i / 14 % 5}
			if i/70 == 1 {
				w.Quarters = [4]int{16, 12, 12, 12}
			}
			r := reader{AsOf: AsOf{FiscalYearEnd: end, FiscalWeeks: w, FiscalNamedByStart: i%2 == 0}}
			for year := 2019; year <= 2025; year++ { // a turn of the weekdays, with a long year or two
				y := r.fiscalYear(year)
				weeks := 0
				for d := y.From; d.Compare(y.To) <= 0; d = d.AddDays(7) {
					weeks++
				}
				if weeks != 52 && weeks != 53 || y.To.Weekday() != w.Weekday || y.To.AddDays(1) != r.fiscalYear(year+1).From || y.From.AddDays(7*weeks-1) != y.To {
					t.Fatalf("%+v %s: %s", w, end, y)
				}
				next := y.From
				for q := 1; q <= 4; q++ {
					p := r.fiscalQuarter(year, q)
					if p.From != next || p.To.Compare(p.From.AddDays(11*7)) < 0 {
						t.Fatalf("%+v %s: %s, want it from %s on", w, end, p, next)
					}
					next = p.To.AddDays(1)
				}
				if next != y.To.AddDays(1) {
					t.Fatalf("%+v %s: the quarters of %s end before %s", w, end, y, next)
				}
			}
		}
	}
}

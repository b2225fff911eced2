package study

import (
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// fiscalStudy is a Study of a company whose newest year and quarter ended so; an
// empty quarter is not known.
func fiscalStudy(t *testing.T, end, quarter string) *Study {
	t.Helper()
	st := &market.Statistics{LastFiscalYearEnd: dateOf(t, end)}
	if quarter != "" {
		st.MostRecentQuarter = dateOf(t, quarter)
	}
	return newStudy(t, &fakeMarket{fund: &market.Fundamentals{Statistics: st}})
}

func TestFiscalPeriods(t *testing.T) {
	for _, tt := range []struct{ symbol, end, quarter, words, from, to, note string }{
		// Of a company in the file, its rules.
		{"AAPL", "2025-09-27", "2025-09-27", "FY2025", "2024-09-29", "2025-09-27", "fiscal years end on the last Saturday of September and are named after the year in which they end"},
		{"AAPL", "2025-09-27", "2025-09-27", "Q4 FY2025", "2025-06-29", "2025-09-27", ""},
		{"AAPL", "2024-09-28", "2024-12-28", "Q1 FY2023", "2022-09-25", "2022-12-31", ""},
		{"AAPL", "2023-09-30", "2023-09-30", "Q4 FY2022", "2022-06-26", "2022-09-24", "last Saturday"},
		{"HD", "2025-02-02", "2025-08-03", "FY2024", "2024-01-29", "2025-02-02", "the Sunday nearest to the end of January and are named after the year in which they begin"},
		{"TGT", "2025-02-01", "2025-02-01", "Q4 FY2024", "2024-11-03", "2025-02-01", "named after the year in which they begin"},
		{"COST", "2025-08-31", "2025-11-23", "Q3 FY2025", "2025-02-17", "2025-05-11", ""},
		{"KR", "2025-02-01", "2025-05-24", "Q1 FY2025", "2025-02-02", "2025-05-24", "begin"},
		{"SONY", "2025-03-31", "2025-06-30", "FY2024", "2024-04-01", "2025-03-31", "fiscal years end in March and are named after the year in which they begin"},
		{"WMT", "2025-01-31", "2025-07-31", "FY2025", "2024-02-01", "2025-01-31", "fiscal years end in January and are named after the year in which they end"},
		// Of others, what two true ends tell.
		{"ZZZ", "2024-09-28", "2024-12-28", "Q4 FY2024", "2024-06-30", "2024-09-28", "it is not known whether this is the rule"},
		{"ZZZ", "2025-01-26", "2025-07-27", "Q1 FY2026", "2025-01-27", "2025-04-27", "the last Sunday of January and are named after the year in which they end; the company may name them after"},
		{"ZZZ", "2023-12-03", "2024-06-02", "FY2023", "2022-11-28", "2023-12-03", "the Sunday nearest to the end of November"},
		{"ZZZ", "2023-12-03", "2024-06-02", "Q2 FY2024", "2024-03-04", "2024-06-02", "a 53rd week is taken to lie in the fourth quarter"},
		{"ZZZ", "2023-09-30", "2023-12-30", "Q1 FY2024", "2023-10-01", "2023-12-30", "the Saturday nearest"},
		{"ZZZ", "2025-08-30", "2025-11-22", "Q4 FY2025", "2025-05-11", "2025-08-30", "Saturday nearest to the end of August"}, // quarters of 12 and 16 weeks
		{"ZZZ", "2025-02-01", "2025-05-24", "Q2 FY2026", "2025-05-25", "2025-08-16", ""},                                      // 16 weeks first
		{"ZZZ", "2023-10-28", "2024-02-03", "Q1 FY2024", "2023-10-29", "2024-02-03", "Saturday nearest"},                      // the 53rd week first
		{"ZZZ", "2025-09-27", "2025-09-27", "Q4 FY2025", "2025-06-29", "2025-09-27", "quarters of 13 weeks are assumed"},
		// Whole months.
		{"BABA", "2024-03-31", "2024-12-31", "Q1 FY2025", "2024-04-01", "2024-06-30", "fiscal years end in March and are named after the year in which they end"},
		{"ZZZ", "2024-08-31", "2024-11-30", "FY2024", "2023-09-01", "2024-08-31", "fiscal years end in August"}, // both are Saturdays, 13 weeks apart
		{"7203.T", "2025-03-31", "2025-09-30", "FY2025", "2024-04-01", "2025-03-31", "the company may name them after the year in which they begin"},
		// Where it cannot be told.
		{"ZZZ", "2024-12-31", "2025-03-28", "Q1 FY2025", "2025-01-01", "2025-03-31", "month ends are used"},
		{"ZZZ", "2025-02-01", "", "FY2024", "2023-02-01", "2024-01-31", "month ends are used"},
		{"ZZZ", "2025-02-20", "2025-05-20", "FY2025", "2024-03-01", "2025-02-28", "month ends are used"},
		{"AAPL", "2025-09-30", "2025-09-30", "Q4 FY2025", "2025-07-01", "2025-09-30", "fiscal years end in September"},
		// Words of the calendar ask for none of it.
		{"HD", "2025-02-02", "2025-08-03", "Q3 2025", "2025-07-01", "2025-09-30", ""},
	} {
		span, err := fiscalStudy(t, tt.end, tt.quarter).Read(t.Context(), tt.words, symbolOf(tt.symbol), nil)
		if err != nil || span.From.String() != tt.from || span.To.String() != tt.to || !strings.Contains(span.Note, tt.note) {
			t.Errorf("%s, %s and %s: %q: %s to %s, %q, %v, want %s to %s, %q", tt.symbol, tt.end, tt.quarter, tt.words, span.From, span.To, span.Note, err, tt.from, tt.to, tt.note)
		}
		if (span.Note != "") != Fiscal(tt.words) {
			t.Errorf("%s: %q: the rule in use is %q", tt.symbol, tt.words, span.Note)
		}
	}
}

// A note of what is known has no doubts.
func TestFiscalNotesOfCertainRules(t *testing.T) {
	for _, tt := range []struct{ symbol, end, quarter, want string }{
		{"AAPL", "2025-09-27", "2025-09-27", "fiscal years end on the last Saturday of September and are named after the year in which they end"},
		{"HD", "2025-02-02", "2025-02-02", "fiscal years end on the Sunday nearest to the end of January and are named after the year in which they begin"},
		{"MSFT", "2025-06-30", "2025-09-30", "fiscal years end in June and are named after the year in which they end"},
	} {
		span, err := fiscalStudy(t, tt.end, tt.quarter).Read(t.Context(), "FY2024", symbolOf(tt.symbol), nil)
		if err != nil || span.Note != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.symbol, span.Note, err, tt.want)
		}
	}
}

// Year ends that companies reported: those of the file, by its rules.
func TestCompaniesEndTheirYearsByTheFile(t *testing.T) {
	for symbol, ends := range map[string]string{
		"AAPL": "2025-09-27 2024-09-28 2023-09-30 2022-09-24", "HD": "2025-02-02 2024-01-28 2023-01-29", "LOW": "2025-01-31 2024-02-02 2023-02-03",
		"TGT": "2025-02-01 2024-02-03 2023-01-28", "NVDA": "2025-01-26 2024-01-28 2023-01-29", "COST": "2025-08-31 2024-09-01 2023-09-03",
		"PEP": "2024-12-28 2023-12-30 2022-12-31", "DIS": "2025-09-27 2024-09-28 2020-10-03", "JNJ": "2024-12-29 2023-12-31 2023-01-01",
		"INTC": "2024-12-28 2022-12-31", "AVGO": "2024-11-03 2023-10-29", "DELL": "2025-01-31 2024-02-02", "CSCO": "2025-07-26 2024-07-27 2021-07-31",
		"MU": "2024-08-29 2020-09-03", "LULU": "2025-02-02 2024-01-28", "DG": "2025-01-31 2024-02-02", "AZO": "2025-08-30 2024-08-31", "DPZ": "2024-12-29 2023-01-01",
		"AMAT": "2024-10-27 2021-10-31", "SBUX": "2025-09-28 2024-09-29 2022-10-02", "KR": "2025-02-01 2024-02-03",
	} {
		c := companyOf(symbolOf(symbol))
		for end := range strings.FieldsSeq(ends) {
			d := dateOf(t, end)
			if before := d.AddDays(-7); c.weeks == nil || c.weeks.YearEnd(before.Year, before.Month) != d {
				t.Errorf("%s: no year ends on %s by %+v", symbol, end, c.weeks)
			}
		}
	}
	// Quarters of years with 53 weeks, and of other lengths.
	for _, tt := range []struct {
		symbol string
		year   int
		month  time.Month
		q      int
		want   string
	}{
		{"AAPL", 2023, time.September, 1, "2022-12-31"}, {"INTC", 2022, time.December, 1, "2022-04-02"}, {"AMD", 2022, time.December, 3, "2022-09-24"},
		{"CSCO", 2021, time.July, 3, "2021-05-01"}, {"AVGO", 2024, time.October, 1, "2024-02-04"}, {"ADI", 2024, time.October, 1, "2024-02-03"},
		{"COST", 2025, time.August, 2, "2025-02-16"}, {"KR", 2026, time.January, 2, "2025-08-16"}, {"PEP", 2025, time.December, 3, "2025-09-06"},
		{"JNJ", 2020, time.December, 3, "2020-09-27"}, {"DELL", 2023, time.January, 3, "2022-10-28"},
	} {
		if got := companyOf(symbolOf(tt.symbol)).weeks.QuarterEnd(tt.year, tt.month, tt.q); got.String() != tt.want {
			t.Errorf("%s: quarter %d of the year to %s %d ends on %s, want %s", tt.symbol, tt.q, tt.month, tt.year, got, tt.want)
		}
	}
}

func TestCompaniesCanBeRead(t *testing.T) {
	n, seen := 0, map[string]bool{}
	for line := range strings.Lines(companiesText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c, err := readCompany(strings.Fields(line))
		if err != nil || seen[c.symbol] || !c.known || companyOf(symbolOf(c.symbol)).symbol != c.symbol {
			t.Errorf("%s: %+v, %v", line, c, err)
		}
		n, seen[c.symbol] = n+1, true
	}
	if n < 40 {
		t.Errorf("%d companies", n)
	}
	for _, line := range []string{"", "A", "A sometime - - -", "A end first-Friday 13-13-13-13 4", "A end last-Someday 13-13-13-13 4", "A end last-Friday 13-13 4"} {
		if c, err := readCompany(strings.Fields(line)); err == nil {
			t.Errorf("%q is read as %+v", line, c)
		}
	}
	if c := companyOf(symbolOf("ZZZZ")); c.known || c.weeks != nil {
		t.Errorf("a company that is not there: %+v", c)
	}
}

package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// monthly holds one close at the end of each month from June 2024 to October 2025,
// and one in the middle of it.
func monthly(t *testing.T, ends ...float64) []market.Bar {
	t.Helper()
	var bars []market.Bar
	year, month := 2024, 6
	for _, v := range ends {
		bars = append(bars, bar(fmt.Sprintf("%d-%02d-14", year, month), v+3), bar(fmt.Sprintf("%d-%02d-27", year, month), v))
		if month++; month > 12 {
			year, month = year+1, 1
		}
	}
	return bars
}

func names(rows []Row) (all []string) {
	for _, r := range rows {
		all = append(all, r.Name+r.Note)
	}
	return all
}

func TestMonths(t *testing.T) {
	//                                                    Jun  Jul  Aug  Sep  Oct  Nov  Dec
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, 100, 110, 121, 100, 90, 99, 99)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2024-07-01 to 2024-12-20", Measures: []Measure{Months}})
	s := r.Sections[0]
	wantValue(t, s, "best month, 2024-07", Percent, 10, "2024-06-27", "2024-07-27")
	wantValue(t, s, "worst month, 2024-09", Percent, (100.0/121-1)*100, "2024-08-27", "2024-09-27")
	wantValue(t, s, "months that rose", Count, 3)
	wantValue(t, s, "complete months", Count, 5)
	want := []string{"2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12incomplete"}
	if diff := cmp.Diff(want, names(s.Table.Rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got := s.Table.Rows[0].Cells; got[0] != market.Num(113) || got[1] != market.Num(110) || got[2] != market.Num(10) || got[4] != market.Num(113) || got[5] != market.Num(110) {
		t.Errorf("July = %v", got)
	}
}

func TestYears(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, 100, 110, 121, 100, 90, 99, 80, 70, 60, 70, 80, 90, 100, 110, 120, 130, 140)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2024-07-01 to 2025-10-31", Measures: []Measure{Years}})
	if diff := cmp.Diff([]string{"2024incomplete", "2025incomplete"}, names(r.Sections[0].Table.Rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantValue(t, r.Sections[0], "best year, 2025", Percent, 75)
	wantValue(t, r.Sections[0], "complete years", Count, 0)
	if !strings.Contains(r.Sections[0].About, "none is complete") {
		t.Errorf("the best of years that are not over: %s", r.Sections[0].About)
	}
}

func TestUptrend(t *testing.T) {
	//                                                    Jun  Jul  Aug  Sep  Oct  Nov Dec Jan Feb Mar Apr
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, 100, 110, 121, 130, 90, 91, 92, 93, 94, 80, 85)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2024-06-01 to 2025-04-30", Measures: []Measure{Uptrend}})
	s := r.Sections[0]
	if diff := cmp.Diff([]string{"2024-12", "2025-01", "2025-02"}, names(s.Table.Rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantValue(t, s, "change from 2024-12 to 2025-02", "USD", 3, "2024-11-27", "2025-02-27")
	r = analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2024-06-01 to 2025-04-30", Measures: []Measure{Uptrend}, Window: 6})
	if r.Sections[0].Missing == "" {
		t.Errorf("six rising months are found: %+v", r.Sections[0])
	}
}

func TestOutperformed(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{
		"AAPL": monthly(t, 100, 110, 121, 100, 90),
		"MSFT": monthly(t, 50, 52, 60, 60, 54),
	}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "July to October 2024", Measures: []Measure{Outperformed}})
	s := r.Sections[0]
	var better []string
	for _, row := range s.Table.Rows {
		better = append(better, row.Name+" "+row.Texts[0])
	}
	if diff := cmp.Diff([]string{"2024-07 AAPL", "2024-08 MSFT", "2024-09 MSFT", "2024-10 equal"}, better); diff != "" {
		t.Errorf("better (-want +got):\n%s", diff)
	}
	wantValue(t, s, "months in which AAPL did better", Count, 1)
	wantValue(t, s, "months in which MSFT did better", Count, 2)
	wantValue(t, s, "complete months", Count, 4)

	// A month that is not over is shown, and nobody has won it yet.
	r = analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2024-07-01 to 2024-09-28", Measures: []Measure{Outperformed}})
	wantValue(t, r.Sections[0], "months in which AAPL did better", Count, 1)
	wantValue(t, r.Sections[0], "months in which MSFT did better", Count, 1)
	wantValue(t, r.Sections[0], "complete months", Count, 2)
	if rows := r.Sections[0].Table.Rows; len(rows) != 3 || rows[2].Note != "incomplete" {
		t.Errorf("rows %+v", rows)
	}
}

// The best month, the worst one and the months won, against their definition on
// the last closes of months.
func TestMonthsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 50 {
		a, b := []float64{100}, []float64{50}
		for range 3 + r.IntN(12) {
			a, b = append(a, a[len(a)-1]*(0.8+0.4*r.Float64())), append(b, b[len(b)-1]*(0.8+0.4*r.Float64()))
		}
		best, worst, won, rose := math.Inf(-1), math.Inf(1), 0, 0
		for i := 1; i < len(a); i++ {
			change := a[i]/a[i-1] - 1
			best, worst = max(best, change), min(worst, change)
			if change > b[i]/b[i-1]-1 {
				won++
			}
			if change > 0 {
				rose++
			}
		}
		last := market.Date{Year: 2024, Month: 6, Day: 1}.In(time.UTC).AddDate(0, len(a), -1).Format(time.DateOnly)
		data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, a...), "MSFT": monthly(t, b...)}}
		report := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2024-07-01 to " + last, Measures: []Measure{Months, Outperformed}})
		s := report.Sections[0]
		for _, f := range s.Figures {
			switch {
			case strings.HasPrefix(f.Name, "best month") && f.Unit == Percent:
				wantValue(t, s, f.Name, Percent, best*100)
			case strings.HasPrefix(f.Name, "worst month") && f.Unit == Percent:
				wantValue(t, s, f.Name, Percent, worst*100)
			}
		}
		wantValue(t, s, "months that rose", Count, float64(rose))
		wantValue(t, s, "complete months", Count, float64(len(a)-1))
		wantValue(t, report.Sections[2], "months in which AAPL did better", Count, float64(won))
	}
}

// A month is complete when its trading days are, not when its last day has come.
func TestMonthEndsWithItsTrading(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, 100, 110, 120)}}
	for period, want := range map[string][]string{
		"2024-07-01 to 2024-08-30": {"2024-07", "2024-08"}, // a Friday
		"2024-07-01 to 2024-08-29": {"2024-07", "2024-08incomplete"},
		"2024-07-02 to 2024-08-31": {"2024-07incomplete", "2024-08"},
		"2024-06-02 to 2024-07-31": {"2024-06incomplete", "2024-07"}, // no close before June
	} {
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: period, Measures: []Measure{Months}})
		if diff := cmp.Diff(want, names(r.Sections[0].Table.Rows)); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", period, diff)
		}
	}
	// Friday 29 August 2025, the last trading day of its month, before its close
	// and after it.
	data.bars["AAPL"] = walk(t, "2025-07-30", make([]float64, 23)...)
	for i := range data.bars["AAPL"] {
		data.bars["AAPL"][i].Close = 100 + float64(i)
	}
	for now, want := range map[string]float64{"2025-08-29T13:00:00Z": 0, "2025-08-29T20:30:00Z": 1} {
		s := newStudy(t, data)
		s.now = func() time.Time {
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Error(err)
			}
			return at
		}
		r, err := s.Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: "2025-08-01 to 2025-08-29", Measures: []Measure{Months}})
		if err != nil {
			t.Fatal(err)
		}
		wantValue(t, r.Sections[0], "complete months", Count, want)
	}
}

// An instrument that is younger than the period has an incomplete first month.
func TestYoungInstrument(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": monthly(t, 100, 110)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2024-01-01 to 2024-07-31", Measures: []Measure{Months}})
	if diff := cmp.Diff([]string{"2024-06incomplete", "2024-07"}, names(r.Sections[0].Table.Rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

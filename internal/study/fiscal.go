package study

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/dates"
	"quotewire/internal/market"
)

// Fiscal reports whether words speak of a company's own years.
func Fiscal(words string) bool {
	w := strings.ToLower(words)
	return strings.Contains(w, "fy") || strings.Contains(w, "fiscal") || strings.Contains(w, "fq") || strings.Contains(w, "financial year")
}

// fiscal fills in how symbol's fiscal years are made, where words speak of them,
// and gives what the reader has to know of it.
func (s *Study) fiscal(ctx context.Context, words string, symbol market.Symbol, at *dates.AsOf) (note string, err error) {
	if !Fiscal(words) {
		return "", nil
	}
	f, err := s.market.Fundamentals(ctx, symbol)
	if err != nil && !errors.Is(err, market.ErrNoData) {
		return "", err
	}
	if err != nil || f.Statistics == nil || f.Statistics.LastFiscalYearEnd.IsZero() {
		return "", &FieldError{"period", "the fiscal year of " + symbol.String() + " is not known", "calendar dates or quarters, such as Q3 2025"}
	}
	y := fiscalYearOf(companyOf(symbol), f.Statistics.LastFiscalYearEnd, f.Statistics.MostRecentQuarter)
	at.FiscalYearEnd, at.FiscalWeeks, at.FiscalNamedByStart = y.month, y.weeks, y.byStart
	return y.note(), nil
}

// fiscalYear is how a company's fiscal years are made.
type fiscalYear struct {
	month   time.Month   // in which they end, or near whose end
	weeks   *dates.Weeks // nil: whole months
	byStart bool         // named after the year in which they begin
	// What is not known: how the company names its years, where quarters end that
	// do not end with a month, whether a year ends on the last or the nearest
	// weekday, whether quarters have 13 weeks, and which takes the 53rd.
	anyName, anyQuarter, anyRule, anyWeeks, anyLong bool
}

// fiscalYearOf tells from the two dates that the source does not move to the end
// of a month: the last days of the newest year and of the newest quarter that were
// reported. Retailers whose year ends on the weekend nearest to a month's end have
// it at times in the first days of the month after.
func fiscalYearOf(c company, end, quarter market.Date) fiscalYear {
	y := fiscalYear{month: end.AddDays(-7).Month, byStart: c.byStart}
	japan := strings.HasSuffix(c.symbol, ".T") && y.month != time.December
	y.anyName = !c.known && (japan || y.month == time.January || y.month == time.February)
	switch {
	case c.weeks != nil && y.fits(c.weeks, end, quarter):
		y.weeks = c.weeks
	case monthEnd(end) && (quarter.IsZero() || monthEnd(quarter)):
	case quarter.IsZero():
		y.anyQuarter = true
	default:
		y.infer(end, quarter)
	}
	return y
}

// infer finds the weeks that make both days ends.
func (y *fiscalYear) infer(end, quarter market.Date) {
	left := end.AddDays(1-end.Day).In(time.UTC).AddDate(0, 1, -1).Day() - end.Day
	nearest := end.Day <= 3 || left <= 3
	for _, w := range []dates.Weeks{
		{Long: 4}, {Long: 1}, {Long: 2}, {Long: 3}, {Quarters: [4]int{12, 12, 12, 16}}, {Quarters: [4]int{16, 12, 12, 12}},
	} {
		w.Weekday, w.Nearest = end.Weekday(), nearest
		if y.fits(&w, end, quarter) {
			y.weeks = &w
			y.anyRule, y.anyWeeks, y.anyLong = nearest && end.Day > 3, quarter == end, w.Long == 4
			return
		}
	}
	y.anyQuarter = true
}

// fits reports whether years made of w end on end, and a quarter after it, or the
// year itself, on quarter.
func (y *fiscalYear) fits(w *dates.Weeks, end, quarter market.Date) bool {
	year := end.AddDays(-7).Year
	if w.YearEnd(year, y.month) != end {
		return false
	}
	for q := 1; q <= 4; q++ {
		if w.QuarterEnd(year+1, y.month, q) == quarter {
			return true
		}
	}
	return quarter == end || quarter.IsZero()
}

func monthEnd(d market.Date) bool { return d.AddDays(1).Day == 1 }

// note says by which rules fiscal years were read.
func (y *fiscalYear) note() string {
	text := "fiscal years end in " + y.month.String()
	if y.weeks != nil {
		text = fmt.Sprintf("fiscal years end on the last %s of %s", y.weeks.Weekday, y.month)
		if y.weeks.Nearest {
			text = fmt.Sprintf("fiscal years end on the %s nearest to the end of %s", y.weeks.Weekday, y.month)
		}
	}
	named := "end"
	if y.byStart {
		named = "begin"
	}
	text += " and are named after the year in which they " + named
	for _, doubt := range []struct {
		is   bool
		text string
	}{
		{y.anyName, "the company may name them after the year in which they begin"},
		{y.anyQuarter, "they or their quarters do not end with a month, and where they end is not known: month ends are used"},
		{y.anyRule, "it is not known whether this is the rule or the last such day of the month, which is a week earlier in some years"},
		{y.anyWeeks, "quarters of 13 weeks are assumed"},
		{y.anyLong, "a 53rd week is taken to lie in the fourth quarter"},
	} {
		if doubt.is {
			text = joined(text, doubt.text)
		}
	}
	return text
}

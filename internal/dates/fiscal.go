package dates

import (
	"fmt"
	"time"
)

// fiscalYear is the company's fiscal year that ends in year.
func (r reader) fiscalYear(year int) Period { return r.fiscal(year, 0, 12, fmt.Sprintf("FY%d", year)) }

func (r reader) fiscalHalf(year, h int) Period {
	return r.fiscal(year, 6*(h-1), 6, fmt.Sprintf("H%d FY%d", h, year))
}

func (r reader) fiscalQuarter(year, q int) Period {
	return r.fiscal(year, 3*(q-1), 3, fmt.Sprintf("Q%d FY%d", q, year))
}

// fiscal is n months of a fiscal year, after so many of its first.
func (r reader) fiscal(year, after, n int, reading string) Period {
	end := r.FiscalYearEnd
	if end == 0 {
		end = time.December
	}
	return span(year, end-11+time.Month(after), n, reading)
}

// fiscalUnit is the fiscal quarter or year, counted from year 0, so that one
// less is the one before.
func (r reader) fiscalUnit(unit string, n int) Period {
	if unit[:1] == "y" {
		return r.fiscalYear(n)
	}
	return r.fiscalQuarter(n/4, n%4+1)
}

// currentFiscal is the number, for fiscalUnit, of the one that holds today.
func (r reader) currentFiscal(unit string) int {
	n := r.today().Year + 1
	if unit[:1] != "y" {
		n = 4*n + 3
	}
	for r.fiscalUnit(unit, n).From.Compare(r.today()) > 0 {
		n--
	}
	return n
}

func readFiscalYear(r reader, m []string, _ int) (Period, error) {
	return r.fiscalYear(fullYear(m[0])), nil
}

// readFiscalYears reads a fiscal year by both years that it lies in: FY2024/25.
func readFiscalYears(r reader, m []string, _ int) (Period, error) {
	first, last := fullYear(m[0]), fullYear(m[1])
	if last != first+1 {
		return Period{}, ErrUnreadable
	}
	return r.fiscalYear(last), nil
}

// readFiscalPart is a quarter or half of a fiscal year, named after it.
func readFiscalPart(r reader, m []string, _ int) (Period, error) {
	return r.fiscalPart(m[0], m[1], m[2], fullYear(m[3]))
}

// readFiscalYearPart is the same, the year named first.
func readFiscalYearPart(r reader, m []string, _ int) (Period, error) {
	return r.fiscalPart(m[1], m[2], m[3], fullYear(m[0]))
}

func (r reader) fiscalPart(quarter, nth, half string, year int) (Period, error) {
	if half != "" {
		return r.fiscalHalf(year, which(half)), nil
	}
	return r.fiscalQuarter(year, which(quarter, nth)), nil
}

// readFiscalQuarter is a fiscal quarter by its number, the latest completed one
// where the year is missing.
func readFiscalQuarter(r reader, m []string, _ int) (Period, error) {
	q := which(m[:3]...)
	if m[3] != "" {
		return r.fiscalQuarter(fullYear(m[3]), q), nil
	}
	return r.latest(r.today().Year+1, always(func(year int) Period { return r.fiscalQuarter(year, q) }))
}

// readFiscalQuarterOf is a quarter of the current fiscal year or the last.
func readFiscalQuarterOf(r reader, m []string, _ int) (Period, error) {
	year := r.currentFiscal("year")
	if m[3] != "this" && m[3] != "current" {
		year--
	}
	return r.fiscalQuarter(year, which(m[:3]...)), nil
}

func readThisFiscal(r reader, m []string, _ int) (Period, error) {
	p := r.fiscalUnit(m[0], r.currentFiscal(m[0]))
	p.To, p.Reading = r.today(), p.Reading+" so far"
	return p, nil
}

func readFiscalToDate(r reader, _ []string, depth int) (Period, error) {
	return readThisFiscal(r, []string{"year"}, depth)
}

// readLastFiscal is the fiscal quarter or year before the current one, or so
// many of them.
func readLastFiscal(r reader, m []string, _ int) (Period, error) {
	n, before := counted(m[0]), r.currentFiscal(m[1])
	if n == 0 {
		return Period{}, ErrUnreadable
	}
	from, to := r.fiscalUnit(m[1], before-n), r.fiscalUnit(m[1], before-1)
	if n == 1 {
		return to, nil
	}
	return Period{from.From, to.To, from.Reading + " to " + to.Reading}, nil
}

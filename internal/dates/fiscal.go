package dates

import (
	"cmp"
	"fmt"
	"time"
)

// fiscalYear is the company's fiscal year of that name.
func (r reader) fiscalYear(year int) Period { return r.fiscal(year, 1, 4, fmt.Sprintf("FY%d", year)) }

func (r reader) fiscalHalf(year, h int) Period {
	return r.fiscal(year, 2*h-1, 2*h, fmt.Sprintf("H%d FY%d", h, year))
}

func (r reader) fiscalQuarter(year, q int) Period {
	return r.fiscal(year, q, q, fmt.Sprintf("Q%d FY%d", q, year))
}

// fiscal is the quarters of a fiscal year, from one to another.
func (r reader) fiscal(year, from, to int, reading string) Period {
	end := cmp.Or(r.FiscalYearEnd, time.December)
	year += r.fiscalOffset()
	if r.FiscalWeeks == nil {
		return span(year, end-11+time.Month(3*from-3), 3*(to-from+1), reading)
	}
	begin := r.FiscalWeeks.YearEnd(year-1, end).AddDays(1)
	next := r.FiscalWeeks.YearEnd(year, end).AddDays(1)
	return stretch(r.FiscalWeeks.quarterStart(from, begin, next), r.FiscalWeeks.quarterStart(to+1, begin, next).AddDays(-1), reading)
}

// fiscalOffset is by how much the year in which a fiscal year ends is after its
// name. One that ends with the calendar's begins in the year in which it ends.
func (r reader) fiscalOffset() int {
	if r.FiscalNamedByStart && r.FiscalYearEnd != 0 && r.FiscalYearEnd != time.December {
		return 1
	}
	return 0
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

// months is how many whole months a period is, 0 when it is not. Fiscal years
// and quarters of weeks count as 12 and 3.
func (r reader) months(p Period) int {
	for year := p.To.Year - 2; r.FiscalWeeks != nil && year < p.To.Year+2; year++ {
		if y := r.fiscalYear(year); y.From == p.From && y.To == p.To {
			return 12
		}
		for q := 1; q <= 4; q++ {
			if y := r.fiscalQuarter(year, q); y.From == p.From && y.To == p.To {
				return 3
			}
		}
	}
	return months(p)
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
	return r.fiscalYear(last - r.fiscalOffset()), nil
}

// readFiscalPart is a quarter or half of a fiscal year, named after it.
func readFiscalPart(r reader, m []string, _ int) (Period, error) {
	return r.fiscalPart(fullYear(m[6]), m[:6]), nil
}

// readFiscalPartOf is one of the current fiscal year, the last or the next.
func readFiscalPartOf(r reader, m []string, _ int) (Period, error) {
	years, err := r.steps(m[6])
	return r.fiscalPart(r.currentFiscal("year")+years, m[:6]), err
}

// fiscalPart is a quarter, in one of the first three words, or a half, in one of
// the others.
func (r reader) fiscalPart(year int, words []string) Period {
	if h := which(words[3:]...); h > 0 {
		return r.fiscalHalf(year, h)
	}
	return r.fiscalQuarter(year, which(words[:3]...))
}

// readFiscalQuarter is a fiscal quarter by its number, the latest completed one
// where the year is missing.
func readFiscalQuarter(r reader, m []string, _ int) (Period, error) {
	q := which(m[1:4]...)
	if m[4] != "" {
		return r.fiscalQuarter(fullYear(m[4]), q), nil
	}
	return r.meant(m[0], r.limit().Year+1, always(func(year int) Period { return r.fiscalQuarter(year, q) }))
}

// readThisFiscal is the current one so far, and ahead the whole of it.
func readThisFiscal(r reader, m []string, _ int) (Period, error) {
	p := r.fiscalUnit(m[0], r.currentFiscal(m[0]))
	if !r.Ahead || m[1] != "" {
		p.To, p.Reading = r.today(), p.Reading+" so far"
	}
	return p, nil
}

func readNextFiscal(r reader, m []string) (Period, error) {
	return r.fiscalUnit(m[0], r.currentFiscal(m[0])+1), nil
}

func readFiscalToDate(r reader, _ []string, depth int) (Period, error) {
	return readThisFiscal(r, []string{"year", "so far"}, depth)
}

// readLastFiscal is the fiscal quarter or year before the current one, or so
// many of them.
func readLastFiscal(r reader, m []string, _ int) (Period, error) {
	n, before := counted(m[0]+m[1]), r.currentFiscal(m[2])
	from, to := r.fiscalUnit(m[2], before-n), r.fiscalUnit(m[2], before-1)
	if n == 1 {
		return to, nil
	}
	return stretch(from.From, to.To, from.Reading+" to "+to.Reading), nil
}

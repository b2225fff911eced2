package study

import (
	"regexp"
	"slices"

	"quotewire/internal/market"
)

// MovedDays is how many days the source moves the end of a fiscal period at most, to
// the end of its month: years of 52 weeks end on a Saturday or so.
const MovedDays = 6

// quarterWords name a quarter, of which the figure of a year would not be one.
var quarterWords = regexp.MustCompile(`(?i)\bquarters?\b|q[1-4]|[1-4]f?q`)

// NamesQuarter reports whether words about time name a quarter.
func NamesQuarter(words string) bool { return quarterWords.MatchString(words) }

// FiscalPeriods are the periods of statements that words about time mean.
type FiscalPeriods struct {
	// First is the number of the newest that ended by the last day of the words, or
	// of all where there are none; -1: none is so old.
	First int
	// Uncertain says that the source's end of First lies after that day, so that it
	// may have ended up to MovedDays earlier.
	Uncertain bool
	// Within are those that ended in the days of the words, Several that these are
	// more than one day: of one day alone no period is looked for.
	Within  []market.StatementPeriod
	Several bool
}

// PeriodsOf finds the periods of st that span, which may be zero, means.
func PeriodsOf(st *market.Statements, span Span) FiscalPeriods {
	p := FiscalPeriods{Several: span.From != span.To}
	last := span.asSent(span.To)
	p.First = slices.IndexFunc(st.Periods, func(one market.StatementPeriod) bool {
		return last.IsZero() || one.End.Compare(last.AddDays(MovedDays)) <= 0
	})
	if p.First >= 0 && !last.IsZero() {
		p.Uncertain = st.Periods[p.First].End.Compare(span.To) > 0 && !Fiscal(span.Words)
	}
	for _, one := range st.Periods {
		if p.Several && span.ended(one) {
			p.Within = append(p.Within, one)
		}
	}
	return p
}

// asSent is a day of the span as the source would write it: the end of a fiscal period
// is moved to the end of its month, from wherever it lies but in the first days.
func (s Span) asSent(day market.Date) market.Date {
	if Fiscal(s.Words) && day.Day > MovedDays {
		for !monthEnd(day) {
			day = day.AddDays(1)
		}
	}
	return day
}

// ended reports whether a period ended in the span. The source's end of the fiscal
// period before it lies up to the end of the month it begins in.
func (s Span) ended(p market.StatementPeriod) bool {
	first, last := s.asSent(s.From), s.asSent(s.To).AddDays(MovedDays)
	before := p.End.Compare(first) < 0 || Fiscal(s.Words) && p.End == first
	return !before && p.End.Compare(last) <= 0
}

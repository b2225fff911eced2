package macro

import (
	"fmt"
	"slices"
	"time"

	"quotewire/internal/market"
)

// Frequency is how often a series is published.
type Frequency string

// The frequencies. Month, quarter and year are asked for by the same names.
const (
	Daily     Frequency = "daily"
	Weekly    Frequency = "weekly"
	Monthly   Frequency = "monthly"
	Quarterly Frequency = "quarterly"
	Annual    Frequency = "annual"
)

// frequencies are all of them, finest first.
func frequencies() []Frequency { return []Frequency{Daily, Weekly, Monthly, Quarterly, Annual} }

// Periods are what values can be averaged over, shortest first.
func Periods() []string { return []string{"month", "quarter", "year"} }

// periodOf is the frequency of averages over a period.
func periodOf(name string) (Frequency, bool) {
	f, ok := map[string]Frequency{"month": Monthly, "quarter": Quarterly, "year": Annual}[name]
	return f, ok
}

// coarser says that f is published less often than other.
func (f Frequency) coarser(other Frequency) bool {
	return slices.Index(frequencies(), f) > slices.Index(frequencies(), other)
}

// calendar says that a value is of a month, a quarter or a year, by whose first day it
// is dated.
func (f Frequency) calendar() bool { return f.coarser(Weekly) }

// months is how many months a value is of, 0 of a shorter time.
func (f Frequency) months() int {
	return map[Frequency]int{Monthly: 1, Quarterly: 3, Annual: 12}[f]
}

// start is the first day of the period in which d lies.
func (f Frequency) start(d market.Date) market.Date {
	n := f.months()
	if n == 0 {
		return d
	}
	return market.Date{Year: d.Year, Month: (d.Month-1)/time.Month(n)*time.Month(n) + 1, Day: 1}
}

// end is the last day of the period that is dated d.
func (f Frequency) end(d market.Date) market.Date {
	if n := f.months(); n > 0 {
		return addMonths(f.start(d), n).AddDays(-1)
	}
	return d
}

// label is how the period that is dated d is called: 2024-06, 2024-Q2, 2024, or a day.
func (f Frequency) label(d market.Date) string {
	switch f {
	case Monthly:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", d.Year, (int(d.Month)+2)/3)
	case Annual:
		return fmt.Sprintf("%04d", d.Year)
	}
	return d.String()
}

// addMonths is the same day n months later, or the last one of a month that is shorter.
func addMonths(d market.Date, n int) market.Date {
	first := market.DateOf(market.Date{Year: d.Year, Month: d.Month + time.Month(n), Day: 1}.In(time.UTC))
	last := market.Date{Year: first.Year, Month: first.Month + 1, Day: 0}.AddDays(0)
	first.Day = min(d.Day, last.Day)
	return first
}

// frequencyOf is how often observations come, by the time between most of them.
func frequencyOf(all []Observation) Frequency {
	if len(all) < 2 {
		return Daily
	}
	var gaps []int
	for i := 1; i < len(all); i++ {
		gaps = append(gaps, daysBetween(all[i-1].Date, all[i].Date))
	}
	slices.Sort(gaps)
	switch gap := gaps[len(gaps)/2]; {
	case gap < 6:
		return Daily
	case gap < 28:
		return Weekly
	case gap < 85:
		return Monthly
	case gap < 350:
		return Quarterly
	}
	return Annual
}

func daysBetween(from, to market.Date) int {
	return int(to.In(time.UTC).Sub(from.In(time.UTC)) / (24 * time.Hour))
}

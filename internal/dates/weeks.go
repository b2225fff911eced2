package dates

import (
	"errors"
	"time"
)

// Weeks are fiscal years of 52 weeks, and of 53 where the day on which they end
// would else leave the end of its month.
type Weeks struct {
	Weekday time.Weekday // on which years and quarters end
	// Nearest: a year ends on the weekday that is nearest to the last day of the
	// month, at times in the next one; else on the last such weekday in it.
	Nearest bool
	// Quarters are the weeks of each quarter of a year of 52; all 0: 13 each.
	Quarters [4]int
	// Long is the number of the quarter that takes the 53rd week; 0: the fourth.
	Long int
}

func (w *Weeks) validate() error {
	switch {
	case w == nil:
		return nil
	case w.Weekday < time.Sunday || w.Weekday > time.Saturday:
		return errors.New("read a date: fiscal weeks that end on no day of the week")
	case w.Long < 0 || w.Long > 4:
		return errors.New("read a date: fiscal weeks: the long quarter is not 1 to 4, or 0")
	}
	sum := 0
	for _, n := range w.Quarters {
		if sum += n; n < 0 {
			return errors.New("read a date: fiscal weeks: a quarter of less than no weeks")
		}
	}
	if sum != 0 && sum != 52 {
		return errors.New("read a date: fiscal weeks: the quarters are not 52 weeks together")
	}
	return nil
}

// YearEnd is the last day of the year that ends at the end of a month.
func (w *Weeks) YearEnd(year int, m time.Month) Date {
	last := Date{Year: year, Month: m, Day: lastDay(year, m)}
	if w.Nearest {
		last = last.AddDays(3)
	}
	return last.AddDays(-(int(last.Weekday()-w.Weekday) + 7) % 7)
}

// QuarterEnd is the last day of a quarter, 1 to 4, of the year that ends at the
// end of a month.
func (w *Weeks) QuarterEnd(year int, m time.Month, q int) Date {
	return w.quarterStart(q+1, w.YearEnd(year-1, m).AddDays(1), w.YearEnd(year, m).AddDays(1)).AddDays(-1)
}

// quarterStart is the first day of a quarter of the year from begin to the day
// before next; of the fifth, the day after.
func (w *Weeks) quarterStart(q int, begin, next Date) Date {
	if q > 4 {
		return next
	}
	weeks := 0
	for i, n := range w.quarters(begin.AddDays(52*7) != next) {
		if i < q-1 {
			weeks += n
		}
	}
	return begin.AddDays(7 * weeks)
}

// quarters are the weeks of each quarter of a year.
func (w *Weeks) quarters(long bool) [4]int {
	n := w.Quarters
	if n == [4]int{} {
		n = [4]int{13, 13, 13, 13}
	}
	if long {
		n[(w.Long+3)%4]++
	}
	return n
}

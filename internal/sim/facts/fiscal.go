package facts

import "time"

// Quarter is a fiscal quarter, named by the month that it ends in: months since
// January of the year 0.
type Quarter int

// QuarterOf is the quarter that ends in a month.
func QuarterOf(y int, m time.Month) Quarter { return Quarter(y*12 + int(m) - 1) }

// End is its last day.
func (q Quarter) End() Day { return Date(int(q)/12, time.Month(int(q)%12+2), 0) }

// announced is the day on which its figures come out: the 28th of the month
// after it.
func (q Quarter) announced() Day { return Date(int(q)/12, time.Month(int(q)%12+2), 28) }

// Before is the nth quarter before q.
func (q Quarter) Before(n int) Quarter { return q - Quarter(3*n) }

// Year is the quarter that ends the fiscal year which q is of.
func (c *Company) Year(q Quarter) Quarter {
	for !c.EndsYear(q) {
		q += 3
	}
	return q
}

// EndsYear says whether q is the last quarter of its fiscal year.
func (c *Company) EndsYear(q Quarter) bool { return time.Month(int(q)%12+1) == c.yearEnd }

// number is which quarter of its fiscal year q is, from 1.
func (c *Company) number(q Quarter) int { return 4 - int(c.Year(q)-q)/3 }

// Reported is the last quarter whose figures were out before the day began.
func (c *Company) Reported(today Day) Quarter {
	y, m, _ := today.Time().Date()
	q := QuarterOf(y, m)
	for (int(q)%12+1-int(c.yearEnd)+12)%3 != 0 || q.announced() >= today {
		q--
	}
	return q
}

// reference is the last quarter reported on 2025-11-19: the four quarters that
// end with it earn what the table of instruments says.
func (c *Company) reference() Quarter { return c.Reported(Date(2025, time.November, 19)) }

// Earnings is the day of the next announcement, from today on.
func (in *Instrument) Earnings(today Day) Day {
	return in.Company.Reported(today).Before(-1).announced()
}

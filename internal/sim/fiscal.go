package sim

import "time"

// quarter is a fiscal quarter, named by the month that it ends in: months since
// January of the year 0.
type quarter int

func quarterOf(y int, m time.Month) quarter { return quarter(y*12 + int(m) - 1) }

// end is its last day.
func (q quarter) end() day { return civil(int(q)/12, time.Month(int(q)%12+2), 0) }

// announced is the day on which its figures come out: the 28th of the month
// after it.
func (q quarter) announced() day { return civil(int(q)/12, time.Month(int(q)%12+2), 28) }

func (q quarter) before(n int) quarter { return q - quarter(3*n) }

// year is the quarter that ends the fiscal year which q is of.
func (c *company) year(q quarter) quarter {
	for !c.endsYear(q) {
		q += 3
	}
	return q
}

func (c *company) endsYear(q quarter) bool { return time.Month(int(q)%12+1) == c.yearEnd }

// number is which quarter of its fiscal year q is, from 1.
func (c *company) number(q quarter) int { return 4 - int(c.year(q)-q)/3 }

// reported is the last quarter whose figures were out before the day began.
func (c *company) reported(today day) quarter {
	y, m, _ := today.time().Date()
	q := quarterOf(y, m)
	for (int(q)%12+1-int(c.yearEnd)+12)%3 != 0 || q.announced() >= today {
		q--
	}
	return q
}

// reference is the last quarter reported on 2025-11-19: the four quarters that
// end with it earn what the table of instruments says.
func (c *company) reference() quarter { return c.reported(civil(2025, time.November, 19)) }

// earnings is the day of the next announcement, from today on.
func (in *instrument) earnings(today day) day {
	return in.company.reported(today).before(-1).announced()
}

package sim

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// company is what the table says of the company behind a share.
type company struct {
	sector, industry    string
	city, country, site string
	staff               int
	books               *instrument // whose accounts these are: another class of its shares, or the instrument itself
	yearEnd             time.Month  // last of its fiscal year
	currency            string      // of the accounts
	rate                float64     // units of it for one of the quote's major unit
	shares              float64     // that the accounts count
	margin, gross       float64     // of revenue; gross is 0 for a bank, which reports none
	growth              float64     // of revenue, a year
}

func (c *catalog) addCompany(cells []string) error {
	in, err := c.known(cells[0])
	if err != nil {
		return err
	}
	books := in
	if cells[1] != "=" {
		if books, err = c.known(cells[1]); err != nil {
			return err
		}
	}
	if cells[11] == "=" {
		cells[11] = strconv.FormatFloat(in.shares/1e6, 'f', -1, 64)
	}
	f, err := figuresOf(append([]string{cells[7], cells[8]}, cells[10:]...))
	if err != nil {
		return err
	}
	in.company = &company{
		sector: cells[2], industry: cells[3], city: cells[4], country: cells[5], site: cells[6],
		staff: int(f[0]), books: books, yearEnd: time.Month(f[1]), currency: cells[9],
		rate: f[2], shares: f[3] * 1e6, margin: f[4] / 100, growth: math.Log(1 + f[5]/100), gross: f[6] / 100,
	}
	if f[1] < 1 || f[1] > 12 || f[2] <= 0 || f[4]*in.eps <= 0 {
		return fmt.Errorf("%s: month %v, rate %v, net margin %v for earnings of %v a share", in.symbol, f[1], f[2], f[4], in.eps)
	}
	return nil
}

// syntheticCompany is the company behind a ZZ ticker.
func syntheticCompany(in *instrument) *company {
	return &company{
		sector: "Industrials", industry: "Conglomerates", city: "Springfield", country: "United States",
		site: "www.example.com", staff: 1000 + int(in.seed%50000), books: in, yearEnd: time.December,
		currency: "USD", rate: 1, shares: in.shares, margin: 0.1, gross: 0.4, growth: math.Log(1.06),
	}
}

// ratio is a split as Yahoo writes it.
func (s split) ratio() string { return fmt.Sprintf("%d:%d", s.numerator, s.denominator) }

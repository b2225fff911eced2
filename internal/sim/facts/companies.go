package facts

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Company is what the table says of the company behind a share.
type Company struct {
	Sector, Industry    string
	City, Country, Site string
	Staff               int
	Reporter            *Instrument // whose accounts these are: another class of its shares, or the instrument itself
	yearEnd             time.Month  // last of its fiscal year
	Currency            string      // of the accounts
	Rate                float64     // units of it for one of the quote's major unit
	shares              float64     // that the accounts count
	margin, gross       float64     // of revenue; gross is 0 for a bank, which reports none
	Growth              float64     // of revenue, a year
}

func (c *Catalog) addCompany(cells []string) error {
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
		cells[11] = strconv.FormatFloat(in.Shares/1e6, 'f', -1, 64)
	}
	f, err := figuresOf(append([]string{cells[7], cells[8]}, cells[10:]...))
	if err != nil {
		return err
	}
	in.Company = &Company{
		Sector: cells[2], Industry: cells[3], City: cells[4], Country: cells[5], Site: cells[6],
		Staff: int(f[0]), Reporter: books, yearEnd: time.Month(f[1]), Currency: cells[9],
		Rate: f[2], shares: f[3] * 1e6, margin: f[4] / 100, Growth: math.Log(1 + f[5]/100), gross: f[6] / 100,
	}
	if f[1] < 1 || f[1] > 12 || f[2] <= 0 || f[4]*in.EPS <= 0 {
		return fmt.Errorf("%s: month %v, rate %v, net margin %v for earnings of %v a share", in.Symbol, f[1], f[2], f[4], in.EPS)
	}
	return nil
}

// syntheticCompany is the company behind a ZZ ticker.
func syntheticCompany(in *Instrument) *Company {
	return &Company{
		Sector: "Industrials", Industry: "Conglomerates", City: "Springfield", Country: "United States",
		Site: "www.example.com", Staff: 1000 + int(in.Seed%50000), Reporter: in, yearEnd: time.December,
		Currency: "USD", Rate: 1, shares: in.Shares, margin: 0.1, gross: 0.4, Growth: math.Log(1.06),
	}
}

// Ratio is a split as Yahoo writes it.
func (s Split) Ratio() string { return fmt.Sprintf("%d:%d", s.Numerator, s.Denominator) }

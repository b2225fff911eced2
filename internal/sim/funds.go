package sim

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// fundBook is what the table says of a fund.
type fundBook struct {
	family, category, legalType string
	expenses, turnover          float64 // of the assets, a year
	assets                      float64 // 0: price by shares
	stocks, bonds, cash         float64 // of the assets; the rest is other
	holdings                    []position
}

type position struct {
	in   *instrument
	part float64
}

func (c *catalog) addFund(cells []string) error {
	in, err := c.known(cells[0])
	if err != nil {
		return err
	}
	if cells[6] == "=" {
		cells[6] = "0"
	}
	f, err := figuresOf(cells[4:10])
	if err != nil {
		return err
	}
	in.fund = &fundBook{
		family: cells[1], category: cells[2], legalType: cells[3], expenses: f[0] / 100, turnover: f[1] / 100,
		assets: f[2] * 1e6, stocks: f[3] / 100, bonds: f[4] / 100, cash: f[5] / 100,
	}
	for entry := range strings.SplitSeq(cells[10], ",") {
		symbol, share, ok := strings.Cut(strings.TrimSpace(entry), " ")
		if !ok {
			continue
		}
		of, err := c.known(symbol)
		if err != nil {
			return err
		}
		percent, err := strconv.ParseFloat(share, 64)
		if err != nil {
			return fmt.Errorf("parse holding: %w", err)
		}
		in.fund.holdings = append(in.fund.holdings, position{of, ratio(percent / 100)})
	}
	return nil
}

// assets is what the fund holds at a price.
func (in *instrument) assets(price float64) float64 {
	if in.fund != nil && in.fund.assets > 0 {
		return in.fund.assets
	}
	return price * in.shares
}

// returns is what an instrument returned with its dividends until the end of
// the last whole month: 0 where it is younger than the span. Those of more than
// a year are of each year.
type returns struct {
	asOf                                            day
	ytd, month, threeMonths, year, three, five, ten float64
}

func (in *instrument) returns(today day) returns {
	y, m, _ := today.time().Date()
	r := returns{asOf: civil(y, m, 0)}
	ends, month, _ := r.asOf.time().Date()
	back := func(months int) float64 { return in.returned(civil(ends, month-time.Month(months)+1, 0), r.asOf) }
	yearly := func(years int) float64 {
		v := back(12 * years)
		if v == 0 {
			return 0
		}
		return math.Pow(1+v, 1/float64(years)) - 1
	}
	r.ytd = in.returned(civil(ends, time.January, 0), r.asOf)
	r.month, r.threeMonths, r.year = back(1), back(3), back(12)
	r.three, r.five, r.ten = yearly(3), yearly(5), yearly(10)
	return r
}

// returned is what a holder from one day's close to another's made, dividends
// put back into the fund; 0 when it did not trade yet.
func (in *instrument) returned(from, to day) float64 {
	if from < in.first {
		return 0
	}
	grown := in.close(in.lastSession(to)) / in.close(in.lastSession(from))
	in.exDays(from, to, func(d day) { grown /= in.left(d) })
	return grown - 1
}

// lastSession is the last day with prices up to d.
func (in *instrument) lastSession(d day) day { return in.exchange.before(d + 1) }

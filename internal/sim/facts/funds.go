package facts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Portfolio is what the table says of a fund.
type Portfolio struct {
	Family, Category, LegalType string
	Expenses, Turnover          float64 // of the assets, a year
	assets                      float64 // 0: price by shares
	Stocks, Bonds, Cash         float64 // of the assets; the rest is other
	Holdings                    []Position
}

// Position is what a fund holds of an instrument, as a share of its assets.
type Position struct {
	Instrument *Instrument
	Part       float64
}

func (c *Catalog) addFund(cells []string) error {
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
	in.Portfolio = &Portfolio{
		Family: cells[1], Category: cells[2], LegalType: cells[3], Expenses: f[0] / 100, Turnover: f[1] / 100,
		assets: f[2] * 1e6, Stocks: f[3] / 100, Bonds: f[4] / 100, Cash: f[5] / 100,
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
		in.Portfolio.Holdings = append(in.Portfolio.Holdings, Position{of, Ratio(percent / 100)})
	}
	return nil
}

// Assets is what the fund holds at a price.
func (in *Instrument) Assets(price float64) float64 {
	if in.Portfolio != nil && in.Portfolio.assets > 0 {
		return in.Portfolio.assets
	}
	return price * in.Shares
}

// Returns is what an instrument returned with its dividends until the end of
// the last whole month: 0 where it is younger than the span. Those of more than
// a year are of each year.
type Returns struct {
	AsOf                                            Day
	YTD, Month, ThreeMonths, Year, Three, Five, Ten float64
}

// Returns are those until the end of the month before today's.
func (in *Instrument) Returns(today Day) Returns {
	y, m, _ := today.Time().Date()
	r := Returns{AsOf: Date(y, m, 0)}
	ends, month, _ := r.AsOf.Time().Date()
	back := func(months int) float64 { return in.Returned(Date(ends, month-time.Month(months)+1, 0), r.AsOf) }
	yearly := func(years int) float64 {
		v := back(12 * years)
		if v == 0 {
			return 0
		}
		return math.Pow(1+v, 1/float64(years)) - 1
	}
	r.YTD = in.Returned(Date(ends, time.January, 0), r.AsOf)
	r.Month, r.ThreeMonths, r.Year = back(1), back(3), back(12)
	r.Three, r.Five, r.Ten = yearly(3), yearly(5), yearly(10)
	return r
}

// Returned is what a holder from one day's close to another's made, dividends
// put back into the fund; 0 when it did not trade yet.
func (in *Instrument) Returned(from, to Day) float64 {
	if from < in.First {
		return 0
	}
	grown := in.Close(in.LastSession(to)) / in.Close(in.LastSession(from))
	in.ExDays(from, to, func(d Day) { grown /= in.Left(d) })
	return grown - 1
}

// LastSession is the last day with prices up to d.
func (in *Instrument) LastSession(d Day) Day { return in.Exchange.Before(d + 1) }

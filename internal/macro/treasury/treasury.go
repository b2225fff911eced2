// Package treasury is the US Treasury's daily par yield curve: a file of CSV for each
// year, with a column for each maturity.
//
// Columns are found by their names. New maturities come between old ones, so that who
// reads by position takes one yield for another. What is empty is absent.
package treasury

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Name is what the catalogue calls the source.
const Name = "treasury"

// firstYear is the first that there is a file of.
const firstYear = 1990

// Source is the Treasury. It is safe for concurrent use.
type Source struct{ client *httpsource.Client }

// Provider is whose the yields are.
func Provider() market.Provider {
	return market.Provider{Name: "US Treasury", Site: "https://home.treasury.gov"}
}

// New makes the source. It wants no key.
func New(o httpsource.Options) (*Source, error) {
	// A year is 20 KB.
	client, err := httpsource.New(Name, Provider(), o, httpsource.Limits{Timeout: 15 * time.Second, MaxBody: 1 << 20, Rate: 4, Burst: 6})
	if err != nil {
		return nil, fmt.Errorf("make source of Treasury yields: %w", err)
	}
	return &Source{client}, nil
}

// Name is that of the source.
func (s *Source) Name() string { return Name }

// Close gives up idle connections.
func (s *Source) Close() { s.client.Close() }

// Keepable is four days, as long as series are worth more than none while nobody has new
// ones: the Treasury lets everybody keep them.
func (s *Source) Keepable() time.Duration { return 4 * 24 * time.Hour }

// Provider is whom its answers name.
func (s *Source) Provider() market.Provider { return s.client.Provider }

// Held is the error of a request that would be held back now, nil when it would not.
func (s *Source) Held() error { return s.client.Held() }

// Problem is why the last request failed and since when requests do, nil while they
// succeed.
func (s *Source) Problem() (since time.Time, err error) { return s.client.Problem() }

// Parts are years: the file of one has all maturities.
func (s *Source) Parts(_ string, from, to market.Date) (years []string) {
	for y := max(from.Year, firstYear); y <= min(to.Year, s.today().Year); y++ {
		years = append(years, strconv.Itoa(y))
	}
	return years
}

// today is the day in New York, whose evening is when the last yields come.
func (s *Source) today() market.Date { return market.DateOf(s.client.Now().UTC().Add(-5 * time.Hour)) }

// Load is the yields of a year, in per cent a year, by the name of their column.
func (s *Source) Load(ctx context.Context, year string) (*macro.Part, error) {
	n, err := strconv.Atoi(year)
	if err != nil {
		return nil, fmt.Errorf("read year: %w", err)
	}
	part := &macro.Part{}
	err = s.client.Ask(ctx, httpsource.Request{
		URL: "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/" + year + "/all",
		Query: url.Values{
			"type": {"daily_treasury_yield_curve"}, "field_tdr_date_value": {year}, "_format": {"csv"},
		},
		Read: func(a outbound.Answer) (err error) {
			if part.Series, err = decode(a.Body, n); err == nil && !begins(part.Series) {
				err = httpsource.Malformed("a file that does not reach back to January")
			}
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	part.Origin = s.client.Origin("/resource-center/data-chart-center/interest-rates/TextView?type=daily_treasury_yield_curve&field_tdr_date_value=" + year)
	part.Source = Name
	// The yields of the last day of a year may come in the days after it.
	part.Final = s.today().Compare(market.Date{Year: n + 1, Month: time.January, Day: 15}) > 0
	return part, nil
}

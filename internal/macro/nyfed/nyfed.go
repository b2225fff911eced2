// Package nyfed is the reference rates of the Federal Reserve Bank of New York: SOFR and
// the other secured rates, the effective federal funds rate with its target range, the
// overnight bank funding rate, and the volumes behind them.
package nyfed

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Name is what the catalogue calls the source.
const Name = "nyfed"

// Source is the New York Fed. It is safe for concurrent use.
type Source struct{ client *httpsource.Client }

// rate is one reference rate.
type rate struct {
	name  string // in addresses
	class string // secured or unsecured
	since int    // year of its first value
}

func rates() []rate {
	return []rate{{"sofr", "secured", 2018}, {"tgcr", "secured", 2018}, {"bgcr", "secured", 2018}, {"effr", "unsecured", 2000}, {"obfr", "unsecured", 2016}}
}

// rateOf is the rate of a key, such as effr or effr.volume.
func rateOf(key string) (rate, bool) {
	name, _, _ := strings.Cut(key, ".")
	for _, r := range rates() {
		if r.name == name {
			return r, true
		}
	}
	return rate{}, false
}

// Provider is whose the rates are.
func Provider() market.Provider {
	return market.Provider{Name: "Federal Reserve Bank of New York", Site: "https://www.newyorkfed.org"}
}

// New makes the source. It wants no key.
func New(o httpsource.Options) (*Source, error) {
	// A year of one rate is 80 KB.
	client, err := httpsource.New(Name, Provider(), o, httpsource.Limits{MaxBody: 2 << 20, Rate: 4, Burst: 6})
	if err != nil {
		return nil, fmt.Errorf("make source of reference rates: %w", err)
	}
	return &Source{client}, nil
}

// Name is that of the source.
func (s *Source) Name() string { return Name }

// Close gives up idle connections.
func (s *Source) Close() { s.client.Close() }

// Keepable is four days, as long as series are worth more than none while nobody has new
// ones: the bank lets everybody keep them.
func (s *Source) Keepable() time.Duration { return 4 * 24 * time.Hour }

// Provider is whom its answers name.
func (s *Source) Provider() market.Provider { return s.client.Provider }

// Held is the error of a request that would be held back now, nil when it would not.
func (s *Source) Held() error { return s.client.Held() }

// Problem is why the last request failed and since when requests do, nil while they
// succeed.
func (s *Source) Problem() (since time.Time, err error) { return s.client.Problem() }

// Parts are years of a rate: what is told of it, volume and target range too, comes
// with them.
func (s *Source) Parts(key string, from, to market.Date) (parts []string) {
	r, ok := rateOf(key)
	if !ok {
		return nil
	}
	for y := max(from.Year, r.since); y <= min(to.Year, s.today().Year); y++ {
		parts = append(parts, r.name+"/"+strconv.Itoa(y))
	}
	return parts
}

// today is the day in New York, where a rate of a day comes on the next.
func (s *Source) today() market.Date { return market.DateOf(s.client.Now().UTC().Add(-5 * time.Hour)) }

// Load is a year of a rate, in per cent a year, and volumes in billions of US dollars.
func (s *Source) Load(ctx context.Context, part string) (*macro.Part, error) {
	name, year, _ := strings.Cut(part, "/")
	r, ok := rateOf(name)
	n, err := strconv.Atoi(year)
	if !ok || err != nil {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "no such reference rate"}
	}
	from, to := market.Date{Year: n, Month: time.January, Day: 1}, market.Date{Year: n, Month: time.December, Day: 31}
	if today := s.today(); today.Compare(to) < 0 {
		to = today
	}
	p := &macro.Part{}
	err = s.client.Ask(ctx, httpsource.Request{
		URL:   "https://markets.newyorkfed.org/api/rates/" + r.class + "/" + r.name + "/search.json",
		Query: url.Values{"startDate": {from.String()}, "endDate": {to.String()}},
		Read: func(a outbound.Answer) (err error) {
			p.Series, err = decode(a.Body, r.name, from, to)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	p.Origin = s.client.Origin("/markets/reference-rates/" + r.name)
	p.Source = Name
	p.Final = s.today().Compare(market.Date{Year: n + 1, Month: time.January, Day: 15}) > 0
	return p, nil
}

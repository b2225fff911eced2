// Package ecb is series of the European Central Bank's data portal, such as its policy
// rates, as CSV. Columns are found by their names: the answer has many, and more are
// added.
package ecb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Name is what the catalogue calls the source.
const Name = "ecb"

// label is its name where that of the source of exchange rates stands too.
const label = "ecb_series"

// Source is the ECB. It is safe for concurrent use.
type Source struct{ client *httpsource.Client }

// Provider is whose the series are.
func Provider() market.Provider {
	return market.Provider{Name: "European Central Bank", Site: "https://data.ecb.europa.eu"}
}

// New makes the source. It wants no key.
func New(o httpsource.Options) (*Source, error) {
	// Every day since 1999 is 10,000 rows.
	client, err := httpsource.New(label, Provider(), o, httpsource.Limits{Timeout: 15 * time.Second, MaxBody: 6 << 20, Rate: 2, Burst: 4})
	if err != nil {
		return nil, fmt.Errorf("make source of the ECB's series: %w", err)
	}
	return &Source{client}, nil
}

// Name is that of the source.
func (s *Source) Name() string { return Name }

// Label tells it from the bank's exchange rates, which are another source of market data.
func (s *Source) Label() string { return label }

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

// Parts is one: a whole series is one answer. A policy rate may be told on the days on
// which it changed alone, so that a part of it could be empty.
func (s *Source) Parts(key string, _, _ market.Date) []string { return []string{key} }

// validKey is a flow with the key of one series in it.
var validKey = regexp.MustCompile(`^[A-Z]{2,5}/[A-Z0-9_]+(\.[A-Z0-9_]+)+$`)

// Load is all values of a series, by its flow and key: FM/D.U2.EUR.4F.KR.DFR.LEV.
func (s *Source) Load(ctx context.Context, key string) (*macro.Part, error) {
	if !validKey.MatchString(key) {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "not a key of a series"}
	}
	var values []macro.Observation
	err := s.client.Ask(ctx, httpsource.Request{
		URL: "https://data-api.ecb.europa.eu/service/data/" + key, Query: url.Values{"format": {"csvdata"}, "detail": {"dataonly"}},
		Header: http.Header{"Accept": {"text/csv"}},
		Read: func(a outbound.Answer) (err error) {
			values, err = decode(a.Body)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	flow, of, _ := strings.Cut(key, "/")
	p := &macro.Part{Series: map[string][]macro.Observation{key: values}, Origin: s.client.Origin("/data/datasets/" + flow + "/" + flow + "." + of)}
	p.Source = Name
	return p, nil
}

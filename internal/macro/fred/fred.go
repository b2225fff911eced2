// Package fred is FRED, the database of the Federal Reserve Bank of St. Louis: some
// 800,000 series of many agencies. Without a key it reads the file that a page of FRED
// offers for download, with one FRED's API.
package fred

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Name is what the catalogue calls the source.
const Name = "fred"

// Source is FRED. It is safe for concurrent use.
type Source struct{ client *httpsource.Client }

// Provider is whose database it is; the agency that publishes a series is another.
func Provider() market.Provider {
	return market.Provider{Name: "FRED, Federal Reserve Bank of St. Louis", Site: "https://fred.stlouisfed.org"}
}

// New makes the source. With a key it asks the API, without one the page's file.
func New(o httpsource.Options) (*Source, error) {
	// The longest daily series have 27,000 rows: 600 KB of CSV, 2.5 MB of JSON.
	client, err := httpsource.New(Name, Provider(), o, httpsource.Limits{Timeout: 10 * time.Second, MaxBody: 6 << 20, Rate: 2, Burst: 4})
	if err != nil {
		return nil, fmt.Errorf("make source of FRED's series: %w", err)
	}
	return &Source{client}, nil
}

// Name is that of the source.
func (s *Source) Name() string { return Name }

// Close gives up idle connections.
func (s *Source) Close() { s.client.Close() }

// Keepable is four days, as long as series are worth more than none while nobody has new
// ones. FRED lets everybody keep its own; package macro knows the publishers who do not.
func (s *Source) Keepable() time.Duration { return 4 * 24 * time.Hour }

// Provider is whom its answers name.
func (s *Source) Provider() market.Provider { return s.client.Provider }

// Held is the error of a request that would be held back now, nil when it would not.
func (s *Source) Held() error { return s.client.Held() }

// Problem is why the last request failed and since when requests do, nil while they
// succeed.
func (s *Source) Problem() (since time.Time, err error) { return s.client.Problem() }

// Parts is one: a whole series is one answer.
func (s *Source) Parts(id string, _, _ market.Date) []string { return []string{id} }

// validID is an id of a series.
var validID = regexp.MustCompile(`^[A-Z0-9_]{1,60}$`)

// Load is all values of a series, in the unit that its page tells.
func (s *Source) Load(ctx context.Context, id string) (*macro.Part, error) {
	if !validID.MatchString(id) {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "not an id of a series"}
	}
	var values []macro.Observation
	r := httpsource.Request{
		URL: "https://fred.stlouisfed.org/graph/fredgraph.csv", Query: url.Values{"id": {id}}, Judge: judge,
		Header: http.Header{"Accept": {"text/csv, */*"}},
		Read: func(a outbound.Answer) (err error) {
			values, err = decodeCSV(a.Body, id)
			return err
		},
	}
	if s.client.Key != "" {
		r.URL, r.Header = "https://api.stlouisfed.org/fred/series/observations", nil
		r.Query = url.Values{"series_id": {id}, "api_key": {s.client.Key}, "file_type": {"json"}}
		r.Read = func(a outbound.Answer) (err error) {
			values, err = decodeJSON(a.Body)
			return err
		}
	}
	if err := s.client.Ask(ctx, r); err != nil {
		return nil, err
	}
	p := &macro.Part{Series: map[string][]macro.Observation{id: values}, Origin: s.client.Origin("/series/" + id)}
	p.Source = Name
	return p, nil
}

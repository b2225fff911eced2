package httpsource

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// Options say how a source is reached and what it is called. The zero Options are good
// for one that wants no key.
type Options struct {
	// BaseURL is asked in place of all hosts of the source, which then only keep their
	// paths, such as http://127.0.0.1:8081.
	BaseURL string
	// Key is the user's with the source.
	Key string
	// Provider is whose all answers are said to be. Zero: the source's own.
	Provider market.Provider
	// Now is the wall clock that sessions and dates are judged by: time.Now.
	Now func() time.Time
	// Pause is how long the source is left alone after faults and after a refusal that does
	// not say for how long. 0: as long as it bears.
	Pause time.Duration
	// RoundTripper makes the requests. nil: net/http's.
	RoundTripper http.RoundTripper
	Registerer   outbound.Registerer
}

// Limits are what a source bears, and what it wants to see. Zero fields have the values
// given.
type Limits struct {
	Timeout    time.Duration // of one request, and of the wait for its turn: 10 seconds
	MaxBody    int64         // of one answer, decompressed, in bytes: 8 MiB
	Concurrent int           // requests under way at once: 4
	// Rate is requests a second in the long run, Burst at once. 0: any number.
	Rate  float64
	Burst int
	// BlockPause is how long it is left alone after a refusal that does not say: a minute.
	BlockPause time.Duration
	Header     http.Header // beside User-Agent, Accept and Accept-Language
}

// Browser is the User-Agent of requests to sources that refuse others.
const Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

const (
	// faultPause is how long a source is left alone after too many faults in a row.
	faultPause = 30 * time.Second
	// faultsToTrip is how many requests in a row may find it down.
	faultsToTrip = 3
)

func (l Limits) outbound(name string, o Options) outbound.Options {
	header := http.Header{"User-Agent": {Browser}, "Accept": {"application/json, text/plain, */*"}, "Accept-Language": {"en-US,en;q=0.9"}}
	for field, values := range l.Header {
		header[field] = values
	}
	return outbound.Options{
		Provider: name, Timeout: cmp.Or(l.Timeout, 10*time.Second), MaxBody: cmp.Or(l.MaxBody, 8<<20), Concurrent: cmp.Or(l.Concurrent, 4),
		Rate: l.Rate, Burst: l.Burst, Header: header,
		Breaker: outbound.Breaker{
			Faults: faultsToTrip, FaultPause: cmp.Or(o.Pause, faultPause), BlockPause: cmp.Or(o.Pause, l.BlockPause, time.Minute), KeyPause: cmp.Or(o.Pause, 10*time.Minute), Malformed: true,
		},
		Outcomes: map[error]string{market.ErrUnknownSymbol: "unknown"}, RoundTripper: o.RoundTripper, Registerer: o.Registerer,
	}
}

// base is BaseURL, nil when there is none.
func (o Options) base(name string) (*url.URL, error) {
	if o.BaseURL == "" {
		return nil, nil
	}
	if err := outbound.CheckBase(o.BaseURL); err != nil {
		return nil, fmt.Errorf("%s: Options.BaseURL %w", name, err)
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.User != nil {
		return nil, errors.New(name + ": Options.BaseURL must have no user")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}

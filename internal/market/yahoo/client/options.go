package client

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

// chrome is the browser that Yahoo takes us for: it refuses others more often.
const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

// Options say how Yahoo is reached. The zero Options are good.
type Options struct {
	// BaseURL is asked for everything, cookie (at /) and crumb included, in place
	// of Yahoo's own hosts, such as http://127.0.0.1:8081.
	BaseURL string
	// Timeout bounds one request, and the wait for its turn: 10 seconds.
	Timeout time.Duration
	// MaxBody bounds one answer, decompressed, in bytes: 8 MiB.
	MaxBody int64
	// MaxConcurrent is how many requests may be under way at once: 4. More were
	// reported to end in a block. One client has at most half of them.
	MaxConcurrent int
	// UserAgent is sent with each request: a current Chrome's. A RoundTripper with the
	// hello of a browser needs that of the same browser, as browsertls.UserAgent is.
	UserAgent string
	// RoundTripper makes the requests, for those who need another TLS handshake or
	// an egress proxy. nil: net/http's with HTTP/2.
	RoundTripper http.RoundTripper
	Registerer   outbound.Registerer
}

func (o Options) withDefaults() Options {
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	o.MaxBody = cmp.Or(o.MaxBody, 8<<20)
	o.MaxConcurrent = cmp.Or(o.MaxConcurrent, 4)
	o.UserAgent = cmp.Or(o.UserAgent, chrome)
	return o
}

const (
	// blockPause is how long Yahoo is left alone after a refusal, at least: a 429 means
	// "blocked", not "too fast", and asking on makes the block longer.
	blockPause = time.Minute
	// faultPause is how long Yahoo is left alone after too many faults in a row.
	faultPause = 15 * time.Second
	// faultsToTrip is how many requests in a row may find Yahoo down.
	faultsToTrip = 6
)

func (o Options) outbound() outbound.Options {
	return outbound.Options{
		Provider: "yahoo", Concurrent: o.MaxConcurrent, Timeout: o.Timeout, MaxBody: o.MaxBody,
		// A browser's: without them Yahoo answers 429 or sends no cookie.
		Header:       http.Header{"User-Agent": {o.UserAgent}, "Accept": {"*/*"}, "Accept-Language": {"en-US,en;q=0.9"}},
		Breaker:      outbound.Breaker{Faults: faultsToTrip, FaultPause: faultPause, BlockPause: blockPause},
		Outcomes:     map[error]string{market.ErrUnknownSymbol: "unknown", outbound.ErrUnauthorized: "blocked"},
		RoundTripper: o.RoundTripper, Registerer: o.Registerer,
	}
}

// validate names each field that is wrong. base is BaseURL, nil when there is none.
func (o Options) validate() (base *url.URL, err error) {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("yahoo: Options."+format, args...))
		}
	}
	check(o.Timeout > 0, "Timeout must not be negative, is %v", o.Timeout)
	check(o.Timeout <= time.Hour, "Timeout must be at most 1h, is %v", o.Timeout)
	check(o.MaxBody > 0, "MaxBody must not be negative, is %d", o.MaxBody)
	check(o.MaxConcurrent > 0, "MaxConcurrent must not be negative, is %d", o.MaxConcurrent)
	if o.BaseURL != "" {
		base, err = parseBase(o.BaseURL)
		check(err == nil, "BaseURL %w", err)
	}
	return base, errors.Join(faults...)
}

// parseBase reads a base URL: http or https, a host, no query.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("is not a URL, such as http://127.0.0.1:8081")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("must be http://host or https://host without user, query or fragment, is %q", u.Redacted())
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}

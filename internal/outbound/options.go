package outbound

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options say how one source is asked. Their owner has checked them.
type Options struct {
	Provider string        // the source's name in the metrics
	Timeout  time.Duration // of one request
	MaxBody  int64         // of an answer, decompressed, in bytes
	Header   http.Header   // of each request that has none of the name
	// Concurrent is how many requests may be under way at once, shared fairly between
	// clients. 0: any number.
	Concurrent int
	// Rate is how many requests a second there may be in the long run, Burst how many
	// at once. 0: any number.
	Rate  float64
	Burst int
	// Wait is how long a request waits for its turn at most. 0: Timeout.
	Wait    time.Duration
	Breaker Breaker
	// Outcomes are labels of requests by the kind of their error, for kinds of the
	// owner's and in the place of those of this package.
	Outcomes map[error]string
	// RoundTripper makes the requests. nil: RoundTripper(Concurrent).
	RoundTripper http.RoundTripper
	Registerer   Registerer
}

// Breaker says when a source is left alone, and for how long.
type Breaker struct {
	Faults     int           // in a row, by which a source is found to be down
	FaultPause time.Duration // after them
	BlockPause time.Duration // after a refusal that does not say for how long
	KeyPause   time.Duration // after a refusal of who we say that we are; 0: none
	// Malformed counts answers that are none among the faults: of a source whose
	// answers have one form, so that one of them speaks for all.
	Malformed bool
}

func (o Options) withDefaults() Options {
	if o.Wait == 0 {
		o.Wait = o.Timeout
	}
	if o.RoundTripper == nil {
		o.RoundTripper = RoundTripper(o.Concurrent)
	}
	return o
}

// RoundTripper is the standard one with bounds on dialling, so that a dead route is
// known long before a request's timeout, and on headers. It keeps as many idle
// connections to a host; 0: as many as the standard one.
func RoundTripper(perHost int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	// What browsers take: pages of some sites have more than 32 KiB of headers.
	t.MaxResponseHeaderBytes = 256 << 10
	t.MaxIdleConnsPerHost = perHost
	t.ForceAttemptHTTP2 = true
	return t
}

// CheckBase checks the address below which a source answers: http or https, a host,
// no query. Its error does not repeat what may be a password.
func CheckBase(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("is not http://host or https://host without a query, such as http://127.0.0.1:8888")
	}
	return nil
}

// Printable says whether a key can stand in a header: a stray newline would fail each
// request with an obscure error of net/http.
func Printable(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

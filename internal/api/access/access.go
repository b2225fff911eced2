// Package access decides who may ask, and how much: which host names and web pages a
// request may come by, by which key or address its client is known, how many
// requests that client may send and how many of its answers may be open.
//
// It refuses to know what is asked for, but for its size. What it does not admit it
// answers with a fault that names what would be right.
package access

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/go-chi/httprate"
)

// Options configures a Control. Its zero value lets everybody ask.
type Options struct {
	Keys           []string       // bearer keys; none: open to all
	Origins        []string       // web origins that may ask, such as https://example.com; "*": all
	Hosts          Hosts          // what requests may be for
	AdminHosts     Hosts          // the same for the operator's listener
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	RateLimit           int // requests a minute and client; 0: no limit
	MaxStreams          int // open answers; 0: 1024
	MaxStreamsPerClient int // 0: no limit
}

// Control is asked of each request.
type Control struct {
	*admission
	keys       keyring
	origins    origins
	hosts      Hosts
	adminHosts Hosts
	proxies    proxies
	limiter    *httprate.RateLimiter // nil: no limit
	rateLimit  int                   // of limiter
	rejected   *rejectedMetrics
}

// New makes a Control, or reports all that is wrong at once.
func New(o Options, reg Registerer) (*Control, error) {
	if o.MaxStreams == 0 {
		o.MaxStreams = 1024
	}
	if err := o.validate(); err != nil {
		return nil, err
	}
	m := newRejectedMetrics(reg)
	return &Control{
		admission: newAdmission(o.MaxStreams, o.MaxStreamsPerClient, m), keys: newKeyring(o.Keys), origins: newOrigins(o.Origins),
		hosts: o.Hosts, adminHosts: o.AdminHosts, proxies: o.TrustedProxies, limiter: newLimiter(o.RateLimit), rateLimit: o.RateLimit, rejected: m,
	}, nil
}

// CheckAdmin refuses web pages, of origins that may ask as well, at the operator's
// listener: one whose name was made to point there could otherwise read all of it as
// its own site.
func (c *Control) CheckAdmin(r *http.Request) error {
	if err := c.adminHosts.check(r.Host); err != nil {
		return err
	}
	return origins{}.check(r)
}

func (o Options) validate() error {
	var errs []error
	wrong := func(field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("access: Options.%s: "+format, append([]any{field}, args...)...))
	}
	for _, key := range o.Keys {
		if strings.TrimSpace(key) == "" || strings.ContainsAny(key, " \t\r\n") {
			wrong("Keys", "a key is empty or holds white space")
		}
	}
	for _, origin := range o.Origins {
		if err := CheckOrigin(origin); err != nil {
			wrong("Origins", "%w", err)
		}
	}
	for _, n := range []struct {
		field string
		value int
	}{{"RateLimit", o.RateLimit}, {"MaxStreams", o.MaxStreams}, {"MaxStreamsPerClient", o.MaxStreamsPerClient}} {
		if n.value < 0 {
			wrong(n.field, "is negative")
		}
	}
	return errors.Join(errs...)
}

// CheckOrigin says whether a text is a web origin, that of a browser extension among
// them, or *.
func CheckOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https" && !strings.HasSuffix(u.Scheme, "-extension")) ||
		u.Host == "" || strings.Contains(u.Host, "*") || origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("%.80q is not an origin: want one such as https://example.com, or *", origin)
	}
	return nil
}

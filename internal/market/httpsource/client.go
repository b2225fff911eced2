package httpsource

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// Client asks one source. It is safe for concurrent use.
type Client struct {
	Provider market.Provider
	Key      string
	Now      func() time.Time

	outbound *outbound.Client
	base     *url.URL // nil: the source's own hosts
	health   Health
}

// Request is one question.
type Request struct {
	// URL is the address at the source's own host, without the query.
	URL    string
	Query  url.Values
	Symbol string // for errors
	Method string // empty: GET
	Header http.Header
	Body   []byte
	// Read takes what it needs from an answer that no sign of [Judge] speaks against.
	// Its error is a *market.Error: the request is counted by it.
	Read func(outbound.Answer) error
	// Judge sorts an answer before it is read, in place of [Judge].
	Judge func(outbound.Answer) error
}

// New makes the client of the source of that name. It reaches for nothing before the
// first question.
func New(name string, own market.Provider, o Options, l Limits) (*Client, error) {
	base, err := o.base(name)
	if err != nil {
		return nil, err
	}
	if !outbound.Printable(o.Key) {
		return nil, fmt.Errorf("%s: Options.Key must have neither blanks nor control characters", name)
	}
	c := &Client{Provider: o.Provider, Key: o.Key, Now: o.Now, outbound: outbound.New(l.outbound(name, o)), base: base}
	if c.Provider == (market.Provider{}) {
		c.Provider = own
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, nil
}

// Ask puts r to the source. Nothing is tried twice: there are other sources. Its error is
// a *market.Error, or the cause of ctx when that has ended.
func (c *Client) Ask(ctx context.Context, r Request) error {
	u, err := url.Parse(r.URL)
	if err != nil {
		return fmt.Errorf("make address: %w", err)
	}
	if c.base != nil {
		u.RawPath = c.base.EscapedPath() + u.EscapedPath()
		u.Scheme, u.Host, u.Path = c.base.Scheme, c.base.Host, c.base.Path+u.Path
	}
	u.RawQuery = r.Query.Encode()
	judge := r.Judge
	if judge == nil {
		judge = Judge
	}
	err = c.outbound.Ask(ctx, outbound.Request{Method: r.Method, URL: u, Header: r.Header, Body: r.Body, Read: func(a outbound.Answer) error {
		if err := judge(a); err != nil {
			return ToFault(err)
		}
		return ToFault(r.Read(a))
	}})
	f, ok := errors.AsType[*outbound.Fault](err)
	err = FromFault(err)
	if !ok || !f.Held {
		c.health.Note(ctx, err)
	}
	if e, ok := errors.AsType[*market.Error](err); ok {
		e.Said = outbound.Said(e.Said, c.Key) // some repeat the key that they refuse
		if e.Symbol == "" {
			e.Symbol = r.Symbol
		}
	}
	return err
}

// Held is the *market.Error of a request that would be held back now, nil when it would
// not.
func (c *Client) Held() error { return FromFault(c.outbound.Held()) }

// Problem is why the last request failed and since when requests do, nil while they
// succeed.
func (c *Client) Problem() (since time.Time, err error) { return c.health.Problem() }

// Close gives up idle connections.
func (c *Client) Close() { c.outbound.Close() }

// Origin is that of an answer given now, with a page below the provider's site on which
// a reader can look it up; an empty page is none.
func (c *Client) Origin(page string) market.Origin {
	o := market.Origin{Provider: c.Provider.Name, Simulated: c.Provider.Simulated, AsOf: c.Now().UTC()}
	if c.Provider.Site != "" && page != "" {
		o.URL = c.Provider.Site + page
	}
	return o
}

package client

import (
	"context"
	"errors"
	"maps"
	"net/url"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// send puts r to the API, with cookie and crumb when there are some.
func (c *Client) send(ctx context.Context, r Request, cred *credential) error {
	query := url.Values{}
	maps.Copy(query, r.Query)
	asked := outbound.Request{URL: under(c.api, r.Path), Read: func(a outbound.Answer) error {
		if err := judge(a); err != nil {
			return err
		}
		return r.Read(a.Body)
	}}
	if cred != nil {
		query.Set("crumb", cred.crumb)
		asked.Jar = cred.jar
	}
	asked.URL.RawQuery = query.Encode()
	err := c.exchange(ctx, asked)
	if e, ok := errors.AsType[*market.Error](err); ok && e.Symbol == "" {
		e.Symbol = r.Symbol
	}
	return err
}

// exchange makes one request, and notes whether Yahoo is well. Its error is a
// *market.Error, as that of r.Read is, or the cause of ctx.
func (c *Client) exchange(ctx context.Context, r outbound.Request) error {
	read := r.Read
	r.Read = func(a outbound.Answer) error { return outboundFault(read(a)) }
	err := c.source.Ask(ctx, r)
	f, ok := errors.AsType[*outbound.Fault](err)
	err = httpsource.FromFault(err)
	if !ok || !f.Held {
		c.health.Note(ctx, err)
	}
	return err
}

// outboundFault is httpsource.ToFault with what Yahoo's refusals mean beside.
func outboundFault(err error) error {
	err = httpsource.ToFault(err)
	f, ok := errors.AsType[*outbound.Fault](err)
	switch {
	case !ok:
	case errors.Is(err, errOldCrumb):
		f.Kind = outbound.ErrUnauthorized
	case f.Kind == outbound.ErrBlocked && f.RetryAfter > 0:
		f.RetryAfter = max(f.RetryAfter, blockPause)
	}
	return err
}

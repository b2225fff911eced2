package client

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"

	"quotewire/internal/market"
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
	err = marketError(err)
	if !ok || !f.Held {
		c.health.note(ctx, err)
	}
	return err
}

// outboundFault puts what was found wrong with an answer into outbound's terms, by which a
// source is left alone and counted.
func outboundFault(err error) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok {
		return err
	}
	f := &outbound.Fault{Kind: e.Kind, Status: e.Status, Message: e.Message, Said: e.Said, RetryAfter: e.RetryAfter, Err: e.Err}
	switch {
	case errors.Is(err, errOldCrumb):
		f.Kind = outbound.ErrUnauthorized
	case e.Kind == market.ErrBlocked:
		f.Kind = outbound.ErrBlocked
		if f.RetryAfter > 0 {
			f.RetryAfter = max(f.RetryAfter, blockPause)
		}
	case e.Kind == market.ErrUnavailable:
		f.Kind = outbound.ErrUnavailable
	case e.Kind == market.ErrMalformed:
		f.Kind = outbound.ErrMalformed
	}
	return f
}

// marketError puts a fault into package market's terms.
func marketError(err error) error {
	f, ok := errors.AsType[*outbound.Fault](err)
	if !ok {
		return err
	}
	e := &market.Error{Kind: f.Kind, Status: f.Status, Message: f.Message, Said: f.Said, RetryAfter: f.RetryAfter, Err: f.Err}
	e.Kind = cmp.Or(map[error]error{
		outbound.ErrBlocked: market.ErrBlocked, outbound.ErrUnauthorized: market.ErrBlocked, outbound.ErrMalformed: market.ErrMalformed,
		outbound.ErrUnavailable: market.ErrUnavailable, outbound.ErrNoTurn: market.ErrUnavailable,
	}[f.Kind], f.Kind)
	if f.Kind == outbound.ErrNoTurn {
		e.Err = market.ErrBusy
	}
	return e
}
